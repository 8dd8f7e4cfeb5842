/*
 * database_times.h — what a database contains over time, and the times to which it can be restored. It must not
 * know who restores one.
 */
#ifndef SIM_API_DATABASE_TIMES_H
#define SIM_API_DATABASE_TIMES_H

#include "world.h"

/* From now on, the database contains this. */
void database_times_write(struct resource *database, const char *mark);

/* What it contained at that time. */
const char *database_times_mark(const struct resource *database, int64_t at_ms);

/* A backup is complete: the database can be restored to times from now on, as long as backups are kept. */
void database_times_backed_up(struct resource *database);
void database_times_delete_backups(struct resource *database);

/* A stopped database has no later times. */
void database_times_stop(struct resource *database);
void database_times_start(struct resource *database);

/* The earliest and the latest time to which it can be restored at now_ms; false when there are none. */
bool database_times_restorable(const struct resource *database, int64_t now_ms, int64_t *ret_earliest_ms,
                               int64_t *ret_latest_ms);

#endif
