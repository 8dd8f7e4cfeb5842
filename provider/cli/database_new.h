/*
 * database_new.h — what a new database gets, whatever it is made from: its checks, its request, and what is printed at the
 * end. Knows the catalogue of databases; must not know the source of the data.
 */
#ifndef CLI_DATABASE_NEW_H
#define CLI_DATABASE_NEW_H

#include "cli/create_check.h"
#include "cli/database_view.h"

struct database_new {
    const char *name_flag; /* "--name" */
    struct str name;
    struct str bundle; /* that of the option or of the source; "": none is known */
    struct str zone;   /* "": Lightsail chooses */
    bool is_public;
    bool has_password; /* the user has given one */
};

#define DATABASE_AZ_OPTION                                                                         \
    {                                                                                              \
        .name = "az", .argument = "ZONE", .help = "availability zone (default: Lightsail chooses)" \
    }
#define DATABASE_PUBLIC_OPTION                                                                               \
    {                                                                                                        \
        .name = "public", .help = "reachable from the internet (default: only from Lightsail in the region)" \
    }

/* Whether name, bundle and zone are possible and the name is free. */
bool database_new_check(struct session *s, const struct database_new *database) MUST_USE;
/* The members of a request that every source has. Without a bundle option the request has no bundle. */
json_t *database_new_request(const struct database_new *database, const struct given *given,
                             int bundle_option, int tag_option);
/*
 * Sends the request, waits and prints the endpoint. It takes over the reference `in`. members: database_make. Returns the
 * exit code; an error says whether the database exists.
 */
int database_new_make(struct session *s, enum ls_op op, json_t *in, const json_t *members,
                      const struct database_new *database);

#endif
