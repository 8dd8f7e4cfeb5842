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

/* The next disk that is attached to an instance, from *at, which is 0 at first; NULL after the last one. */
struct resource *disks_next_of(const struct region *region, const char *instance_name, size_t *at);

/* What a new disk is made from: nothing, or a snapshot. */
struct disk_source {
    const char *operation; /* type of the operation in the response */
    const char *details;   /* its operationDetails; NULL: none */
    int minimum_gb;        /* the disk must not be smaller than the snapshot */
    const char *mark;      /* what it contains */
};

/* Checks that the disk of the input may be created and creates it. */
bool disk_create(struct call *call, const struct disk_source *source);

/* False after call_fail when all disks of the region would be too large together with these. */
bool disks_check_total(struct call *call, json_int_t added_gb);

/*
 * Creates the disks of a snapshot's contents and attaches them to the new instance at their paths. names are
 * theirs, in the same order.
 */
void disks_restore(struct call *call, const struct resource *instance, const json_t *disks,
                   const json_t *names);

#endif
