/*
 * port_owners.h — reports in the plan when the ports of one instance are managed twice. Knows which resources
 * were planned for an instance in this run; must not know what is opened, nor change anything.
 *
 * A lightsail_firewall closes what it does not list: with separate rules, or with another firewall, each
 * apply removes what the other one has opened.
 */
#ifndef RESOURCES_PORT_OWNERS_H
#define RESOURCES_PORT_OWNERS_H

#include "resources/instance/instance_ref.h"

/* The instance in the configuration, and in the plan. */
struct port_owner {
    struct instance_ref config, planned;
    /* For a rule its protocol and ports ("tcp 22"), for a firewall all of its rules, to distinguish it
     * from another one; "" while unknown. */
    struct str ports;
    bool is_firewall;
};

/* Records the planned resource, and warns when the ports of the instance have another owner. Errors: those
 * of a lock. */
bool port_owner_check(struct call *c, const struct plan *plan, const struct port_owner *owner) MUST_USE;

#endif
