/*
 * database_rebuild.h — what a database is to the steps of rebuild/: how it is recorded, stopped, deleted, created and
 * completed. Knows requests; must not know the order of the steps, nor plans of Terraform.
 */
#ifndef RESOURCES_DATABASE_REBUILD_H
#define RESOURCES_DATABASE_REBUILD_H

#include "rebuild/rebuild.h"
#include "resources/database/database.h"

/* Its context is a struct database_rebuild. */
extern const struct rebuild_kind database_kind;

struct database_rebuild {
    struct call *c;
    const struct database *plan; /* what is set again; NULL when nothing is changed, only found */
    struct tf_string kept; /* a password that is not configured, read before the deletion; only in memory */
    /* Afterwards: the new database has what the plan has; perhaps with a password that Lightsail has made. */
    bool is_set_again, is_password_lost;
    json_t *tags; /* of the new database */
};

/* ---- database_rebuild_record.c ---- */

/* The function `record` of the kind. Errors: a password that could not be set again, an upgrade that is pending. */
bool database_rebuild_record(struct rebuild *r, const json_t *object) MUST_USE;
/* Calls a step with the time of the session; its error becomes that of the session. */
bool database_rebuild_in_call(struct rebuild *r, bool (*step)(struct rebuild *r, struct call *c)) MUST_USE;

#endif
