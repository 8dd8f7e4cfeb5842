/*
 * snapshot.h — snapshots of instances for several subcommands. Knows their operations; must not know what they are for.
 */
#ifndef CLI_SNAPSHOT_H
#define CLI_SNAPSHOT_H

#include "cli/command.h"

/* The snapshot as the API answers it; NULL, and that is no error, when there is none. */
bool snapshot_look(struct session *s, struct str name, json_t **ret_snapshot) MUST_USE;
/* Asks for a snapshot of the instance; `tags` ([{"key", "value"}], may be NULL) stays the caller's. Does not wait. */
bool snapshot_request(struct session *s, struct str name, struct str instance_name, json_t *tags) MUST_USE;
/* Until it is "available". Errors: ERR_FAILED when the service gives it up. */
bool snapshot_wait(struct session *s, struct str name) MUST_USE;
bool snapshot_delete(struct session *s, struct str name) MUST_USE;
/* "20261123-0917" of a wall clock in ms, UTC */
struct str snapshot_time(struct session *s, int64_t wall_ms);

#endif
