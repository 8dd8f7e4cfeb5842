/*
 * snapshots.h — snapshots of instances, disks and databases, manual and automatic ones. Knows the kinds and the
 * operations that create, list and delete them; must not know the purpose of a snapshot.
 */
#ifndef LIGHTSAIL_SNAPSHOTS_H
#define LIGHTSAIL_SNAPSHOTS_H

#include "lightsail/change.h"

/* How a snapshot of a source is requested, found and deleted. */
struct ls_snapshot_form {
    enum ls_kind source, kind;                /* of the source and of the snapshot */
    enum ls_op create, remove;                /* remove: its request has only name_member */
    const char *name_member, *source_member;  /* of the creation request */
    const char *from_arn, *from_name, *ready; /* of the snapshot: members with its source, its last state */
};
extern const struct ls_snapshot_form ls_instance_snapshot, ls_disk_snapshot, ls_database_snapshot;
/* The system disk of an instance as a snapshot of a disk. */
extern const struct ls_snapshot_form ls_system_disk_snapshot;
/* One of the first three, by the kind of the source or by the kind of the snapshot. */
const struct ls_snapshot_form *ls_snapshot_form(enum ls_kind kind);

/* Whether a snapshot is complete: "available" of an instance, "completed" of a disk. */
bool ls_snapshot_is_ready(const json_t *snapshot);
/* Whether it will never be complete. */
bool ls_snapshot_has_failed(const json_t *snapshot);

/*
 * The snapshot with this name in the region of the client. Names are unique, so at most one kind has it. is_expected:
 * that there is none is believed only after reading for as long as reads may lag. Errors: ERR_NOT_FOUND, those of
 * the reads.
 */
bool ls_snapshot_find(struct ls_client *client, struct aws_scope scope, struct str name, bool is_expected,
                      enum ls_kind *ret_kind, json_t **ret_snapshot, struct err *err) MUST_USE;

/* A snapshot whose data may be the last of its kind. */
struct ls_snapshot_last {
    const struct ls_snapshot_form *form;
    struct str arn, source_name, source_arn;
    /* Whether another snapshot counts as deleted; NULL: none does. */
    bool (*is_gone)(void *context, struct str arn);
    void *context;
};
/*
 * Whether its data also exist elsewhere: the source exists, or another complete snapshot of it does, in the region of
 * `here` (that of the snapshot) or of `there` (that of the source; a copy may be in another one). Errors: those of
 * the reads.
 */
bool ls_snapshot_has_copy(struct ls_client *here, struct ls_client *there, struct aws_scope scope,
                          const struct ls_snapshot_last *last, bool *ret, struct err *err) MUST_USE;

/* ---- automatic snapshots ---- */

/*
 * The response to GetAutoSnapshots, in scope.mem: `resourceType` and `autoSnapshots`, the newest first. date: one that
 * is expected; "": none. That there is no instance and no disk with this name (ERR_NOT_FOUND), or no snapshot of the
 * date (no error), is believed only after reading for as long as reads may lag.
 */
bool ls_auto_snapshots(struct ls_client *client, struct aws_scope scope, struct str source_name,
                       struct str date, json_t **ret_response, struct err *err) MUST_USE;
/* The automatic snapshot of a date in such a response; NULL when there is none. */
const json_t *ls_auto_snapshot_of_date(const json_t *response, struct str date);
/* The complete automatic snapshot of a date, or the latest one (date ""); NULL when there is none. */
const json_t *ls_auto_snapshot_ready(const json_t *response, struct str date);
/* The dates in such a response: "2026-11-02, 2026-11-01", or "none". */
struct str ls_auto_snapshot_dates(struct arena *mem, const json_t *response);
/* The kind of the source in such a response: LS_KIND_INSTANCE or LS_KIND_DISK. */
enum ls_kind ls_auto_snapshot_source(const json_t *response);

/* ---- copies ---- */

/* The names that the source of a copy was taken from; "" where it has none. */
struct ls_copy_source {
    struct str instance, disk;
};
/* The same as an object's members "fromInstanceName" and "fromDiskName". */
struct ls_copy_source ls_copy_source(const json_t *snapshot);
/* Whether an object may be the copy: it was not taken from anything else. For struct ls_effect; context: a
 * struct ls_copy_source. */
bool ls_copy_shows(const void *source, const json_t *object);

#endif
