/*
 * lb_policy.h — what the resources share that manage one attribute of a load balancer, with the attributes `lb_name`, `lb_arn`
 * and `enabled`. Must not know which attribute it is.
 */
#ifndef RESOURCES_LB_POLICY_H
#define RESOURCES_LB_POLICY_H

#include "resources/lb/lb_attribute.h"

/* The checks of a plan, and the planned `lb_arn`. part: what is managed, as in lb_check_owner. */
bool lb_policy_plan(struct call *c, struct plan *plan, const char *part) MUST_USE;

/* Before the requests of a create or an update: no other call changes the attributes of the load balancer until this one
 * ends, and a destroy of this run leaves the policy as it is. */
bool lb_policy_begin(struct call *c, struct str lb) MUST_USE;
/* After a failed request: an error at `lb_name` if there is no such load balancer. Returns false. */
bool lb_policy_failed(struct call *c, struct str lb);
/* The load balancer after the requests; `state` gets its ARN. */
bool lb_policy_end(struct call *c, void *state, json_t **ret_lb) MUST_USE;

/* For read: the load balancer of the state, NULL when it is gone (call_gone was called). */
bool lb_policy_read(struct call *c, const void *prior, void *state, json_t **ret_lb) MUST_USE;

/* Sets the attribute to "false". */
bool lb_policy_destroy(struct call *c, const void *prior, enum lb_attribute attribute) MUST_USE;

bool lb_policy_import(struct call *c, struct str id, void *state) MUST_USE;

#endif
