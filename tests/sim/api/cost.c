/*
 * cost.c — GetCostEstimate: the cost of an instance, a disk or a database in a period. It must not know more about a
 * resource than its bundle or size.
 */
#include "api/catalogue.h"
#include "api/database_catalogue.h"
#include "api/databases.h"
#include "api/disks.h"
#include "api/instances.h"
#include "families.h"

/* A month is billed with 744 hours at most; the monthly price is for these. */
static const double month_hours = 744, disk_usd_per_gb = 0.1;

static double monthly_usd(const struct resource *resource)
{
    const char *bundle_id = resource_string(resource, "bundleId");
    const struct bundle *bundle = bundle_id ? catalogue_bundle(bundle_id) : NULL;
    if (bundle)
        return bundle->price_usd;
    if (resource->kind == &database_kind)
        return database_bundle(resource_string(resource, "relationalDatabaseBundleId"))->price_usd;
    return disk_usd_per_gb * (double)json_integer_value(json_object_get(resource->document, "sizeInGb"));
}

static bool get_cost_estimate(struct call *call)
{
    const char *name = call_string(call, "resourceName");
    double start = json_number_value(json_object_get(call->input, "startTime"));
    double end = json_number_value(json_object_get(call->input, "endTime"));
    const struct resource *resource = region_find(call->region, name);
    if (!resource || (resource->kind != &instance_kind && resource->kind != &disk_kind &&
                      resource->kind != &database_kind))
        return call_fail_not_found(call, &instance_kind, name);
    if (end <= start)
        return call_fail_input(call, "endTime must be after startTime");
    double created = json_number_value(json_object_get(resource->document, "createdAt"));
    double now = (double)call->now_ms / 1000;
    double from = start > created ? start : created, until = end < now ? end : now;
    double hours = until > from ? (until - from) / 3600 : 0;
    if (hours > month_hours)
        hours = month_hours;
    json_t *answer = json_pack(
        "{s:[{s:s, s:s, s:[{s:s, s:[{s:f, s:s, s:f, s:s, s:{s:f, s:f}}]}], s:f, s:f}]}",
        "resourcesBudgetEstimate", "resourceName", name, "resourceType", resource->kind->api, "costEstimates",
        "usageType", resource->kind == &disk_kind ? "Disk" : "Bundle", "resultsByTime", "usageCost",
        monthly_usd(resource) * hours / month_hours, "pricingUnit", "Hrs", "unit", hours, "currency", "USD",
        "timePeriod", "start", start, "end", end, "startTime", start, "endTime", end);
    text_add_json_value(&call->out, answer);
    json_decref(answer);
    return true;
}

static const struct api cost_api[] = {
    {.name = "GetCostEstimate",
     .shows = OF_ONE,
     .handle = get_cost_estimate,
     .input = INPUT(REQUIRED("resourceName", NAME), REQUIRED("startTime", TIME), REQUIRED("endTime", TIME))},
    {0},
};
const struct family cost_family = {.api = cost_api};
