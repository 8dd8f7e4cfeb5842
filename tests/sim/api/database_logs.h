/*
 * database_logs.h — the log streams of a database and their lines. It must not know who writes them.
 */
#ifndef SIM_API_DATABASE_LOGS_H
#define SIM_API_DATABASE_LOGS_H

#include "world.h"

/* Adds a line of now; false when the engine has no such stream. */
bool database_log_add(struct resource *database, const char *stream, const char *line);

/* The line that an engine writes when it accepts connections. */
void database_log_ready(struct resource *database);

#endif
