/*
 * env.c — the environment of this process: variables and the home folder. Must not know which variables there
 * are.
 */
#include "base/env.h"

#include <stdlib.h>

struct str env_text(const char *variable)
{
    const char *value = getenv(variable);
    return value != NULL && value[0] != '\0' ? str_c(value) : (struct str){NULL, 0};
}

bool env_is_on(struct str text)
{
    return str_eq_nocase(text, STR("true")) || str_eq(text, STR("1"));
}

struct str env_home_path(struct arena *mem, struct str path)
{
    struct str home = env_text("HOME");
    if (home.len == 0 || (!str_eq(path, STR("~")) && !str_starts_with(path, STR("~/"))))
        return path;
    return str_printf(mem, "%.*s%.*s", STR_ARG(home), STR_ARG(str_slice(path, 1, path.len)));
}
