/*
 * database_resize.h — another bundle with the data kept: `bundle_change = "keep_data"`, and what an interrupted change has
 * left. Knows Terraform's side; must not know the steps (rebuild/rebuild.h).
 */
#ifndef RESOURCES_DATABASE_RESIZE_H
#define RESOURCES_DATABASE_RESIZE_H

#include "resources/database/database.h"

/* ---- database_resize_plan.c ---- */

/* For a plan: marks the replacement by another bundle or another zone. */
void database_resize_plan_replace(struct call *c, struct plan *plan);
/* Unless the database is replaced: plans what a change with the data will leave unknown, with its checks and warnings. */
bool database_resize_plan(struct call *c, struct plan *plan) MUST_USE;

/* ---- database_resize.c ---- */

/* Whether a change of the bundle of a database with this name has begun and not ended. What belongs to it may be missing
 * meanwhile. */
bool database_is_changing(struct call *c, struct str name, bool *ret) MUST_USE;
/* The refresh: in the middle of a change the state stays as it is, without a bundle. */
bool database_read(struct call *c, const void *prior, void *state);
/* Whether an update has to change the bundle, or to continue such a change. */
bool database_needs_resize(const struct database *prior, const struct database *plan);
/* Gives the database the planned bundle; `state` gets what exists, also after a failure. */
bool database_resize(struct call *c, const struct database *prior, const struct database *plan,
                     struct database *state) MUST_USE;
/* For a deletion: bundle_give_up. ret_now: the state, with the ARN of the database that a change has created again. */
bool database_resize_give_up(struct call *c, const struct database *prior, struct database *ret_now,
                             bool *ret_is_gone) MUST_USE;

#endif
