/*
 * database_check.h — the rules for the values of a request about a database. It must not know what exists.
 */
#ifndef SIM_API_DATABASE_CHECK_H
#define SIM_API_DATABASE_CHECK_H

#include "api/database_catalogue.h"
#include "call.h"

/* A new name of a database or of its snapshot: letters, digits and hyphens. All are false after call_fail. */
bool database_check_name(struct call *call, const char *name);

/* masterDatabaseName and masterUsername of the input. */
bool database_check_master(struct call *call, const char *engine);

/* A password of the input; NULL is fine. */
bool database_check_password(struct call *call, const char *engine, const char *password);

/* The zone of the input fits the plan. ret_zone: the zone of the database, ret_second: its second one or 0. */
bool database_check_zone(struct call *call, const struct database_bundle *bundle, char ret_zone[32],
                         char ret_second[32]);

bool database_check_authority(struct call *call, const char *authority);

#endif
