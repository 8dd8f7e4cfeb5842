/*
 * catalogue.h — the catalogue of Lightsail: bundles, blueprints, regions; bundles and blueprints as fixed
 * tables. It must not know what exists; instances.c decides which entries are accepted.
 */
#ifndef SIM_CATALOGUE_H
#define SIM_CATALOGUE_H

#include <stdbool.h>

#include "call.h"

struct bundle {
    const char *id, *name, *size;
    double price_usd, ram_gb;
    int cpus, disk_gb, transfer_gb, power;
    bool active, windows, ipv6_only;
};

struct blueprint {
    const char *id, *name, *group, *version, *username;
    const char *description;
    int minimum_power;
    bool active, windows, app;
};

/* NULL when there is none of that name. */
const struct bundle *catalogue_bundle(const char *id);
const struct blueprint *catalogue_blueprint(const char *id);

/* The bundle of the same size for the other address type; NULL when there is none. */
const struct bundle *catalogue_bundle_sibling(const struct bundle *bundle, bool ipv6_only);

/* The generation in its ID: 3 for "small_3_0" and "small_win_3_0". */
int catalogue_generation(const struct bundle *bundle);

/* The operations a second of its system disk. */
int catalogue_disk_iops(const struct bundle *bundle);

#endif
