/*
 * catalogue.h — the region's bundles, blueprints, zones, certificates, TLS policies and names, fetched once per configured provider and
 * region. Knows the list operations; must not know what callers search in them.
 */
#ifndef RESOURCES_CATALOGUE_H
#define RESOURCES_CATALOGUE_H

#include "runtime/api.h"

enum catalogue_kind {
    CATALOGUE_BUNDLES,              /* GetBundles, including inactive ones */
    CATALOGUE_BLUEPRINTS,           /* GetBlueprints, including inactive ones */
    CATALOGUE_REGIONS,              /* GetRegions with zones */
    CATALOGUE_POWERS,               /* GetContainerServicePowers */
    CATALOGUE_CERTIFICATES,         /* GetCertificates with details */
    CATALOGUE_NAMES,                /* GetActiveNames: names of objects of all kinds */
    CATALOGUE_DATABASE_BUNDLES,     /* GetRelationalDatabaseBundles, including inactive ones */
    CATALOGUE_DATABASE_BLUEPRINTS,  /* GetRelationalDatabaseBlueprints */
    CATALOGUE_BUCKET_BUNDLES,       /* GetBucketBundles, including inactive ones */
    CATALOGUE_DISTRIBUTION_BUNDLES, /* GetDistributionBundles, including inactive ones */
    CATALOGUE_TLS_POLICIES,         /* GetLoadBalancerTlsPolicies */
    CATALOGUE_KIND_COUNT
};

/* A list that is never changed and lives as long as the provider. */
struct catalogue {
    const json_t *items; /* in AWS's order */
    const json_t
        *by_id; /* an object: each item under its bundleId, blueprintId or name, a string under itself */
};

/*
 * The whole list. Calls that need it at the same time share one request. Errors: those of the list request.
 */
bool catalogue_list(struct call *c, enum catalogue_kind kind, const struct catalogue **ret_list) MUST_USE;

/*
 * The same for checks that only report errors early. `*ret_list` is NULL when the list is not available for a
 * reason that need not stop a plan (no permission, an endpoint without the operation); this is a warning,
 * once per provider and list. An unreachable endpoint or wrong credentials are an error, once per provider;
 * further calls get NULL.
 */
bool catalogue_list_for_check(struct call *c, enum catalogue_kind kind, const struct catalogue **ret_list)
    MUST_USE;

/* The entry with this ID; NULL when there is none, or no list. */
const json_t *catalogue_find(const struct catalogue *list, struct str id);

/* The few active entries whose IDs are most similar to `id`: "small_3_0, medium_3_0". */
struct str catalogue_near(struct arena *mem, const struct catalogue *list, struct str id);

/* Whether an entry says that new instances can use it. An entry without this member is active. */
bool catalogue_is_active(const json_t *item);

/*
 * For a plan: an ID that must be an active entry of a list; `attribute` is its name, `noun` what it is ("bundle"). Reports
 * an unknown or retired one. `ret_entry` is NULL when it cannot be checked. Errors: those of catalogue_list_for_check.
 */
bool catalogue_check(struct call *c, enum catalogue_kind kind, const char *attribute, const char *noun,
                     struct tf_string id, const struct catalogue **ret_list, const json_t **ret_entry)
    MUST_USE;

/* Names of the available zones of the call's region, sorted; `ret_count` 0 when the list does not know the
 * region. */
struct str *catalogue_zones(struct call *c, const struct catalogue *regions, size_t *ret_count);

/* Price per month in US dollars; null when the catalogue is not available or does not list the bundle. No
 * error stays in c->err. */
struct tf_number catalogue_price_usd(struct call *c, struct str bundle_id);

/* The same for `count` nodes of a power of container services, such as "nano". */
struct tf_number catalogue_power_price_usd(struct call *c, struct str power, int64_t count);

/*
 * Bundles exist in two families, with and without a public IPv4 address: small_3_0 and small_ipv6_3_0.
 * Whether two IDs differ only in the family.
 */
bool catalogue_same_bundle(struct arena *mem, struct str a, struct str b);
bool catalogue_is_ipv6_bundle(struct str bundle_id);
/* The ID without its family: "small_3_0" for both. */
struct str catalogue_bundle_base(struct arena *mem, struct str bundle_id);

#endif
