/*
 * take_snapshot.h — takes a snapshot of an instance, a disk or a database and waits for it, for steps of other resources and for
 * actions. Knows the two operations; must not know the purpose of a snapshot.
 */
#ifndef RESOURCES_TAKE_SNAPSHOT_H
#define RESOURCES_TAKE_SNAPSHOT_H

#include "runtime/api.h"

/* LS_KIND_INSTANCE_SNAPSHOT or LS_KIND_DISK_SNAPSHOT. */
enum ls_kind take_snapshot_kind(enum ls_kind source);

/*
 * Requests the snapshot, repeated while an automatic one is being taken, and waits until it is available. tags:
 * an array for the request, borrowed; NULL: none. ret_snapshot (may be NULL) is the object, in c->mem. Errors:
 * ERR_CONFLICT when the name is in use, ERR_FAILED with the reason of the operation, those of the requests.
 */
bool take_snapshot(struct call *c, enum ls_kind source, struct str source_name, struct str source_arn,
                   struct str name, json_t *tags, json_t **ret_snapshot) MUST_USE;

/* The same with a name that has the time of this second: one of this source that a failed apply of this second has taken
 * counts. */
bool take_snapshot_of_now(struct call *c, enum ls_kind source, struct str source_name, struct str source_arn,
                          struct str name) MUST_USE;

/* Waits for a snapshot that was requested before. */
bool take_snapshot_wait(struct call *c, enum ls_kind source, struct str name, json_t **ret_snapshot) MUST_USE;

/* ---- the same in two steps ---- */

struct snapshot_take {
    enum ls_kind source; /* LS_KIND_INSTANCE, LS_KIND_DISK, LS_KIND_DATABASE */
    bool is_system_disk; /* of an instance: a disk snapshot of its system disk */
    struct str source_name, source_arn;
    struct str name; /* of the snapshot */
    json_t *tags;    /* as above */
};

/* The kind of the snapshot. */
enum ls_kind snapshot_take_kind(const struct snapshot_take *take);
/* Sends the request. ret_response, in c->mem, is for the wait. */
bool snapshot_take_begin(struct call *c, const struct snapshot_take *take, json_t **ret_response) MUST_USE;
/* Waits, with the progress of an action. */
bool snapshot_take_end(struct call *c, const struct snapshot_take *take, const json_t *response,
                       json_t **ret_snapshot) MUST_USE;

#endif
