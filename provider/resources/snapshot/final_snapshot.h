/*
 * final_snapshot.h — `final_snapshot_name`: the snapshot that is taken before an object is deleted. Knows the
 * form of the name and how a snapshot is taken; must not know when an object is deleted.
 */
#ifndef RESOURCES_FINAL_SNAPSHOT_H
#define RESOURCES_FINAL_SNAPSHOT_H

#include "runtime/api.h"

/* In a name: the time of the deletion, such as 20261101T120000Z. */
#define FINAL_SNAPSHOT_TIME "{timestamp}"

/* Reports a name that is not valid with a time in it. Null and unknown names are never reported. */
void final_snapshot_validate(struct call *c, struct tf_string name);

/* For the plan of a deletion: a name without a time that is in use is an error, unless the source does not exist any
 * more. False only with c->err. */
bool final_snapshot_plan(struct call *c, enum ls_kind source, struct str source_name, struct tf_string name)
    MUST_USE;

/*
 * Takes the snapshot of an instance or a disk and waits until it is available. Null: takes none. Errors: those of
 * the creation; ERR_FAILED when the snapshot fails; the source is not changed.
 */
bool final_snapshot_take(struct call *c, enum ls_kind source, struct str source_name, struct str source_arn,
                         struct tf_string name) MUST_USE;

#endif
