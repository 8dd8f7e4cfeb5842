/*
 * server.h — HTTP: connections, headers, bodies, and the failures that faults.c chose. It must not know what
 * any operation does.
 */
#ifndef SIM_SERVER_H
#define SIM_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "options.h"

struct server;

/* Listens on 127.0.0.1. NULL after an explanation on stderr. Ended with server_stop(). */
struct server *server_start(const struct options *options);

uint16_t server_port(const struct server *server);

/* Ends every connection; clock_stop() must have been called, so that no request waits any more. */
void server_stop(struct server *server);

#endif
