/*
 * text_file.h — small files of the user: read whole, replaced atomically, removed. "~/x" is in the home
 * folder. Knows the file system; must not know what the text means.
 */
#ifndef BASE_TEXT_FILE_H
#define BASE_TEXT_FILE_H

#include "base/err.h"

struct text_file {
    struct str text;
    unsigned mode; /* permission bits */
};

/*
 * Errors: ERR_NOT_FOUND when the file does not exist; ERR_USER (a folder, not readable, over 16 MiB), with
 * the system's message.
 */
bool text_file_read(struct arena *mem, struct str path, struct text_file *ret, struct err *err) MUST_USE;
/*
 * Reads at most `most_bytes` of a file that may contain secrets into memory that `mem` wipes, without a byte
 * order mark. False with errno (EFBIG for a larger file) when it cannot be read.
 */
bool text_file_read_secret(struct arena *mem, struct str path, size_t most_bytes, struct str *ret_text)
    MUST_USE;
/*
 * Creates missing folders, writes a new file beside the old one, syncs it and renames it: afterwards the file
 * is the old or the new one, also after a power failure. Errors: ERR_USER with the system's message; then
 * only new folders may remain.
 */
bool text_file_write(struct arena *mem, struct str path, const struct text_file *file, struct err *err)
    MUST_USE;
/* A file that does not exist is a success. The folder remains. */
bool text_file_remove(struct arena *mem, struct str path, struct err *err) MUST_USE;

#endif
