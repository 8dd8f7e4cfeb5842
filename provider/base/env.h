/*
 * env.h — the surroundings of this process: variables and the home folder.
 * Must not know which variables there are.
 */
#ifndef BASE_ENV_H
#define BASE_ENV_H

#include "base/str.h"

/* The value of a variable, "" (data == NULL) when it is not set or empty. It belongs to the environment. */
struct str env_text(const char *variable);

/* Whether the text of a variable or a setting switches something on: "true" in any case, or "1". */
bool env_is_on(struct str text);

/* "~" and "~/x" as a path in the folder that HOME names; any other path, and all without HOME, as it is. */
struct str env_home_path(struct arena *mem, struct str path);

#endif
