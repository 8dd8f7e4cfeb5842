/*
 * snapshots.h — snapshots of instances and disks, and what is made from them.
 * It must not know how an instance or a disk is made; instances.c and disks.c do.
 */
#ifndef SIM_SNAPSHOTS_H
#define SIM_SNAPSHOTS_H

#include "call.h"

/* The planned words of a snapshot; always true, a snapshot never goes by itself. */
bool snapshot_transition(struct resource *snapshot, const char *word);

/* Tonight's automatic snapshot of an instance or a disk; date is YYYY-MM-DD. False for another type. */
bool auto_snapshot_take(struct resource *source, const char *date, int64_t now_ms);

bool create_instance_snapshot(struct call *call);
bool get_instance_snapshot(struct call *call);
bool get_instance_snapshots(struct call *call);
bool delete_instance_snapshot(struct call *call);
bool create_instances_from_snapshot(struct call *call);
bool create_disk_snapshot(struct call *call);
bool get_disk_snapshot(struct call *call);
bool get_disk_snapshots(struct call *call);
bool delete_disk_snapshot(struct call *call);
bool create_disk_from_snapshot(struct call *call);
bool get_auto_snapshots(struct call *call);
bool delete_auto_snapshot(struct call *call);

#endif
