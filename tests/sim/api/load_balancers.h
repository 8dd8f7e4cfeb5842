/*
 * load_balancers.h — load balancers: created, changed, read, deleted. It must not know the health of their
 * instances, nor how their certificates are validated.
 */
#ifndef SIM_API_LOAD_BALANCERS_H
#define SIM_API_LOAD_BALANCERS_H

#include "kind.h"

extern const struct kind load_balancer_kind;

/* The load balancer of the input, and one that is active; NULL after call_fail. */
struct resource *load_balancer_find(struct call *call);
struct resource *load_balancer_find_active(struct call *call);

/* HTTPS is possible from now on, or no more. */
void load_balancer_set_https(struct resource *balancer, bool is_possible);

/* SetIpAddressType of a load balancer. */
bool load_balancer_set_ip_address_type(struct call *call);

#define BALANCER REQUIRED("loadBalancerName", NAME)

#endif
