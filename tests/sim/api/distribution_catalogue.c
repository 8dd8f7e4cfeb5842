/*
 * distribution_catalogue.c — the plans of distributions, as a fixed table. It must not know what exists.
 */
#include "api/distribution_catalogue.h"

#include <string.h>

#include "api/distribution_waf.h"
#include "api/home_region.h"
#include "families.h"

/* Sources: the model for the IDs and the firewall; the guide for sizes. The retired plan is invented. */
static const struct distribution_bundle bundles[] = {
    {"small_1_0", "Small", 2.5, 50, 0, true},
    {"medium_1_0", "Medium", 10, 200, WAF_GROUPS_MEDIUM, true},
    {"large_1_0", "Large", 35, 500, WAF_GROUPS_LARGE, true},
    {"small_0_1", "Small", 2.5, 50, 0, false},
};
enum { BUNDLES = sizeof bundles / sizeof bundles[0] };

const struct distribution_bundle *distribution_bundle(const char *id)
{
    for (int i = 0; i < BUNDLES; i++)
        if (!strcmp(bundles[i].id, id))
            return &bundles[i];
    return NULL;
}

const struct distribution_bundle *distribution_bundle_check(struct call *call)
{
    const char *id = call_string(call, "bundleId");
    const struct distribution_bundle *bundle = id ? distribution_bundle(id) : NULL;
    if (bundle && bundle->active)
        return bundle;
    call_fail_input(call, bundle ? "The bundle is no longer available: %s" : "The bundle does not exist: %s",
                    id ? id : "");
    return NULL;
}

static bool get_bundles(struct call *call)
{
    if (!home_region_check(call, "Distribution"))
        return false;
    text_add(&call->out, "{\"bundles\":[");
    for (int i = 0; i < BUNDLES; i++)
        text_format(&call->out,
                    "%s{\"bundleId\":\"%s\",\"name\":\"%s\",\"price\":%.1f,\"transferPerMonthInGb\":%d,"
                    "\"isActive\":%s}",
                    i ? "," : "", bundles[i].id, bundles[i].name, bundles[i].price_usd,
                    bundles[i].transfer_gb, bundles[i].active ? "true" : "false");
    text_add(&call->out, "]}");
    return true;
}

static const struct api distribution_catalogue_api[] = {
    {.name = "GetDistributionBundles", .handle = get_bundles, .input = nothing_members},
    {0},
};
const struct family distribution_catalogue_family = {.api = distribution_catalogue_api};
