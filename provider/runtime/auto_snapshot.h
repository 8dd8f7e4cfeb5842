/*
 * auto_snapshot.h — the add-on AutoSnapshot of instances and disks: daily snapshots at an hour in UTC. Knows
 * the add-on in requests and responses of the API; must not know any resource. Source: AddOn, EnableAddOn,
 * DisableAddOn of the API model.
 */
#ifndef RUNTIME_AUTO_SNAPSHOT_H
#define RUNTIME_AUTO_SNAPSHOT_H

#include "runtime/api.h"

#define AUTO_SNAPSHOT_TYPE "AutoSnapshot"

/* The add-on of an object, or NULL. */
const json_t *auto_snapshot_of(const json_t *object);
/* Whether it is enabled. A status in transition counts as the final one. */
bool auto_snapshot_is_on(const json_t *add_on);
/* The hour of the day, "HH:00", "" when none is reported: a new hour that is not in force yet is the next one. */
struct str auto_snapshot_hour(const json_t *add_on);
/* An AddOnRequest; a new reference. */
json_t *auto_snapshot_request(struct str hour);
/* Enables it, or changes its hour without an interruption (source: EnableAddOn). arn: of the object; "":
 * any object with the name. */
bool auto_snapshot_enable(struct call *c, enum ls_kind kind, struct str name, struct str arn, struct str hour)
    MUST_USE;
bool auto_snapshot_disable(struct call *c, enum ls_kind kind, struct str name, struct str arn) MUST_USE;

#endif
