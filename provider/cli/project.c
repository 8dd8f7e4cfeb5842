/*
 * project.c — the paths of the project's files, and programs in PATH. Knows the file system and processes;
 * must not know AWS.
 */
#include "cli/project.h"

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/process.h"

bool project_file_exists(struct str path)
{
    return path.len > 0 && access(path.data, F_OK) == 0;
}

struct str project_root(struct arena *mem)
{
    char folder[PATH_MAX];
    if (getcwd(folder, sizeof folder) == NULL)
        return STR(".");
    if (access("ansible", F_OK) == 0)
        return STR(".");
    for (char *slash; (slash = strrchr(folder, '/')) != NULL;) {
        *slash = '\0';
        struct str ansible = str_printf(mem, "%s/ansible", folder);
        if (project_file_exists(ansible))
            return str_copy(mem, str_c(folder));
    }
    return STR(".");
}

struct str project_inventory_path(struct arena *mem, struct str environment)
{
    return str_printf(mem, "%.*s/ansible/inventory/%.*s_lightsail_hosts.json", STR_ARG(project_root(mem)),
                      STR_ARG(environment));
}

size_t project_names(struct arena *mem, struct str folder, const char *suffix, struct str **ret_names)
{
    enum { MOST = 256 };
    size_t count = 0;
    *ret_names = arena_new_array(mem, struct str, MOST);
    DIR *entries = opendir(folder.data);
    if (entries == NULL)
        return 0;
    for (struct dirent *entry; count < MOST && (entry = readdir(entries)) != NULL;) {
        struct str name = str_c(entry->d_name);
        size_t suffix_len = strlen(suffix);
        if (name.len > suffix_len && str_ends_with(name, str_c(suffix)))
            (*ret_names)[count++] = str_copy(mem, str_slice(name, 0, name.len - suffix_len));
    }
    closedir(entries);
    qsort(*ret_names, count, sizeof **ret_names, str_compare_items);
    return count;
}

/* ---- programs ---- */

struct str program_path(struct arena *mem, const char *name)
{
    struct str rest = str_c(getenv("PATH"));
    for (bool more = rest.len > 0; more;) {
        struct str folder, tail;
        more = str_cut(rest, ':', &folder, &tail);
        if (!more)
            folder = rest;
        struct str path = str_printf(mem, "%.*s/%s", STR_ARG(folder.len > 0 ? folder : STR(".")), name);
        if (access(path.data, X_OK) == 0)
            return path;
        rest = tail;
    }
    return (struct str){NULL, 0};
}

bool program_output(struct arena *mem, const char *const *arguments, struct str *ret_text)
{
    const struct deadline forever = deadline_begin(NULL, -1);
    const struct process_form form = {.words = arguments, .time_limit_ms = PROCESS_TIME_LIMIT_MS};
    struct process_output output = {.out = STR("")};
    struct err ignored;
    bool done = process_start(mem, &form, &forever, &output, &ignored);
    *ret_text = output.out;
    return done;
}
