/*
 * resize_firewall.h — the firewall that a new machine gets from the old one. Knows rules as the API answers them; must not
 * know why the machine is a new one.
 */
#ifndef CLI_RESIZE_FIREWALL_H
#define CLI_RESIZE_FIREWALL_H

#include "cli/command.h"

/* Whether the instance's firewall is `ports` (portStates of GetInstancePortStates), in whatever order. */
bool resize_firewall_is(struct session *s, struct str name, const json_t *ports, bool *ret_same) MUST_USE;
/* Makes it so, in one request, unless it is. Errors: those of the calls and of the step's time limit. */
bool resize_firewall_restore(struct session *s, struct str name, const json_t *ports) MUST_USE;

#endif
