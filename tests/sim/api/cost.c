/*
 * cost.c — GetCostEstimate: the cost of a resource in a period. It must not know more about one than its bundle or
 * size.
 */
#include "api/bucket_catalogue.h"
#include "api/buckets.h"
#include "api/catalogue.h"
#include "api/container_powers.h"
#include "api/containers.h"
#include "api/database_catalogue.h"
#include "api/databases.h"
#include "api/disks.h"
#include "api/distribution_catalogue.h"
#include "api/distributions.h"
#include "api/instances.h"
#include "api/load_balancers.h"
#include "families.h"

/* A month is billed with 744 hours at most; the monthly price is for these. */
static const double month_hours = 744, disk_usd_per_gb = 0.1, balancer_usd = 18;

/* The monthly price of each kind that has one. Source: the pricing page. */
static double of_instance(const struct resource *instance)
{
    return catalogue_bundle(resource_string(instance, "bundleId"))->price_usd;
}

static double of_disk(const struct resource *disk)
{
    return disk_usd_per_gb * (double)json_integer_value(json_object_get(disk->document, "sizeInGb"));
}

static double of_database(const struct resource *database)
{
    return database_bundle(resource_string(database, "relationalDatabaseBundleId"))->price_usd;
}

static double of_balancer(const struct resource *balancer)
{
    (void)balancer;
    return balancer_usd;
}

/* A disabled service costs as much. */
static double of_service(const struct resource *service)
{
    return container_power_usd(resource_string(service, "power")) *
           (double)json_integer_value(json_object_get(service->document, "scale"));
}

static double of_bucket(const struct resource *bucket)
{
    return bucket_bundle_usd(resource_string(bucket, "bundleId"));
}

static double of_distribution(const struct resource *distribution)
{
    return distribution_bundle(resource_string(distribution, "bundleId"))->price_usd;
}

static const struct price {
    const struct kind *kind;
    const char *usage;
    double (*monthly_usd)(const struct resource *resource);
} prices[] = {
    {&instance_kind, "Bundle", of_instance},         {&disk_kind, "Disk", of_disk},
    {&database_kind, "Bundle", of_database},         {&load_balancer_kind, "LoadBalancer", of_balancer},
    {&container_service_kind, "Power", of_service},  {&bucket_kind, "Bundle", of_bucket},
    {&distribution_kind, "Bundle", of_distribution},
};

static const struct price *price_of(const struct resource *resource)
{
    for (size_t i = 0; resource && i < sizeof prices / sizeof prices[0]; i++)
        if (prices[i].kind == resource->kind)
            return &prices[i];
    return NULL;
}

static bool get_cost_estimate(struct call *call)
{
    const char *name = call_string(call, "resourceName");
    double start = json_number_value(json_object_get(call->input, "startTime"));
    double end = json_number_value(json_object_get(call->input, "endTime"));
    const struct resource *resource = region_find(call->region, name);
    const struct price *price = price_of(resource);
    if (!price)
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
        "usageType", price->usage, "resultsByTime", "usageCost",
        price->monthly_usd(resource) * hours / month_hours, "pricingUnit", "Hrs", "unit", hours, "currency",
        "USD", "timePeriod", "start", start, "end", end, "startTime", start, "endTime", end);
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
