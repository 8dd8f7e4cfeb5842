/*
 * restore.h — `restore_from`: the snapshot that an instance or a disk is created from. Knows the three forms of
 * the argument, the snapshots of the region and the automatic ones of a source; must not know what is created.
 *
 *   { snapshot_name = "web-1" }
 *   { source_name = "web", date = "2026-11-01" }
 *   { source_name = "web", latest = true }
 */
#ifndef RESOURCES_RESTORE_H
#define RESOURCES_RESTORE_H

#include "runtime/api.h"

/* The argument. Without it: all null. */
struct restore {
    struct tf_string snapshot_name, source_name, date;
    struct tf_bool latest;
};

/* The names that the two types that can be restored use. */
struct restore_kind {
    enum ls_kind object, snapshot; /* LS_KIND_DISK, LS_KIND_DISK_SNAPSHOT */
    const char *snapshot_member;   /* of the request: "diskSnapshotName" */
    const char *source_member;     /* "sourceDiskName" */
};
extern const struct restore_kind restore_of_disk, restore_of_instance;

/* The value of `restore_from` as schemac declares it; all null when it is not configured. */
#define RESTORE_FROM(field)                                                                    \
    (TF_IS_KNOWN(field) && (field).count > 0                                                   \
         ? (struct restore){(field).v->snapshot_name, (field).v->source_name, (field).v->date, \
                            (field).v->latest}                                                 \
         : (struct restore){.date = {.is = (field).is}})

/* Whether the object is created from a snapshot. */
bool restore_is_given(const struct restore *from);

/* Reports what the rows of the record (one of snapshot_name and source_name) leave open. Unknown values are
 * never reported. */
void restore_validate(struct call *c, const struct restore *from);

/*
 * For the plan of a creation: the snapshot exists and is available, or is made in this run; the automatic
 * snapshot exists. A replacement that would restore from an automatic snapshot of the replaced object is an
 * error, because that snapshot is deleted with its source. name: of the new object. ret_snapshot: the named
 * snapshot as AWS reports it; NULL when it is not known yet, or for an automatic one. Errors are reported;
 * false only when c->err is set.
 */
bool restore_plan(struct call *c, const struct plan *plan, const struct restore_kind *kind,
                  const struct restore *from, struct tf_string name, const json_t **ret_snapshot) MUST_USE;

/* Adds the members of the creation request. */
void restore_request(const struct restore_kind *kind, const struct restore *from, json_t *in);

#endif
