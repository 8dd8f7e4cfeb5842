/*
 * database_upgrade.h — a higher major version of the engine, in place. Knows blueprint IDs and the snapshot before an
 * upgrade; must not know the request that upgrades.
 */
#ifndef RESOURCES_DATABASE_UPGRADE_H
#define RESOURCES_DATABASE_UPGRADE_H

#include "resources/database/database.h"

/* Whether two blueprint IDs are of one engine, and the second one is a higher version: mysql_8_0 and mysql_8_4. */
bool database_is_upgrade(struct str before, struct str after);

/* For a plan: announces an upgrade, or marks a replacement. Errors are reported; false only with c->err. */
bool database_upgrade_plan(struct call *c, struct plan *plan) MUST_USE;

/* Takes the snapshot and waits until it is available. ret_name: its name, in c->mem. Errors: those of the requests;
 * nothing is changed then. */
bool database_upgrade_prepare(struct call *c, const struct database *prior, const struct database *plan,
                              struct str *ret_name) MUST_USE;

/*
 * For a read that shows another blueprint than the state: an interrupted apply has upgraded the database and left a
 * snapshot that is not kept. A failed read counts as no snapshot.
 */
bool database_upgrade_is_left(struct call *c, const struct database *prior, struct str blueprint_id);

/* After a successful upgrade: deletes the snapshot unless it is kept, and those of interrupted applies. A
 * failure is a warning. snapshot_name: "" when an earlier apply has taken it. */
void database_upgrade_end(struct call *c, const struct database *prior, const struct database *plan,
                          struct str snapshot_name);

#endif
