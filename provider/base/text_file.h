/*
 * text_file.h — small files of the user: read whole, written so that a reader never sees half of one, removed.
 * "~/x" is in the home folder. Knows the file system; must not know what the text means.
 */
#ifndef BASE_TEXT_FILE_H
#define BASE_TEXT_FILE_H

#include "base/err.h"

struct text_file {
    struct str text;
    unsigned mode; /* permission bits */
};

/* Errors: ERR_NOT_FOUND when nothing is there; ERR_USER (a folder, not readable, over 16 MiB), with what the system says. */
bool text_file_read(struct arena *mem, struct str path, struct text_file *ret, struct err *err) MUST_USE;
/*
 * A file that may hold secrets, at most `most_bytes` of it, in memory that `mem` wipes, without a byte order mark. False with errno (EFBIG for more
 * bytes than that) when it cannot be read.
 */
bool text_file_read_secret(struct arena *mem, struct str path, size_t most_bytes, struct str *ret_text)
    MUST_USE;
/*
 * Makes missing folders, writes another file beside it, syncs that and renames it: afterwards the file is the old one or the new one, also after a power
 * failure. Errors: ERR_USER with what the system says; then nothing is left behind but folders.
 */
bool text_file_write(struct arena *mem, struct str path, const struct text_file *file, struct err *err)
    MUST_USE;
/* Nothing there is success. The folder stays. */
bool text_file_remove(struct arena *mem, struct str path, struct err *err) MUST_USE;

#endif
