/*
 * port_opened.h — the ports that firewalls and rules have opened on an instance in this walk, so that whoever takes ports away in the
 * same walk leaves these. Knows rules by their sources; must not know who is asking, nor make a call.
 *
 * Terraform orders what refers to one another, and nothing else: a rule that is new and a firewall that is removed come in any order. Both work
 * under the lock of the instance; all of this is asked and told while that is held.
 */
#ifndef RESOURCES_PORT_OPENED_H
#define RESOURCES_PORT_OPENED_H

#include "resources/firewall/port_rule.h"
#include "runtime/resource.h"

enum port_opener { OPENED_BY_FIREWALL, OPENED_BY_RULE };

/* This was opened, or may have been. */
void port_opened(struct call *c, enum port_opener opener, struct str instance, const struct port_rule *rule);

/* These sources were closed. */
void port_closed(struct call *c, struct str instance, const struct port_rule *rule);

/*
 * What a read shows of some ports, with what this walk has opened and without what it has closed since: a read may lag behind both. Errors: none of its
 * own (it reads what it wrote).
 */
bool port_as_written(struct call *c, struct str instance, struct port_rule *entry) MUST_USE;

/* What of the rule nobody has opened in this walk: its sources one by one, "anyone" as addresses. */
struct port_rule port_not_opened(struct call *c, struct str instance, const struct port_rule *rule);

/* The set, and whatever rules have opened beside it. Errors: none of its own (ERR_PROTOCOL never happens: it reads what it wrote). */
bool port_set_with_opened(struct call *c, struct str instance, const struct port_set *set,
                          struct port_set *ret_set) MUST_USE;

#endif
