/*
 * balancer_attributes.h — the attributes of a load balancer, changed one in a request; their values are text.
 * It must not know how a load balancer is created.
 */
#ifndef SIM_API_BALANCER_ATTRIBUTES_H
#define SIM_API_BALANCER_ATTRIBUTES_H

#include "kind.h"

/* False after call_fail for a value that the attribute cannot have. */
bool balancer_check_health_path(struct call *call, const char *path);
bool balancer_check_policy(struct call *call, const char *name);

#endif
