/*
 * instance_ref.h — the instance of a static IP, a firewall or a rule, by name or by ARN. Knows the two
 * attributes `instance_name` and `instance_arn`; must not know what happens to the instance.
 *
 * Both are optional and computed, and the state has both. An ARN changes when the instance is replaced under
 * the same name, so a configuration with the ARN updates the dependent resources in the same apply.
 */
#ifndef RESOURCES_INSTANCE_REF_H
#define RESOURCES_INSTANCE_REF_H

#include "runtime/api.h"

struct instance_ref {
    struct tf_string name, arn;
};

/* Whether the configuration, as far as it is set, names the instance of the state: no read and no move are
 * needed. */
bool instance_ref_matches(struct instance_ref config, struct instance_ref prior);

/*
 * Plans the two attributes for a resource that requires an instance: an attribute that the configuration does
 * not set keeps its value while the instance is the same, and is unknown otherwise; so is the ARN of an instance that
 * gets another bundle in this run. `prior` is NULL on create.
 */
void instance_ref_plan(struct call *c, struct instance_ref config, const struct instance_ref *prior,
                       struct tf_string *planned_name, struct tf_string *planned_arn);

/*
 * Marks the plan of an update as a replacement when it refers to another instance: another name, or the ARN
 * of an instance of another name, which is read (the name of an ARN never changes). The same name with
 * another ARN is an instance that was replaced, and an ARN that is not known yet is treated as one. Errors:
 * ERR_USER at `instance_arn` when no instance has that ARN; those of a read.
 */
bool instance_ref_plan_replace(struct call *c, struct plan *plan, struct instance_ref config,
                               struct instance_ref prior) MUST_USE;

/* Reports in the plan an instance that is missing, or in another region: region_check of the name, and the
 * ARN for a replacement. */
void instance_ref_check(struct call *c, const struct plan *plan, struct instance_ref config,
                        struct instance_ref prior);

/* An instance as AWS knows it. */
struct instance_found {
    struct str name, arn;
    json_t *instance; /* the Instance of the response, in c->mem */
};

/*
 * Finds the instance of a plan: GetInstance when the name is known, else GetInstances. Errors: ERR_USER when
 * no instance has that name or ARN, when name and ARN belong to different instances, or when the ARN is not
 * of this region; at the wrong attribute.
 */
bool instance_ref_find(struct call *c, struct instance_ref planned, struct instance_found *ret) MUST_USE;

/* The instance as this run knows it already, without a read if possible; false, and no error, when it does not know the
 * instance with this name and ARN. What changes in an instance may be outdated. */
bool instance_ref_known(struct call *c, struct instance_ref planned, struct instance_found *ret) MUST_USE;

/* From an Instance of a response, which it borrows. Errors: ERR_PROTOCOL when it has neither name nor ARN. */
bool instance_ref_of(struct call *c, json_t *instance, struct instance_found *ret) MUST_USE;

/* The current instance. Errors: ERR_NOT_FOUND when there is none. */
bool instance_ref_get(struct call *c, struct str name, struct instance_found *ret) MUST_USE;
/* For a refresh, which shares its requests with other calls: the instance of the state, as in api_read. */
bool instance_ref_read(struct call *c, struct instance_ref prior, struct instance_found *ret) MUST_USE;
/* The same for an object that belongs to the instance. ret_is_changing: the instance is in the middle of a change of its
 * bundle, which restores the object; then the state stays as it is, and `ret` is not filled. */
bool instance_ref_refresh(struct call *c, struct instance_ref prior, struct instance_found *ret,
                          bool *ret_is_changing) MUST_USE;

/*
 * For the read of what attaches an object to the instance of the state. is_attached: whether the object shows it. ret_is_over:
 * there is nothing to fill: it is not attached (call_gone was called), or a change of the bundle of the instance restores
 * the attachment, and the state stays. Otherwise `ret` is the instance with this name.
 */
bool instance_ref_attached(struct call *c, struct instance_ref prior, bool is_attached,
                           struct instance_found *ret, bool *ret_is_over) MUST_USE;

/* Prevents other calls of this process from changing the firewall or the address of the instance until
 * this call ends. */
bool instance_ref_lock(struct call *c, struct str name) MUST_USE;
void instance_ref_unlock(struct call *c, struct str name);

#endif
