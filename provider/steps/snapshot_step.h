/*
 * snapshot_step.h — takes and deletes snapshots of instances, disks and databases. Must not know the purpose of a snapshot.
 */
#ifndef STEPS_SNAPSHOT_STEP_H
#define STEPS_SNAPSHOT_STEP_H

#include "lightsail/snapshots.h"
#include "steps/session.h"

/* Requests a snapshot of the source: an instance, a disk or a database. The caller keeps `tags` ([{"key", "value"}], may be
 * NULL). Does not wait. */
bool snapshot_request(struct session *s, const struct ls_snapshot_form *form, struct str name,
                      const json_t *source, json_t *tags) MUST_USE;
/* Waits until it is complete. Errors: ERR_FAILED when the snapshot fails. */
bool snapshot_wait(struct session *s, enum ls_kind kind, struct str name) MUST_USE;
/* Deletes the snapshot that the API reported; another one with its name is not deleted. */
bool snapshot_delete(struct session *s, enum ls_kind kind, const json_t *snapshot) MUST_USE;
/* "20261123-091700" of a wall clock in ms, UTC */
struct str snapshot_time(struct session *s, int64_t wall_ms);

#endif
