/*
 * lb_target.h — an instance at a load balancer: attaches it, detaches it, waits for its health. Knows both in the API; must
 * not know schemas or plans. Source: AttachInstancesToLoadBalancer, DetachInstancesFromLoadBalancer and
 * InstanceHealthSummary of the API model.
 */
#ifndef RESOURCES_LB_TARGET_H
#define RESOURCES_LB_TARGET_H

#include "runtime/api.h"

/* The InstanceHealthSummary of an instance in a LoadBalancer, also while it is being detached; NULL: it is not attached. */
const json_t *lb_target(const json_t *lb, struct str instance);
/* Whether it is being detached: the load balancer lets its open requests end. */
bool lb_target_is_leaving(const json_t *target);

/* A load balancer and an instance by their names, and what the last read has shown. */
struct lb_pair {
    struct str lb, instance;
    json_t *object; /* the LoadBalancer, in c->mem; NULL: not read yet */
};

/*
 * Attaches the instance, which must be running, and waits until the load balancer shows it. Calls for one load balancer at the
 * same time share a request (lightsail/join.h). The request is also sent when it seems to be attached, because an instance
 * that was created anew under its name is not, and reads may be late. One that is being detached is attached after that.
 */
bool lb_target_attach(struct call *c, struct lb_pair *pair) MUST_USE;

/* Waits until the instance is healthy. Errors: ERR_TIMEOUT with the state and its reason. */
bool lb_target_wait_healthy(struct call *c, struct lb_pair *pair) MUST_USE;

/* Detaches the instance, and waits until the load balancer has drained it. Not attached is success. */
bool lb_target_detach(struct call *c, struct lb_pair *pair) MUST_USE;

/* Whether it is attached now and not leaving, as far as reads of the time that they may lag show; false without a read. */
bool lb_target_shows_soon(struct call *c, struct lb_pair *pair);

#endif
