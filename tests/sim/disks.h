/*
 * disks.h — block storage disks: created, attached, detached, deleted.
 * It must not know instances beyond their state.
 */
#ifndef SIM_DISKS_H
#define SIM_DISKS_H

#include "call.h"

/* The instance goes: its disks stay behind, free. */
void disks_detach_all(struct call *call, const struct resource *instance);

/* Checks that the disk of the input may be made, from nothing or from what was saved, and makes it. */
bool disk_create(struct call *call, const char *operation, int minimum_gb);

/* The planned words of a disk. False when the disk is gone by it. */
bool disk_transition(struct region *region, struct resource *disk, const char *word);

bool create_disk(struct call *call);
bool attach_disk(struct call *call);
bool detach_disk(struct call *call);
bool delete_disk(struct call *call);
bool get_disk(struct call *call);
bool get_disks(struct call *call);

#endif
