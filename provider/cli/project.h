/*
 * project.h — the paths of the project's files: the directory with ansible/ and terraform/; programs in PATH.
 * Knows the file system; must not know AWS.
 */
#ifndef CLI_PROJECT_H
#define CLI_PROJECT_H

#include "base/err.h"
#include "base/str.h"

/* The nearest directory above the current one (or the current one) that contains ansible/, or "." when
 * there is none. */
struct str project_root(struct arena *mem);
/* <root>/ansible/inventory/<environment>_lightsail_hosts.json */
struct str project_inventory_path(struct arena *mem, struct str environment);
/* The parts of the file names in a directory before `suffix`, sorted: "dev", "prod". */
size_t project_names(struct arena *mem, struct str folder, const char *suffix, struct str **ret_names);
bool project_file_exists(struct str path);
/* The path of a program in PATH; the empty text when it is not found. */
struct str program_path(struct arena *mem, const char *name);
/* The stdout of a program (at most 64 KiB); false when it cannot be run or fails. Its stderr is discarded. */
bool program_output(struct arena *mem, const char *const *arguments, struct str *ret_text) MUST_USE;

#endif
