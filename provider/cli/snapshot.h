/*
 * snapshot.h — snapshots of instances for several subcommands. Knows their operations; must not know what they are for.
 */
#ifndef CLI_SNAPSHOT_H
#define CLI_SNAPSHOT_H

#include "cli/command.h"

/* Asks for a snapshot of the instance; `tags` ([{"key", "value"}], may be NULL) stays the caller's. Does not wait. */
bool snapshot_request(struct session *s, struct str name, const json_t *instance, json_t *tags) MUST_USE;
/* Until it is "available". Errors: ERR_FAILED when the service gives it up. */
bool snapshot_wait(struct session *s, struct str name) MUST_USE;
/* The snapshot as the API showed it; another one of its name is left alone. */
bool snapshot_delete(struct session *s, const json_t *snapshot) MUST_USE;
/* "20261123-0917" of a wall clock in ms, UTC */
struct str snapshot_time(struct session *s, int64_t wall_ms);

#endif
