/*
 * private_folder.c — temporary folders, and files in memory. Must not know who uses them.
 */
#include "cli/private_folder.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/env.h"

bool private_folder_make(struct arena *mem, struct str *ret_path, struct err *err)
{
    struct str parent = env_text("TMPDIR");
    if (parent.len == 0)
        parent = access("/var/tmp", W_OK) == 0 ? STR("/var/tmp") : STR("/tmp");
    struct str path = str_printf(mem, "%.*s/quants-infra-XXXXXX", STR_ARG(parent));
    if (mkdtemp((char *)(uintptr_t)path.data) == NULL) {
        fail(err, ERR_USER, "cannot create a folder in '%.*s': %s", STR_ARG(parent), strerror(errno));
        return fail_hint(err, "Set TMPDIR to a folder that can be written.");
    }
    *ret_path = path;
    return true;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *at)
{
    (void)status;
    (void)type;
    (void)at;
    remove(path);
    return 0;
}

void private_folder_remove(struct str path)
{
    enum { MOST_OPEN = 16 };
    nftw(path.data, remove_entry, MOST_OPEN, FTW_DEPTH | FTW_PHYS);
}

bool memory_file(struct str content, int *ret_fd, struct err *err)
{
    *ret_fd = memfd_create("quants-infra", MFD_CLOEXEC);
    if (*ret_fd >= 0 && pwrite(*ret_fd, content.data, content.len, 0) == (ssize_t)content.len)
        return true;
    fail(err, ERR_INTERNAL, "cannot create a file in memory: %s", strerror(errno));
    if (*ret_fd >= 0)
        close(*ret_fd);
    return false;
}
