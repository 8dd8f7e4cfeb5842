/*
 * text_file.c — whole small files. Knows the system calls and their errors; must not know what the text
 * means.
 */
#include "base/text_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/env.h"

enum { MAX_FILE_BYTES = 16 * 1024 * 1024, FOLDER_MODE = 0755, MODE_BITS = 07777 };

static bool refuse(struct err *err, const char *doing, const char *path, int number)
{
    char reason[128];
    return fail(err, number == ENOENT ? ERR_NOT_FOUND : ERR_USER, "cannot %s '%s': %s", doing, path,
                strerror_r(number, reason, sizeof reason));
}

/* ---- read ---- */

static bool read_open(struct arena *mem, int fd, const char *path, struct text_file *ret, struct err *err)
{
    struct stat info;
    if (fstat(fd, &info) != 0)
        return refuse(err, "read", path, errno);
    if (!S_ISREG(info.st_mode))
        return refuse(err, "read", path, S_ISDIR(info.st_mode) ? EISDIR : EINVAL);
    struct buf text = buf_new(mem, MAX_FILE_BYTES);
    char part[16 * 1024];
    ssize_t got;
    while ((got = read(fd, part, sizeof part)) > 0)
        buf_add(&text, str_n(part, (size_t)got));
    if (got < 0)
        return refuse(err, "read", path, errno);
    if (text.overflowed)
        return refuse(err, "read", path, EFBIG);
    *ret = (struct text_file){buf_str(&text), info.st_mode & MODE_BITS};
    return true;
}

bool text_file_read(struct arena *mem, struct str path, struct text_file *ret, struct err *err)
{
    const char *path_z = str_z(mem, env_home_path(mem, path));
    int fd = open(path_z, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return refuse(err, "read", path_z, errno);
    bool good = read_open(mem, fd, path_z, ret, err);
    close(fd);
    return good;
}

static bool read_secret(struct arena *mem, int fd, size_t most_bytes, struct str *ret_text)
{
    struct stat info;
    if (fstat(fd, &info) != 0)
        return false;
    /* The size of a pipe or a device is unknown. */
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

bool text_file_read_secret(struct arena *mem, struct str path, size_t most_bytes, struct str *ret_text)
{
    int fd = open(str_z(mem, env_home_path(mem, path)), O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return false;
    bool ok = read_secret(mem, fd, most_bytes, ret_text);
    int problem = errno;
    close(fd);
    errno = problem;
    return ok;
}

/* ---- write ---- */

/* "a/b/c.json" is "c.json" in "a/b"; without a slash it is in ".". */
static struct str split_path(struct str path, struct str *ret_name)
{
    size_t end = path.len;
    while (end > 0 && path.data[end - 1] != '/')
        end--;
    *ret_name = str_slice(path, end, path.len);
    return end == 0 ? STR(".") : end == 1 ? STR("/") : str_slice(path, 0, end - 1);
}

static bool make_folders(struct arena *mem, struct str folder, struct err *err)
{
    for (size_t end = 1; end <= folder.len; end++) {
        if (end < folder.len && folder.data[end] != '/')
            continue;
        const char *part = str_z(mem, str_slice(folder, 0, end));
        if (mkdir(part, FOLDER_MODE) != 0 && errno != EEXIST && errno != EISDIR)
            return refuse(err, "create the folder", part, errno);
    }
    return true;
}

static bool write_all(int fd, struct str text)
{
    while (text.len > 0) {
        ssize_t written = write(fd, text.data, text.len);
        if (written < 0 && errno != EINTR)
            return false;
        text = str_slice(text, written > 0 ? (size_t)written : 0, text.len);
    }
    return true;
}

static bool fill_and_rename(int fd, const char *temporary, const char *path, const struct text_file *file)
{
    bool written = fchmod(fd, (mode_t)file->mode) == 0 && write_all(fd, file->text) && fsync(fd) == 0;
    int number = errno;
    if (close(fd) != 0 && written) {
        written = false;
        number = errno;
    }
    if (written && rename(temporary, path) == 0)
        return true;
    number = written ? errno : number;
    unlink(temporary);
    errno = number;
    return false;
}

/*
 * The rename is durable when the folder is synced; file systems that cannot sync a folder offer nothing
 * better.
 */
static void sync_folder(struct arena *mem, struct str folder)
{
    int fd = open(str_z(mem, folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    (void)fsync(fd);
    close(fd);
}

bool text_file_write(struct arena *mem, struct str path, const struct text_file *file, struct err *err)
{
    path = env_home_path(mem, path);
    struct str name, folder = split_path(path, &name);
    if (!make_folders(mem, folder, err)) {
        err->kind = ERR_USER;
        return false;
    }
    const char *path_z = str_z(mem, path);
    struct str pattern = str_printf(mem, "%.*s/.%.*s.XXXXXX", STR_ARG(folder), STR_ARG(name));
    char *temporary = arena_alloc(mem, pattern.len + 1);
    memcpy(temporary, pattern.data, pattern.len);
    int fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0 || !fill_and_rename(fd, temporary, path_z, file)) {
        refuse(err, "write", path_z, errno);
        err->kind = ERR_USER;
        return false;
    }
    sync_folder(mem, folder);
    return true;
}

bool text_file_remove(struct arena *mem, struct str path, struct err *err)
{
    const char *path_z = str_z(mem, env_home_path(mem, path));
    if (unlink(path_z) == 0 || errno == ENOENT || errno == ENOTDIR)
        return true;
    return refuse(err, "remove", path_z, errno);
}
