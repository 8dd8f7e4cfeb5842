/*
 * database_find.h — the database that an action, a data source or an ephemeral resource names. Knows the two attributes
 * `database_name` and `database_arn`; must not know what happens to the database.
 */
#ifndef RESOURCES_DATABASE_FIND_H
#define RESOURCES_DATABASE_FIND_H

#include "runtime/api.h"

/*
 * The database with this name, this ARN, or both; null for what is not given. ret_database, in c->mem. Errors: ERR_USER at the
 * attribute when there is none, or when name and ARN belong to different databases; those of the reads.
 */
bool database_find(struct call *c, struct tf_string name, struct tf_string arn, json_t **ret_database)
    MUST_USE;

/*
 * The same by name for an action, when changes that are in progress have ended. doing: "can be rebooted". Errors: also
 * ERR_USER for a database that is stopped.
 */
bool database_find_running(struct call *c, struct tf_string name, const char *doing, json_t **ret_database)
    MUST_USE;

/* A NotFound of another read of a database becomes an error at `database_name`. Returns false. */
bool database_missing(struct call *c, struct str name);

/* The names of its log streams, as texts in c->mem (data_database_log_streams.c). Errors: those of the request. */
bool database_streams(struct call *c, struct str name, json_t **ret_streams) MUST_USE;

#endif
