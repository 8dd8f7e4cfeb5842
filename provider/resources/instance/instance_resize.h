/*
 * instance_resize.h — another bundle with everything kept: `bundle_change = "keep_data"`, and what an interrupted change
 * has left. Knows Terraform's side; must not know the steps (rebuild/rebuild.h).
 */
#ifndef RESOURCES_INSTANCE_RESIZE_H
#define RESOURCES_INSTANCE_RESIZE_H

#include "resources/instance/instance.h"

/* ---- instance_resize_plan.c ---- */

/* Plans another bundle: a replacement, or what a change with the data will leave unknown, with its checks and warnings. */
bool instance_resize_plan(struct call *c, struct plan *plan) MUST_USE;

/* ---- instance_resize.c ---- */

/* Whether an update has to change the bundle, or to continue such a change. */
bool instance_needs_resize(struct call *c, const struct instance *prior, const struct instance *plan);
/* Gives the instance the planned bundle; `state` gets what exists, also after a failure. */
bool instance_resize(struct call *c, const struct instance *prior, const struct instance *plan,
                     struct instance *state) MUST_USE;
/*
 * For a deletion: the snapshots of an unfinished change stay, and a warning names them. ret_is_gone: the instance does
 * not exist. Called before the deletion, because afterwards they are no longer found.
 */
bool instance_resize_give_up(struct call *c, const struct instance *prior, bool *ret_is_gone) MUST_USE;

#endif
