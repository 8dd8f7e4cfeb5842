/*
 * instance_ref.h — the instance that a static IP, a firewall or a rule belongs to, by name or by ARN.
 * Knows the pair of attributes `instance_name` and `instance_arn`; must not know what is done to the instance.
 *
 * Both are optional and computed, and the state holds both. An ARN changes when the instance is rebuilt under its name, so
 * a configuration that gives the ARN repairs what hangs on the instance in the same apply.
 */
#ifndef RESOURCES_INSTANCE_REF_H
#define RESOURCES_INSTANCE_REF_H

#include "runtime/api.h"

struct instance_ref {
    struct tf_string name, arn;
};

/* Whether the configuration, as far as it is given, names what the state has: nothing to look up and nothing to move. */
bool instance_ref_matches(struct instance_ref config, struct instance_ref prior);

/*
 * Plans the pair for a resource whose instance is required: what the configuration leaves open stays as it was while the instance is the
 * same, and is unknown otherwise. `prior` is NULL on create.
 */
void instance_ref_plan(struct instance_ref config, const struct instance_ref *prior,
                       struct tf_string *planned_name, struct tf_string *planned_arn);

/*
 * Marks the plan of an update as a replacement when another instance is meant: another name, or the ARN of an instance of another name,
 * which is looked up (the name of an ARN never changes). The same name with another ARN is a rebuilt instance, and an ARN that is not
 * known yet is taken for one. Errors: ERR_USER at `instance_arn` when there is no instance of that ARN; those of a read.
 */
bool instance_ref_plan_replace(struct call *c, struct plan *plan, struct instance_ref config,
                               struct instance_ref prior) MUST_USE;

/* Tells in the plan what is missing, or in another region: region_check of the name, and the ARN where something is replaced. */
void instance_ref_check(struct call *c, const struct plan *plan, struct instance_ref config,
                        struct instance_ref prior);

/* An instance as AWS knows it. */
struct instance_found {
    struct str name, arn;
    json_t *instance; /* the Instance of the answer, in c->mem */
};

/*
 * Looks up the instance that a plan means: GetInstance where the name is known, else GetInstances. Errors: ERR_USER when there is none of that name or ARN, when name and
 * ARN mean different instances, or the ARN is none of this region; at the attribute at fault.
 */
bool instance_ref_find(struct call *c, struct instance_ref planned, struct instance_found *ret) MUST_USE;

/* From an Instance of an answer, which it borrows. Errors: ERR_PROTOCOL when it has neither name nor ARN. */
bool instance_ref_of(struct call *c, json_t *instance, struct instance_found *ret) MUST_USE;

/* The instance as it is now. Errors: ERR_NOT_FOUND when there is none. */
bool instance_ref_get(struct call *c, struct str name, struct instance_found *ret) MUST_USE;
/* For a refresh, which shares its calls with others: the instance of the state, as api_read has it. */
bool instance_ref_read(struct call *c, struct instance_ref prior, struct instance_found *ret) MUST_USE;

/* Keeps other calls of this process from changing the instance's firewall or address until this call ends. */
bool instance_ref_lock(struct call *c, struct str name) MUST_USE;
void instance_ref_unlock(struct call *c, struct str name);

#endif
