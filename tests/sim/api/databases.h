/*
 * databases.h — managed databases: created, read, deleted. It must not know how one is changed.
 */
#ifndef SIM_API_DATABASES_H
#define SIM_API_DATABASES_H

#include "api/database_catalogue.h"
#include "kind.h"

extern const struct kind database_kind;

/* The database of the input, and one that is available; NULL after call_fail. */
struct resource *database_find(struct call *call);
struct resource *database_find_available(struct call *call);

/* What a new database is made from: the input, or a snapshot or a point in time. */
struct database_source {
    const char *operation;
    const char *details; /* the operationDetails; NULL: none */
    const struct database_blueprint *blueprint;
    const struct database_bundle *bundle; /* the plan of a source: a smaller one is refused; may be NULL */
    const char *engine_version, *master_database, *master_user, *mark;
};

/* Checks the rest of the input, creates the database and prints the response. */
bool database_create(struct call *call, const struct database_source *source);

#define DATABASE REQUIRED("relationalDatabaseName", NAME)

#endif
