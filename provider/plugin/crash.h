/*
 * crash.h — after a fatal signal: writes a report that Terraform shows to the user, and removes the socket.
 * Knows signals and addresses; must not know what the process was doing. Source: protocol 1.11.
 */
#ifndef PLUGIN_CRASH_H
#define PLUGIN_CRASH_H

#include "plugin/socket.h"

/*
 * Handles SIGSEGV, SIGBUS, SIGILL, SIGFPE and SIGABRT: writes "panic: …" and the return addresses to stderr,
 * removes the socket, and terminates by the signal. Does nothing in a sanitizer build, which reports more.
 */
void crash_install(void);

/* The socket to remove; NULL: there is none any more. The struct must live until then. */
void crash_set_socket(const struct socket_place *place);

#endif
