/*
 * database_view.h — what the commands of databases share. Knows databases as the API returns them; must not print results.
 */
#ifndef CLI_DATABASE_VIEW_H
#define CLI_DATABASE_VIEW_H

#include "cli/info_view.h"

/* The current database; object_get. */
bool database_get(struct session *s, struct str name, json_t **ret_database) MUST_USE;

/* A copy without the password that a pending change has. */
json_t *database_without_password(struct session *s, const json_t *database);

/* "ls-1.eu.example:3306"; "" while it has no endpoint. */
struct str database_endpoint(struct session *s, const json_t *database);
/* A time of an object as text; "" when it is absent. */
struct str database_time(struct session *s, const json_t *database, const char *member);

/* The word DATABASE of a command. */
#define DATABASE_WORD .word = "DATABASE", .word_kind = VALUE_DATABASE

#define DATABASE_TIMEOUT_OPTION                                                                           \
    {                                                                                                     \
        .name = "timeout", .argument = "SECONDS", .help = "how long to wait for each step (default 3600)" \
    }

#endif
