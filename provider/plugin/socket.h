/*
 * socket.h — the private directory that holds the server's unix socket, and its removal.
 * Knows the file system and the variables that say where; must not know gRPC.
 */
#ifndef PLUGIN_SOCKET_H
#define PLUGIN_SOCKET_H

#include "base/err.h"

/* Paths in fixed arrays, so that a handler of fatal signals can remove them. "" = there is none. */
struct socket_place {
    char directory[108];
    char path[108]; /* sun_path's size */
};

/*
 * Makes a fresh directory of mode 0700 under the first of the candidates in which that works and whose path
 * is short enough for a socket: `wanted` (PLUGIN_UNIX_SOCKET_DIR), `temporary` (TMPDIR), /tmp. Empty
 * candidates are skipped. Errors: ERR_USER with the last reason.
 */
bool socket_place_new(struct str wanted, struct str temporary, struct socket_place *ret_place,
                      struct err *err) MUST_USE;

/*
 * After the socket exists: owner only; or, when `group` (name or number, PLUGIN_UNIX_SOCKET_GROUP) is not
 * empty, also that group. Errors: ERR_USER for an unknown group or one that we are not in.
 */
bool socket_place_protect(const struct socket_place *place, struct str group, struct err *err) MUST_USE;

/* Removes socket and directory. Only system calls, so that it is allowed in a signal handler. */
void socket_place_remove(const struct socket_place *place);

#endif
