/*
 * socket.c — a random name, umask, chown, unlink. Must not know the server.
 */
#include "plugin/socket.h"

#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_PREFIX "/plugin-"
/* 75 bits: the name cannot be in use or guessed. */
enum { NAME_LETTERS = 15 };

static bool random_letters(char ret_text[static NAME_LETTERS + 1])
{
    unsigned char bytes[NAME_LETTERS];
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return false;
    for (size_t i = 0; i < NAME_LETTERS; i++)
        ret_text[i] = "abcdefghijklmnopqrstuvwxyz234567"[bytes[i] % 32];
    ret_text[NAME_LETTERS] = '\0';
    return true;
}

static bool place_in(struct str parent, struct socket_place *ret_place, struct err *err)
{
    while (parent.len > 1 && parent.data[parent.len - 1] == '/')
        parent.len--;
    if (parent.len + sizeof NAME_PREFIX + NAME_LETTERS > sizeof ret_place->path)
        return fail(err, ERR_USER, "the path of a unix socket in '%.*s' would be too long", STR_ARG(parent));
    struct socket_place place;
    char letters[NAME_LETTERS + 1];
    struct stat info;
    snprintf(place.path, sizeof place.path, "%.*s", STR_ARG(parent));
    if (stat(place.path, &info) != 0 || access(place.path, W_OK | X_OK) != 0)
        return fail(err, ERR_USER, "cannot create a socket in '%.*s': %s", STR_ARG(parent), strerror(errno));
    if (!S_ISDIR(info.st_mode))
        return fail(err, ERR_USER, "cannot create a socket in '%.*s': it is not a directory",
                    STR_ARG(parent));
    if (!random_letters(letters))
        return fail(err, ERR_INTERNAL, "cannot create a random name for a socket: %s", strerror(errno));
    snprintf(place.path, sizeof place.path, "%.*s" NAME_PREFIX "%s", STR_ARG(parent), letters);
    *ret_place = place;
    return true;
}

bool socket_place_new(struct str wanted, struct str temporary, struct socket_place *ret_place,
                      struct err *err)
{
    const struct str parents[] = {wanted, temporary, STR("/tmp")};
    for (size_t i = 0; i < sizeof parents / sizeof parents[0]; i++) {
        if (parents[i].len > 0 && place_in(parents[i], ret_place, err))
            return true;
    }
    return false;
}

static bool find_group(struct str group, gid_t *ret_id, struct err *err)
{
    int64_t number;
    if (str_to_int64(group, &number) && number >= 0 && number < UINT32_MAX) {
        *ret_id = (gid_t)number;
        return true;
    }
    char name[64], scratch[64 * 1024]; /* the buffer must hold the names of all members of the group */
    struct group entry, *found = NULL;
    snprintf(name, sizeof name, "%.*s", STR_ARG(group));
    if (getgrnam_r(name, &entry, scratch, sizeof scratch, &found) != 0 || found == NULL)
        return fail(err, ERR_USER, "PLUGIN_UNIX_SOCKET_GROUP names the unknown group '%.*s'", STR_ARG(group));
    *ret_id = entry.gr_gid;
    return true;
}

mode_t socket_begin_private(void)
{
    return umask(0177);
}

void socket_end_private(mode_t before)
{
    umask(before);
}

bool socket_place_share(const struct socket_place *place, struct str group, struct err *err)
{
    if (group.len == 0)
        return true;
    gid_t id;
    TRY(find_group(group, &id, err));
    if (chown(place->path, (uid_t)-1, id) != 0 || chmod(place->path, 0660) != 0)
        return fail(err, ERR_USER, "cannot give '%s' to group '%.*s': %s", place->path, STR_ARG(group),
                    strerror(errno));
    return true;
}

void socket_place_remove(const struct socket_place *place)
{
    if (place->path[0] != '\0')
        unlink(place->path);
}
