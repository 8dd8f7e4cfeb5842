/*
 * instance_restore.h — `restore_from` of an instance: what the argument needs beyond snapshot/restore.h. Knows the
 * disks in a snapshot and the launch script; must not know how an instance is created.
 */
#ifndef RESOURCES_INSTANCE_RESTORE_H
#define RESOURCES_INSTANCE_RESTORE_H

#include "resources/instance/instance.h"

/* What a new instance is created from, as far as it is known: "" and 0 are not known. */
struct instance_origin {
    struct str blueprint_id, bundle_id;
    int64_t disk_gb;     /* of the system disk */
    const json_t *disks; /* the other disks in the snapshot; NULL: not known */
    bool is_own;         /* the instance itself, which gets another bundle */
};

/* Whether the configuration or plan has `restore_from`, also with values that are not known yet. */
bool instance_is_restored(const struct instance *instance);
/* Whether the launch script is sent: not to a restored instance, unless the argument says so. */
bool instance_runs_script(const struct instance *plan);

/* Reports what the rows leave open. Unknown values are never reported. */
void instance_restore_validate(struct call *c, const struct instance *config);

/*
 * For the plan of a creation: checks the snapshot and the names of the new disks. final: the snapshot that is taken of
 * the replaced instance, which may be restored; null for none. Reports by call_error; false only with c->err.
 */
bool instance_restore_plan(struct call *c, const struct plan *plan, struct tf_string final,
                           struct instance_origin *ret_origin) MUST_USE;

/*
 * Before the request: the snapshot has the blueprint of the plan. The plan could not check a snapshot that is
 * made in the same run. Errors: ERR_USER at `blueprint_id`, ERR_NOT_FOUND, those of the read.
 */
bool instance_restore_check(struct call *c, const struct instance *plan) MUST_USE;

/* Adds the members of CreateInstancesFromSnapshot that CreateInstances does not have. */
void instance_restore_request(const struct instance *plan, json_t *in);

#endif
