/*
 * snapshot.h — snapshots of instances for several subcommands. Knows their operations; must not know their
 * purpose.
 */
#ifndef CLI_SNAPSHOT_H
#define CLI_SNAPSHOT_H

#include "cli/command.h"

/* Requests a snapshot of the instance. The caller keeps `tags` ([{"key", "value"}], may be NULL). Does not
 * wait. */
bool snapshot_request(struct session *s, struct str name, const json_t *instance, json_t *tags) MUST_USE;
/* Waits until it is "available". Errors: ERR_FAILED when the snapshot fails. */
bool snapshot_wait(struct session *s, struct str name) MUST_USE;
/* Deletes the snapshot that the API reported; another one with its name is not deleted. */
bool snapshot_delete(struct session *s, const json_t *snapshot) MUST_USE;
/* "20261123-0917" of a wall clock in ms, UTC */
struct str snapshot_time(struct session *s, int64_t wall_ms);

#endif
