/*
 * distribution_catalogue.h — the plans of distributions, as a fixed table. It must not know what exists.
 */
#ifndef SIM_API_DISTRIBUTION_CATALOGUE_H
#define SIM_API_DISTRIBUTION_CATALOGUE_H

#include "call.h"

/* How many rule groups of the firewall a bundle has: the first ones of their table. */
struct distribution_bundle {
    const char *id, *name;
    double price_usd;
    int transfer_gb;
    size_t waf_groups;
    bool active;
};

/* The bundle of the input's bundleId, which is active; NULL after call_fail. */
const struct distribution_bundle *distribution_bundle_check(struct call *call);

/* NULL when there is none. */
const struct distribution_bundle *distribution_bundle(const char *id);

#endif
