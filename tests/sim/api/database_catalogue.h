/*
 * database_catalogue.h — the plans and engines of databases, as fixed tables. It must not know what exists;
 * databases.c decides which entries are accepted.
 */
#ifndef SIM_API_DATABASE_CATALOGUE_H
#define SIM_API_DATABASE_CATALOGUE_H

#include <stdbool.h>

struct database_bundle {
    const char *id, *name;
    double price_usd, ram_gb;
    int cpus, disk_gb, transfer_gb;
    bool two_zones, active;
};

struct database_blueprint {
    const char *id, *engine, *version, *description, *version_description;
    int order; /* later versions of an engine have a greater one */
    bool is_default;
};

/* NULL when there is none of that name. */
const struct database_bundle *database_bundle(const char *id);
const struct database_blueprint *database_blueprint(const char *id);

#endif
