/*
 * project.h — where the project's files lie: the folder with ansible/ and terraform/, and what is in PATH. Knows the
 * file system; must not know AWS.
 */
#ifndef CLI_PROJECT_H
#define CLI_PROJECT_H

#include "base/err.h"
#include "base/str.h"

/* The nearest folder upwards of the current one that holds ansible/, or "." when there is none. */
struct str project_root(struct arena *mem);
/* <root>/ansible/inventory/<environment>_lightsail_hosts.json */
struct str project_inventory_path(struct arena *mem, struct str environment);
/* The parts of the file names in a folder before `suffix`, sorted: "dev", "prod". */
size_t project_names(struct arena *mem, struct str folder, const char *suffix, struct str **ret_names);
bool project_file_exists(struct str path);
/* Where PATH finds a program; the empty text when it does not. */
struct str program_path(struct arena *mem, const char *name);
/* What a program prints on stdout (at most 64 KiB); false when it cannot be run or fails. Its stderr is dropped. */
bool program_output(struct arena *mem, const char *const *arguments, struct str *ret_text) MUST_USE;

#endif
