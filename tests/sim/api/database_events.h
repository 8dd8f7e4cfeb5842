/*
 * database_events.h — what happened to a database, as GetRelationalDatabaseEvents returns it. It must not know
 * when something happens.
 */
#ifndef SIM_API_DATABASE_EVENTS_H
#define SIM_API_DATABASE_EVENTS_H

#include "world.h"

/* Adds an event of now; the oldest is dropped when there are too many. */
void database_event(struct resource *database, const char *category, const char *message);

#endif
