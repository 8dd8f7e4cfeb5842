/*
 * private_folder.h — a temporary folder of this process alone, for the files of a program, and files that are only in
 * memory. Must not know the program.
 */
#ifndef CLI_PRIVATE_FOLDER_H
#define CLI_PRIVATE_FOLDER_H

#include "base/err.h"
#include "base/str.h"

/* A new folder with mode 0700 in TMPDIR, or in /var/tmp, which has room for large files. Errors: ERR_USER. */
bool private_folder_make(struct arena *mem, struct str *ret_path, struct err *err) MUST_USE;
/* Removes it with everything in it. */
void private_folder_remove(struct str path);

/* A file that has no name and exists as long as it is open. The caller closes it. Errors: ERR_INTERNAL. */
bool memory_file(struct str content, int *ret_fd, struct err *err) MUST_USE;

#endif
