/*
 * snapshots.h — snapshots of instances and disks, and instances and disks created from them. It must not know
 * how an instance or a disk is created; instances.c and disks.c do.
 */
#ifndef SIM_SNAPSHOTS_H
#define SIM_SNAPSHOTS_H

#include "kind.h"

extern const struct kind instance_snapshot_kind, disk_snapshot_kind;

/* The nightly automatic snapshot of an instance or a disk; date is YYYY-MM-DD. False for another type. */
bool auto_snapshot_take(struct resource *source, const char *date, int64_t now_ms);

#endif
