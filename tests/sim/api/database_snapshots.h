/*
 * database_snapshots.h — snapshots of databases: created, read, deleted. It must not know what is created from
 * them.
 */
#ifndef SIM_API_DATABASE_SNAPSHOTS_H
#define SIM_API_DATABASE_SNAPSHOTS_H

#include "kind.h"

extern const struct kind database_snapshot_kind;

/*
 * A new snapshot of the database, complete after the time of an operation, and the operations of both. The name
 * was checked; the state of the database does not change.
 */
struct resource *database_snapshot_begin(struct call *call, struct resource *database, const char *name);

#endif
