/*
 * crash.h — what a fatal signal leaves behind: a report that Terraform shows to the user, and no socket.
 * Knows signals and addresses; must not know what the process was doing. Source: protocol 1.11.
 */
#ifndef PLUGIN_CRASH_H
#define PLUGIN_CRASH_H

#include "plugin/socket.h"

/*
 * Handles SIGSEGV, SIGBUS, SIGILL, SIGFPE and SIGABRT: writes "panic: …" and the return addresses to stderr,
 * removes the socket, and dies of the signal. Does nothing in a sanitizer build, which reports better.
 */
void crash_install(void);

/* The socket to remove; NULL: none any more. The place must stay until then. */
void crash_set_socket(const struct socket_place *place);

#endif
