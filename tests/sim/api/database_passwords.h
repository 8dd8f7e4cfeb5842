/*
 * database_passwords.h — the passwords of the master user of a database: current, previous, pending. It must not
 * know when a pending one becomes the current one.
 */
#ifndef SIM_API_DATABASE_PASSWORDS_H
#define SIM_API_DATABASE_PASSWORDS_H

#include "call.h"

/* The current password of a new database, and the next one; NULL: a strong one is made. */
void database_password_set(struct call *call, struct resource *database, const char *password);
void database_password_set_pending(struct call *call, struct resource *database, const char *password);

/* The pending password, if there is one, becomes the current one. */
void database_password_apply(struct resource *database);

#endif
