/*
 * database_password.h — the passwords of the master user of a database that Lightsail keeps. Knows the request and its
 * versions; must not know who wants one. A password is never logged.
 */
#ifndef RESOURCES_DATABASE_PASSWORD_H
#define RESOURCES_DATABASE_PASSWORD_H

#include "runtime/api.h"

/*
 * The response with one version, CURRENT, PREVIOUS or PENDING, in c->mem: masterUserPassword and createdAt. Errors:
 * ERR_NOT_FOUND without such a version, those of the request.
 */
bool database_password_read(struct call *c, struct str name, const char *version, json_t **ret_password)
    MUST_USE;

/*
 * Lets Lightsail make another password, and waits until it is the current one. Changes that wait for the maintenance window
 * are made, too. Errors: those of the requests and the waits.
 */
bool database_password_rotate(struct call *c, struct str name) MUST_USE;

#endif
