/*
 * ports.h — the firewall of an instance: reads it until it shows the written rules, and copies it to
 * another instance. Knows rules as the API returns them; must not know why they change.
 */
#ifndef STEPS_PORTS_H
#define STEPS_PORTS_H

#include "steps/session.h"

/* The members of a PortInfo with sources: arrays of strings, any of which may be missing. */
enum { PORT_SOURCES = 3 };
extern const char *const port_sources[PORT_SOURCES];
bool port_source_is_among(const json_t *sources, const json_t *source);

/* portStates of GetInstancePortStates, by one read. Errors: those of the request; ERR_PROTOCOL when the
 * response has none. */
bool firewall_get(struct session *s, struct str name, json_t **ret_ports) MUST_USE;
/* Reads until the ports match, for `bound_ms` at most; then the result is the last read. */
bool firewall_wait(struct session *s, struct str name,
                   bool (*shows)(const void *context, const json_t *ports), const void *context,
                   int64_t bound_ms, json_t **ret_ports) MUST_USE;
/* The PortInfo of an open port: what a request needs of it. A new reference. */
json_t *port_info(const json_t *port);
/*
 * Sets the firewall to `ports`, in any order, by one request unless it has them already, and reads until it
 * has. Errors: ERR_FAILED when it does not.
 */
bool firewall_restore(struct session *s, struct str name, const json_t *ports) MUST_USE;

#endif
