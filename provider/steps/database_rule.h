/*
 * database_rule.h — what the texts of a database must be before they are sent. Knows the rules of the engines; must not
 * know where a text comes from.
 */
#ifndef STEPS_DATABASE_RULE_H
#define STEPS_DATABASE_RULE_H

#include "base/str.h"

enum { DATABASE_LEAST_PASSWORD = 8 };

/* The most characters of each text. */
struct database_limits {
    size_t database, username, password;
};

/* Those of the engine of a blueprint such as "mysql_8_0". */
struct database_limits database_limits(struct str blueprint);

/* Names of databases and users: a letter, then letters, digits and '_'. */
bool database_is_identifier(struct str text, size_t most);
/* Printable ASCII characters, without '/', '"', '@' and spaces. */
bool database_is_password(struct str text, size_t most);
/* Whether the bundle runs in two zones, which Lightsail chooses. */
bool database_has_two_zones(struct str bundle);

#endif
