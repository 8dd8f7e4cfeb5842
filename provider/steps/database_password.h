/*
 * database_password.h — the passwords of the master user of a database that Lightsail keeps. Knows the request and its
 * versions; must not know who wants one. A password is never logged.
 */
#ifndef STEPS_DATABASE_PASSWORD_H
#define STEPS_DATABASE_PASSWORD_H

#include "lightsail/client.h"

/*
 * The response with one version, CURRENT, PREVIOUS or PENDING, in scope.mem: masterUserPassword and createdAt. The current
 * one is searched for as long as reads may lag. Errors: ERR_NOT_FOUND when there is no such version, ERR_PROTOCOL for a
 * response without a password, those of the request.
 */
bool database_password_read(struct ls_client *client, struct aws_scope scope, struct str name,
                            struct str version, json_t **ret_password, struct err *err) MUST_USE;

#endif
