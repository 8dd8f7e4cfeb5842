/*
 * database_parameters.h — a change of parameters of a database, and its reboot. Knows the requests; must not know plans.
 */
#ifndef RESOURCES_DATABASE_PARAMETERS_H
#define RESOURCES_DATABASE_PARAMETERS_H

#include "runtime/api.h"

/* All parameters of the engine of a database, as rows, in c->mem. Errors: those of the list. */
bool database_parameters_list(struct call *c, struct str name, json_t **ret_rows) MUST_USE;

/*
 * Gives parameters other values: `wanted` is an object of texts by name, null for a default. What has the value already
 * is not sent. Errors: ERR_USER for a parameter that the engine does not have, those of the requests.
 */
bool database_parameters_set(struct call *c, struct str name, const json_t *rows, const json_t *wanted)
    MUST_USE;

/* Reboots the database if a parameter waits for it, and waits. Errors: those of the requests and waits. */
bool database_parameters_reboot(struct call *c, struct str name) MUST_USE;

#endif
