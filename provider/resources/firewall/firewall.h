/*
 * firewall.h — the ports of an instance as the two firewall resources show them, for the resources and the
 * lists. Must not change anything.
 */
#ifndef RESOURCES_FIREWALL_H
#define RESOURCES_FIREWALL_H

#include "gen/firewall.h"
#include "gen/firewall_rule.h"
#include "resources/firewall/port_rule.h"
#include "resources/instance/instance_ref.h"

/* Fills `state` from an instance. Unchanged rules keep the form of `prior`. Errors: ERR_PROTOCOL. */
bool firewall_fill(struct call *c, const struct firewall *prior, const struct instance_found *found,
                   struct firewall *state) MUST_USE;

/* A rule that no resource manages yet, with all sources of its ports. */
void firewall_rule_fill(struct call *c, const struct instance_found *found, const struct port_rule *entry,
                        struct firewall_rule *state);

#endif
