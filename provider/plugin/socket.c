/*
 * socket.c — mkdtemp, chmod, chown, unlink. Must not know who listens there.
 */
#include "plugin/socket.h"

#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIRECTORY_TEMPLATE "/plugin-XXXXXX"
#define SOCKET_NAME "/socket"

static bool place_under(struct str parent, struct socket_place *ret_place, struct err *err)
{
    while (parent.len > 1 && parent.data[parent.len - 1] == '/')
        parent.len--;
    if (parent.len + sizeof DIRECTORY_TEMPLATE SOCKET_NAME > sizeof ret_place->path)
        return fail(err, ERR_USER, "'%.*s' is too long for the path of a unix socket", STR_ARG(parent));

    struct socket_place place;
    snprintf(place.directory, sizeof place.directory, "%.*s" DIRECTORY_TEMPLATE, STR_ARG(parent));
    if (mkdtemp(place.directory) == NULL)
        return fail(err, ERR_USER, "cannot make a directory in '%.*s': %s", STR_ARG(parent), strerror(errno));
    /* The size was checked above; the copy is spelt out so that the compiler sees it, too. */
    size_t len = strlen(place.directory);
    memcpy(place.path, place.directory, len);
    memcpy(place.path + len, SOCKET_NAME, sizeof SOCKET_NAME);
    *ret_place = place;
    return true;
}

bool socket_place_new(struct str wanted, struct str temporary, struct socket_place *ret_place,
                      struct err *err)
{
    const struct str parents[] = {wanted, temporary, STR("/tmp")};
    for (size_t i = 0; i < sizeof parents / sizeof parents[0]; i++) {
        if (parents[i].len > 0 && place_under(parents[i], ret_place, err))
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
    char name[64], scratch[4096];
    struct group entry, *found = NULL;
    snprintf(name, sizeof name, "%.*s", STR_ARG(group));
    if (getgrnam_r(name, &entry, scratch, sizeof scratch, &found) != 0 || found == NULL)
        return fail(err, ERR_USER, "PLUGIN_UNIX_SOCKET_GROUP names the unknown group '%.*s'", STR_ARG(group));
    *ret_id = entry.gr_gid;
    return true;
}

bool socket_place_protect(const struct socket_place *place, struct str group, struct err *err)
{
    if (group.len == 0) {
        if (chmod(place->path, 0600) != 0)
            return fail(err, ERR_USER, "cannot protect '%s': %s", place->path, strerror(errno));
        return true;
    }
    gid_t id;
    TRY(find_group(group, &id, err));
    if (chown(place->path, (uid_t)-1, id) != 0 || chmod(place->path, 0660) != 0 ||
        chown(place->directory, (uid_t)-1, id) != 0 || chmod(place->directory, 0710) != 0)
        return fail(err, ERR_USER, "cannot give '%s' to group '%.*s': %s", place->path, STR_ARG(group),
                    strerror(errno));
    return true;
}

void socket_place_remove(const struct socket_place *place)
{
    if (place->path[0] != '\0')
        unlink(place->path);
    if (place->directory[0] != '\0')
        rmdir(place->directory);
}
