/*
 * snapshot_origin.h — what `--from` names: a snapshot, or an automatic snapshot of an instance or a disk by its date.
 * Knows the operations that read and copy them; must not know what becomes of a copy.
 */
#ifndef CLI_SNAPSHOT_ORIGIN_H
#define CLI_SNAPSHOT_ORIGIN_H

#include "cli/command.h"
#include "lightsail/snapshots.h"

struct snapshot_origin {
    enum ls_kind kind;      /* of the snapshot and of its copies */
    struct str snapshot;    /* a named snapshot; "": an automatic one */
    struct str owner, date; /* of an automatic one: the instance or disk, "2026-11-28" */
    struct ls_copy_source from;
    const json_t *object; /* as the API reports it: InstanceSnapshot, DiskSnapshot, AutoSnapshotDetails */
};

/* Whether a value of --from means an automatic snapshot: "latest", or a date (YYYY-MM-DD). */
bool snapshot_is_automatic(struct str from);
/*
 * The complete snapshot that --from names in the region of the session. name: the instance or disk whose automatic
 * snapshot is meant. "latest" becomes a date. Errors: ERR_USER, with what there is.
 */
bool snapshot_origin_find(struct session *s, struct str name, struct str from,
                          struct snapshot_origin *ret_origin) MUST_USE;
/* Requests a copy in the region of the session. Does not wait. */
bool snapshot_copy_request(struct session *s, const struct snapshot_origin *origin, struct str source_region,
                           struct str target) MUST_USE;

/*
 * An instance or a disk by its name, in the region of the session. That there is none (ERR_NOT_FOUND) is believed only
 * after reading for as long as reads may lag.
 */
bool snapshot_source_find(struct session *s, struct str name, enum ls_kind *ret_kind, json_t **ret_source)
    MUST_USE;

#endif
