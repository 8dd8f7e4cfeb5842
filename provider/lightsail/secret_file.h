/*
 * secret_file.h — reads small files that may hold secrets. Knows files and limits; must not know what is in
 * them.
 */
#ifndef LIGHTSAIL_SECRET_FILE_H
#define LIGHTSAIL_SECRET_FILE_H

#include "base/str.h"

/*
 * What the file holds, at most `most_bytes`, in memory that `mem` wipes, without a byte order mark. "~/x" is in the home folder. False with
 * errno (EFBIG for more bytes than that) when it cannot be read.
 */
bool secret_file_read(struct arena *mem, struct str path, size_t most_bytes, struct str *ret_text) MUST_USE;

#endif
