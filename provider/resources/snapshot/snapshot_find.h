/*
 * snapshot_find.h — finds a snapshot by name when it may be of an instance or of a disk, and whether it can be used.
 * Knows both kinds; must not know what is made of a snapshot.
 */
#ifndef RESOURCES_SNAPSHOT_FIND_H
#define RESOURCES_SNAPSHOT_FIND_H

#include "lightsail/snapshots.h"
#include "runtime/api.h"

/* The two kinds, instance snapshots first. */
extern const enum ls_kind snapshot_kinds[2];

/*
 * The snapshot with this name in the region of the call. Names are unique, so at most one kind has it. is_expected:
 * that there is none is believed only after reading for as long as reads may lag. Errors: ERR_NOT_FOUND.
 */
bool snapshot_find(struct call *c, struct str name, bool is_expected, enum ls_kind *ret_kind,
                   json_t **ret_snapshot) MUST_USE;

/* In a plan: reports a snapshot that is not complete at `attribute`. */
void snapshot_check_ready(struct call *c, const char *attribute, enum ls_kind kind, const json_t *snapshot);

#endif
