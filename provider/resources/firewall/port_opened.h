/*
 * port_opened.h — the ports that firewalls and rules have opened on an instance in this run, so that a
 * resource that closes ports in the same run leaves them open. Knows rules by their sources; must not know
 * the calling resource, and makes no request.
 *
 * Terraform orders only resources that refer to each other: a new rule and a removed firewall come in any
 * order. Both work under the lock of the instance; all functions are called while it is held.
 */
#ifndef RESOURCES_PORT_OPENED_H
#define RESOURCES_PORT_OPENED_H

#include "resources/firewall/port_rule.h"
#include "runtime/resource.h"

enum port_opener { OPENED_BY_FIREWALL, OPENED_BY_RULE };

/* Records that this was opened, or may have been. */
void port_opened(struct call *c, enum port_opener opener, struct str instance, const struct port_rule *rule);

/* Records that these sources were closed. */
void port_closed(struct call *c, struct str instance, const struct port_rule *rule);

/*
 * The ports in a read, plus what this run has opened and without what it has closed since: a read may be
 * older than both. Errors: none of its own (it reads what it wrote).
 */
bool port_as_written(struct call *c, struct str instance, struct port_rule *entry) MUST_USE;

/* The part of the rule that this run has not opened: its sources one by one, "anyone" as addresses. */
struct port_rule port_not_opened(struct call *c, struct str instance, const struct port_rule *rule);

/* The set, plus what rules have opened in this run. Errors: none of its own (ERR_PROTOCOL never happens:
 * it reads what it wrote). */
bool port_set_with_opened(struct call *c, struct str instance, const struct port_set *set,
                          struct port_set *ret_set) MUST_USE;

#endif
