/*
 * secret_file.c — reads small files that may hold secrets. Knows files and limits; must not know what is in
 * them.
 */
#include "lightsail/secret_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/env.h"

static bool read_descriptor(struct arena *mem, int fd, size_t most_bytes, struct str *ret_text)
{
    struct stat info;
    if (fstat(fd, &info) != 0)
        return false;
    /* A pipe or a device has no size. */
    size_t capacity = S_ISREG(info.st_mode) ? (size_t)info.st_size + 1 : most_bytes;
    if (capacity > most_bytes) {
        errno = EFBIG;
        return false;
    }
    char *bytes = arena_alloc_secret(mem, capacity);
    size_t len = 0;
    while (len < capacity) {
        ssize_t got = read(fd, bytes + len, capacity - len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        if (got == 0)
            break;
        len += (size_t)got;
    }
    *ret_text = str_after_bom(str_n(bytes, len));
    return true;
}

bool secret_file_read(struct arena *mem, struct str path, size_t most_bytes, struct str *ret_text)
{
    int fd = open(str_z(mem, env_home_path(mem, path)), O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return false;
    bool ok = read_descriptor(mem, fd, most_bytes, ret_text);
    int problem = errno;
    close(fd);
    errno = problem;
    return ok;
}
