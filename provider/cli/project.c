/*
 * project.c — the paths of the project's files, and programs in PATH. Knows the file system and processes;
 * must not know AWS.
 */
#include "cli/project.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

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

static struct str read_all(struct arena *mem, int fd)
{
    enum { MOST_BYTES = 64 * 1024 };
    struct buf text = buf_new(mem, MOST_BYTES);
    char part[4096];
    for (ssize_t count; (count = read(fd, part, sizeof part)) > 0;)
        buf_add(&text, str_n(part, (size_t)count));
    return buf_str(&text);
}

static bool spawn(const char *const *arguments, int output, int unused, pid_t *ret_child)
{
    extern char **environ;
    posix_spawn_file_actions_t actions;
    char *argv[16];
    size_t count = 0;
    while (arguments[count] != NULL && count + 1 < sizeof argv / sizeof argv[0]) {
        argv[count] = (char *)(uintptr_t)arguments[count];
        count++;
    }
    argv[count] = NULL;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclose(&actions, unused);
    int failure = posix_spawnp(ret_child, argv[0], &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    return failure == 0;
}

bool program_output(struct arena *mem, const char *const *arguments, struct str *ret_text)
{
    int ends[2], status = -1;
    pid_t child;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    bool started = spawn(arguments, ends[1], ends[0], &child);
    close(ends[1]);
    *ret_text = started ? read_all(mem, ends[0]) : STR("");
    close(ends[0]);
    return started && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
