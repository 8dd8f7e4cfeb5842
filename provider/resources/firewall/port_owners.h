/*
 * port_owners.h — tells in the plan when one instance's ports are managed twice. Knows who has been planned for an instance in this walk;
 * must not know what is opened, nor change anything.
 *
 * A lightsail_firewall closes what it does not list: beside rules, or beside another one, each apply takes away what the other has made.
 */
#ifndef RESOURCES_PORT_OWNERS_H
#define RESOURCES_PORT_OWNERS_H

#include "resources/instance/instance_ref.h"

/* The instance as the configuration gives it, and as the plan has it. */
struct port_owner {
    struct instance_ref config, planned;
    /* Of a rule its protocol and ports ("tcp 22"), of a firewall all of its rules, for telling it from another one; "" while unknown. */
    struct str ports;
    bool is_firewall;
};

/* Notes who is planned, and warns when the ports of that instance have another owner. Errors: those of a lock. */
bool port_owner_check(struct call *c, const struct plan *plan, const struct port_owner *owner) MUST_USE;

#endif
