/*
 * socket.h — the path of the server's unix socket, its permissions, and its removal. Knows the file system
 * and the variables with its location; must not know gRPC.
 *
 * The socket has a name that cannot be guessed, and only its owner can open it from the start. A directory of
 * its own would not protect it better, and creating and removing one takes milliseconds on some file systems
 * at each start.
 */
#ifndef PLUGIN_SOCKET_H
#define PLUGIN_SOCKET_H

#include <sys/types.h>

#include "base/err.h"

/* In a fixed array, so that the handler of fatal signals can remove it. "" = there is none. */
struct socket_place {
    char path[108]; /* sun_path's size */
};

/*
 * Chooses a new name in the first candidate directory that is writable and whose path is short enough for a
 * socket: `wanted` (PLUGIN_UNIX_SOCKET_DIR), `temporary` (TMPDIR), /tmp. Empty candidates are skipped; no
 * file is created yet. Errors: ERR_USER with the last reason.
 */
bool socket_place_new(struct str wanted, struct str temporary, struct socket_place *ret_place,
                      struct err *err) MUST_USE;

/*
 * Files that this process creates between these two calls are accessible to the owner only, so that no other
 * user can open the socket at any moment. The setting is for the whole process: no other thread may create
 * files meanwhile.
 */
mode_t socket_begin_private(void);
void socket_end_private(mode_t before);

/*
 * After the socket exists: gives access to `group` too (name or number, PLUGIN_UNIX_SOCKET_GROUP); empty: no
 * group. Errors: ERR_USER for an unknown group or one that this process is not a member of.
 */
bool socket_place_share(const struct socket_place *place, struct str group, struct err *err) MUST_USE;

/* Removes the socket. One system call, so it is allowed in a signal handler. */
void socket_place_remove(const struct socket_place *place);

#endif
