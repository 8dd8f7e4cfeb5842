/*
 * disk_grow.h — a larger disk with the same name and data: `resize = "snapshot"`. Knows the steps, and what an
 * interrupted apply has left; must not know the plan of Terraform. The steps: docs/design/054.
 */
#ifndef RESOURCES_DISK_GROW_H
#define RESOURCES_DISK_GROW_H

#include "gen/disk.h"
#include "resources/disk/disk_journal.h"

/* The tags that a growth adds to those of the disk. */
enum { DISK_GROW_TAGS = DISK_JOURNAL_TAGS + 1 };

/* What there is of a disk. */
struct disk_found {
    struct disk_now now;         /* now.object == NULL: no disk has the name */
    struct disk_journal journal; /* of the disk; without a disk, that of the snapshot */
    struct str old_arn;          /* of the disk that grows or has grown */
    bool is_new;                 /* the disk was created from the snapshot by an unfinished growth */
    json_t *snapshot;            /* without a disk: the snapshot that a growth left; NULL: none */
};

/*
 * Reads the disk with the name, whose ARN in the state is `arn` (null: any). When there is none, it reads the
 * snapshots of a growth for as long as reads may lag. A disk with the name that is another one counts as none.
 */
bool disk_find(struct call *c, struct str name, struct tf_string arn, struct disk_found *ret) MUST_USE;

/* The completed snapshot of an unfinished growth of the disk with this ARN, when the disk no longer exists; NULL:
 * there is none. It reads for as long as reads may lag. */
bool disk_grow_snapshot(struct call *c, struct str old_arn, json_t **ret_snapshot) MUST_USE;

/* Whether a growth is unfinished. */
bool disk_is_growing(const struct disk_found *found);

/*
 * Gives the disk the planned size, or continues an interrupted growth; the disk is attached and its instance
 * has its earlier power state afterwards. After a failure before the old disk is deleted, the disk is attached
 * again and nothing is left over, as far as requests are possible. `state` has what exists.
 */
bool disk_grow(struct call *c, const struct disk *prior, const struct disk *plan, struct disk *state)
    MUST_USE;

/* Deletes the snapshots that a growth of the disk with this ARN has left. */
bool disk_grow_prune(struct call *c, struct str old_arn) MUST_USE;
/* Deletes one of them. */
bool disk_grow_delete(struct call *c, const json_t *snapshot) MUST_USE;

#endif
