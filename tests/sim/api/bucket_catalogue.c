/*
 * bucket_catalogue.c — the plans of buckets, as a fixed table. It must not know what exists.
 */
#include "api/bucket_catalogue.h"

#include <string.h>

#include "families.h"

/* Source: the guide, for prices and sizes; the IDs except small_1_0 and the retired plan are invented. */
static const struct bundle {
    const char *id, *name;
    double price_usd;
    int storage_gb, transfer_gb;
    bool active;
} bundles[] = {
    {"small_1_0", "Object Storage 5GB", 1, 5, 25, true},
    {"medium_1_0", "Object Storage 100GB", 3, 100, 250, true},
    {"large_1_0", "Object Storage 250GB", 5, 250, 500, true},
    {"small_0_1", "Object Storage 5GB", 1, 5, 25, false},
};
enum { BUNDLES = sizeof bundles / sizeof bundles[0] };

static const struct bundle *find(const char *id)
{
    for (int i = 0; i < BUNDLES; i++)
        if (!strcmp(bundles[i].id, id))
            return &bundles[i];
    return NULL;
}

bool bucket_bundle_check(struct call *call)
{
    const char *id = call_string(call, "bundleId");
    const struct bundle *bundle = find(id);
    if (!bundle)
        return call_fail_input(call, "The bundle does not exist: %s", id);
    return bundle->active || call_fail_input(call, "The bundle is no longer available: %s", id);
}

double bucket_bundle_usd(const char *id)
{
    return find(id)->price_usd;
}

static bool get_bundles(struct call *call)
{
    const char *comma = "";
    text_add(&call->out, "{\"bundles\":[");
    for (int i = 0; i < BUNDLES; i++) {
        if (!bundles[i].active && !call_true(call, "includeInactive"))
            continue;
        text_format(&call->out,
                    "%s{\"bundleId\":\"%s\",\"name\":\"%s\",\"price\":%.1f,\"storagePerMonthInGb\":%d,"
                    "\"transferPerMonthInGb\":%d,\"isActive\":%s}",
                    comma, bundles[i].id, bundles[i].name, bundles[i].price_usd, bundles[i].storage_gb,
                    bundles[i].transfer_gb, bundles[i].active ? "true" : "false");
        comma = ",";
    }
    text_add(&call->out, "]}");
    return true;
}

static const struct api bucket_catalogue_api[] = {
    {.name = "GetBucketBundles", .handle = get_bundles, .input = INPUT(OPTIONAL("includeInactive", BOOLEAN))},
    {0},
};
const struct family bucket_catalogue_family = {.api = bucket_catalogue_api};
