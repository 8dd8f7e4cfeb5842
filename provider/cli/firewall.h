/*
 * firewall.h — the firewall of an instance: reads it until it shows the written rules, and copies it to
 * another instance. Knows rules as the API returns them; must not know why they change.
 */
#ifndef CLI_FIREWALL_H
#define CLI_FIREWALL_H

#include "cli/command.h"

/* portStates of GetInstancePortStates, by one read. Errors: those of the request; ERR_PROTOCOL when the
 * response has none. */
bool firewall_get(struct session *s, struct str name, json_t **ret_ports) MUST_USE;
/* Reads until the ports match, for `bound_ms` at most; then the result is the last read. */
bool firewall_wait(struct session *s, struct str name,
                   bool (*shows)(const void *context, const json_t *ports), const void *context,
                   int64_t bound_ms, json_t **ret_ports) MUST_USE;
/*
 * Sets the firewall to `ports`, in any order, by one request unless it has them already, and reads until it
 * has. Errors: ERR_FAILED when it does not.
 */
bool firewall_restore(struct session *s, struct str name, const json_t *ports) MUST_USE;

#endif
