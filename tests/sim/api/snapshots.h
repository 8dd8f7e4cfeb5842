/*
 * snapshots.h — manual snapshots of instances and disks: created, read, deleted. It must not know what is
 * created from them.
 */
#ifndef SIM_SNAPSHOTS_H
#define SIM_SNAPSHOTS_H

#include "kind.h"

extern const struct kind instance_snapshot_kind, disk_snapshot_kind;

/*
 * A new pending snapshot of this kind, complete after the time of an operation; with the contents, which it
 * takes over, and no source yet.
 */
struct resource *snapshot_begin(struct call *call, const struct kind *kind, const char *name,
                                json_t *contents, bool is_automatic);

/*
 * Where it comes from, as members of the API: fromInstanceName, fromBlueprintId, fromAttachedDisks ...
 * The contents and the size belong to snapshot_begin. Of a resource, or the same as another snapshot.
 */
void snapshot_set_source(struct resource *snapshot, const struct resource *source);
void snapshot_copy_source(struct resource *snapshot, const struct resource *other);

/* "available" of an instance, "completed" of a disk. */
bool snapshot_is_complete(const struct resource *snapshot);

#endif
