/*
 * ipv6_check.h — IPv6 sources for an instance without IPv6, told in the plan. Knows which address types this walk has planned; must not
 * know what a firewall rule is.
 *
 * Lightsail refuses such a rule, which would come out in the middle of an apply.
 */
#ifndef RESOURCES_IPV6_CHECK_H
#define RESOURCES_IPV6_CHECK_H

#include "resources/instance/instance_ref.h"
#include "runtime/api.h"

/* The configuration has an instance of this name and `ip_address_type` in the region of the call. */
void ipv6_note(struct call *c, struct tf_string name, struct tf_string address_type);

/*
 * Reports at `attribute` that IPv6 sources cannot be for the instance that is planned, if that has IPv4 alone. Costs a shared read when the
 * instance is not of this configuration; an error of that is none of the plan's.
 */
void ipv6_check(struct call *c, const struct plan *plan, const char *attribute, struct instance_ref instance);

#endif
