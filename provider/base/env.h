/*
 * env.h — the environment of this process: variables and the home folder. Must not know which variables there
 * are.
 */
#ifndef BASE_ENV_H
#define BASE_ENV_H

#include "base/str.h"

/* The value of a variable, "" (data == NULL) when it is not set or empty. Borrowed from the environment. */
struct str env_text(const char *variable);

/* Whether the text of a variable or a setting means true: "true" in any case, or "1". */
bool env_is_on(struct str text);

/*
 * Replaces "~" in "~" and "~/x" by the value of HOME; any other path, and every path without HOME, is
 * returned unchanged.
 */
struct str env_home_path(struct arena *mem, struct str path);

#endif
