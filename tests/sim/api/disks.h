/*
 * disks.h — block storage disks: created, attached, detached, deleted.
 * It must not know instances beyond their state.
 */
#ifndef SIM_DISKS_H
#define SIM_DISKS_H

#include "kind.h"

extern const struct kind disk_kind;

/* An instance is deleted: its disks are detached and kept. */
void disks_detach_all(struct call *call, const struct resource *instance);

/* Checks that the disk of the input may be created, empty or from a snapshot, and creates it. */
bool disk_create(struct call *call, const char *operation, int minimum_gb);

#endif
