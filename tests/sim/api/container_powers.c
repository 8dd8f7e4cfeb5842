/*
 * container_powers.c — the catalogue of container services: powers with their prices, and the versions of the
 * tools. It must not know any service. Source of the powers: the pricing page.
 */
#include "api/container_powers.h"

#include <string.h>

#include "families.h"

const char *const container_power_names[] = {"nano", "micro", "small", "medium", "large", "xlarge", NULL};

static const struct power {
    double price_usd, cpus, ram_gb;
} powers[] = {{7, 0.25, 0.5}, {10, 0.25, 1}, {15, 0.5, 1}, {40, 1, 2}, {80, 2, 4}, {160, 4, 8}};

double container_power_usd(const char *name)
{
    for (size_t i = 0; container_power_names[i]; i++)
        if (!strcmp(container_power_names[i], name))
            return powers[i].price_usd;
    return 0;
}

static bool get_powers(struct call *call)
{
    text_add(&call->out, "{\"powers\":[");
    for (size_t i = 0; container_power_names[i]; i++)
        text_format(&call->out,
                    "%s{\"powerId\":\"%s-1\",\"price\":%.1f,\"cpuCount\":%.2f,\"ramSizeInGb\":%.1f,"
                    "\"name\":\"%s\",\"isActive\":true}",
                    i ? "," : "", container_power_names[i], powers[i].price_usd, powers[i].cpus,
                    powers[i].ram_gb, container_power_names[i]);
    text_add(&call->out, "]}");
    return true;
}

/* Source: lightsailctl reads the newest version of itself there. */
static bool get_metadata(struct call *call)
{
    text_add(&call->out, "{\"metadata\":[{\"name\":\"lightsailctlVersion\",\"value\":\"v1.0.7\"}]}");
    return true;
}

static const struct api container_powers_api[] = {
    {.name = "GetContainerServicePowers", .handle = get_powers, .input = nothing_members},
    {.name = "GetContainerAPIMetadata", .handle = get_metadata, .input = nothing_members},
    {0},
};
const struct family container_powers_family = {.api = container_powers_api};
