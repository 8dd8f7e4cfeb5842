/*
 * container_logs.h — the log lines of the containers of a service. It must not know who writes them.
 */
#ifndef SIM_API_CONTAINER_LOGS_H
#define SIM_API_CONTAINER_LOGS_H

#include "world.h"

/* Adds a line; the oldest is dropped when there are too many. */
void container_log_add(struct resource *service, const char *container, int64_t at_ms, const char *line);

#endif
