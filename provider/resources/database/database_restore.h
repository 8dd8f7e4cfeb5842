/*
 * database_restore.h — `restore_from` of a database: a snapshot, or a point in time of another database. Knows the three
 * forms; must not know the steps of a creation.
 */
#ifndef RESOURCES_DATABASE_RESTORE_H
#define RESOURCES_DATABASE_RESTORE_H

#include "resources/database/database.h"

/* Whether the database is created from another one's data. */
bool database_restores(const struct database *model);

/* Reports what the rows of the record leave open. Unknown values are never reported. */
void database_restore_validate(struct call *c, const struct database *config);

/* For the plan of a creation: the source exists and fits. Errors are reported; false only with c->err. */
bool database_restore_plan(struct call *c, const struct plan *plan) MUST_USE;

/* For a plan: reports a planned bundle with a smaller disk or less memory than the one with this ID, of "The source". False
 * only with c->err. */
bool database_check_size(struct call *c, const struct database *planned, struct str source_id,
                         const char *source_noun) MUST_USE;

/* Makes the request of a creation one from a snapshot. */
void database_restore_request(const struct database *plan, json_t *in);

/* After the creation: a source with other names than the configuration is ERR_USER. */
bool database_restore_check(struct call *c, const struct database *plan, const struct database *state)
    MUST_USE;

#endif
