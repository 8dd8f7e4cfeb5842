/*
 * lb_ready.h — a change that is refused because the load balancer is still being created, such as after an interrupted apply.
 * Must not know what is changed.
 */
#ifndef RESOURCES_LB_READY_H
#define RESOURCES_LB_READY_H

#include "runtime/api.h"

/* Whether c->err is a refusal of the service: the request had no effect. */
bool lb_is_refusal(const struct call *c);

/* After a refused change: true when the load balancer was provisioning and is so no longer, and the change may be sent again;
 * c->err is cleared. Otherwise false, with the refusal or the error of the wait. */
bool lb_wait_provisioned(struct call *c, struct str lb) MUST_USE;

#endif
