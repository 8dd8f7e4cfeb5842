/*
 * ipv6_check.h — reports in the plan IPv6 sources for an instance without IPv6. Knows which address types
 * this run has planned; must not know what a firewall rule is.
 *
 * Lightsail refuses such a rule, which would otherwise be reported in the middle of an apply.
 */
#ifndef RESOURCES_IPV6_CHECK_H
#define RESOURCES_IPV6_CHECK_H

#include "resources/instance/instance_ref.h"
#include "runtime/api.h"

/* The configuration has an instance of this name and `ip_address_type` in the region of the call. */
void ipv6_note(struct call *c, struct tf_string name, struct tf_string address_type);

/*
 * Reports at `attribute` that the planned instance cannot have IPv6 sources, if it has IPv4 only. Costs a
 * shared read when the instance is not in this configuration; if the read fails, the plan continues.
 */
void ipv6_check(struct call *c, const struct plan *plan, const char *attribute, struct instance_ref instance);

#endif
