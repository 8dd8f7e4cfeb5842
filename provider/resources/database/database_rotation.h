/*
 * database_rotation.h — another password of the master user of a database, which Lightsail makes. Knows the request and its
 * end; must not know who wants it. A password is never logged.
 */
#ifndef RESOURCES_DATABASE_ROTATION_H
#define RESOURCES_DATABASE_ROTATION_H

#include "runtime/api.h"

/*
 * Lets Lightsail make another password, and waits until it is the current one. Changes that wait for the maintenance window
 * are made, too. Errors: those of the requests and the waits.
 */
bool database_password_rotate(struct call *c, struct str name) MUST_USE;

#endif
