/*
 * firewall.h — the firewall of an instance, read until it shows what was written, and given to another instance. Knows rules as the API
 * answers them; must not know why they change.
 */
#ifndef CLI_FIREWALL_H
#define CLI_FIREWALL_H

#include "cli/command.h"

/* portStates of GetInstancePortStates, by one read. Errors: those of the call; ERR_PROTOCOL when AWS does not tell. */
bool firewall_get(struct session *s, struct str name, json_t **ret_ports) MUST_USE;
/* Reads until the ports show it, for `bound_ms` at most; then the last ones are the answer. */
bool firewall_wait(struct session *s, struct str name,
                   bool (*shows)(const void *context, const json_t *ports), const void *context,
                   int64_t bound_ms, json_t **ret_ports) MUST_USE;
/*
 * Makes the firewall `ports`, in whatever order, by one request unless it is so already, and reads until it is so. Errors: ERR_FAILED
 * when it is not.
 */
bool firewall_restore(struct session *s, struct str name, const json_t *ports) MUST_USE;

#endif
