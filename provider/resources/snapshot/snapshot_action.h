/*
 * snapshot_action.h — the actions that take a snapshot: their tags, their progress and their errors. Knows the words of
 * the user; must not know how the source is found.
 */
#ifndef RESOURCES_SNAPSHOT_ACTION_H
#define RESOURCES_SNAPSHOT_ACTION_H

#include "resources/snapshot/take_snapshot.h"

/* For `validate` of the action. */
void snapshot_action_validate(struct call *c, const struct tf_strings *tags);

/*
 * Takes the snapshot with these tags and the default tags, and waits until it can be used. Errors: those of
 * take_snapshot, at `snapshot_name` when the name is in use.
 */
bool snapshot_action_run(struct call *c, struct snapshot_take take, const struct tf_strings *tags) MUST_USE;

#endif
