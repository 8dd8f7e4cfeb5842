/*
 * socket.h — where the server's unix socket is, who may open it, and its removal.
 * Knows the file system and the variables that say where; must not know gRPC.
 *
 * The socket lies under a name that cannot be guessed and belongs to its owner from its first moment: a directory of its own would
 * protect it no better, and to make and remove one costs some file systems milliseconds at each start.
 */
#ifndef PLUGIN_SOCKET_H
#define PLUGIN_SOCKET_H

#include <sys/types.h>

#include "base/err.h"

/* In a fixed array, so that a handler of fatal signals can remove it. "" = there is none. */
struct socket_place {
    char path[108]; /* sun_path's size */
};

/*
 * Chooses a fresh name in the first of the candidates where we may write and whose path is short enough for a
 * socket: `wanted` (PLUGIN_UNIX_SOCKET_DIR), `temporary` (TMPDIR), /tmp. Empty candidates are skipped; nothing is made
 * yet. Errors: ERR_USER with the last reason.
 */
bool socket_place_new(struct str wanted, struct str temporary, struct socket_place *ret_place,
                      struct err *err) MUST_USE;

/*
 * What this process makes between the two is its owner's alone, so that the socket is never open to others, not even for
 * a moment. For the whole process: no other thread may make files meanwhile.
 */
mode_t socket_begin_private(void);
void socket_end_private(mode_t before);

/*
 * After the socket exists: lets `group` in as well (name or number, PLUGIN_UNIX_SOCKET_GROUP); empty: nobody. Errors: ERR_USER for an unknown group or one that we are not in.
 */
bool socket_place_share(const struct socket_place *place, struct str group, struct err *err) MUST_USE;

/* Removes the socket. Only a system call, so that it is allowed in a signal handler. */
void socket_place_remove(const struct socket_place *place);

#endif
