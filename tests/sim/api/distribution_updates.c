/*
 * distribution_updates.c — changes of a distribution: its settings, its bundle, its cache, its IP address type. It
 * must not know how one is created.
 */
#include <stdlib.h>
#include <string.h>

#include "api/billing.h"
#include "api/distribution_caching.h"
#include "api/distribution_catalogue.h"
#include "api/distribution_certificates.h"
#include "api/distribution_origins.h"
#include "api/distribution_waf.h"
#include "api/distributions.h"
#include "api/home_region.h"
#include "families.h"
#include "operations.h"

static const struct distribution_bundle *bundle_of(const struct resource *distribution)
{
    return distribution_bundle(resource_string(distribution, "bundleId"));
}

/* A change, which is deployed from now on. */
static bool answer(struct call *call, struct resource *distribution)
{
    distribution_deploy(call, distribution);
    operation_add_for(call, call->operation, distribution, NULL);
    return operation_answer(call);
}

/* ---- settings ---------------------------------------------------------------------------------------------------- */

/* useDefaultCertificate is true when it is omitted: a certificate alone has no effect. */
static bool check_certificate(struct call *call, const struct resource *distribution)
{
    const json_t *use_default = json_object_get(call->input, "useDefaultCertificate");
    const char *name = call_string(call, "certificateName");
    if (json_is_true(use_default) && name)
        return call_fail_input(call, "certificateName cannot be used together with useDefaultCertificate");
    if (json_is_false(use_default) && !name && !resource_string(distribution, "certificateName"))
        return call_fail_input(call, "certificateName is required when useDefaultCertificate is false");
    return distribution_certificate_check(call, distribution);
}

static void set_certificate(struct call *call, struct resource *distribution)
{
    const json_t *use_default = json_object_get(call->input, "useDefaultCertificate");
    const char *name = call_string(call, "certificateName");
    if (json_is_true(use_default))
        distribution_certificate_set(call, distribution, NULL);
    if (json_is_false(use_default) && name)
        distribution_certificate_set(call, distribution, name);
}

/* The new origin, if there is one; false after call_fail. */
static bool check_origin(struct call *call, json_t **ret_origin, char **ret_address)
{
    if (!json_object_get(call->input, "origin"))
        return !json_object_get(call->input, "enablePrivateOriginAccess") ||
               call_fail_input(call, "enablePrivateOriginAccess needs the origin in the same request");
    return (*ret_origin = distribution_origin_check(call, ret_address)) != NULL;
}

/* What is omitted stays as it is. */
static void set_origin(struct call *call, struct resource *distribution, json_t *origin, const char *address)
{
    static const char *const kept[] = {"protocolPolicy", "responseTimeout", "ipAddressType"};
    const json_t *given = json_object_get(call->input, "origin"),
                 *old = json_object_get(distribution->document, "origin");
    bool is_same = json_equal(json_object_get(old, "name"), json_object_get(origin, "name")) &&
                   json_equal(json_object_get(old, "regionName"), json_object_get(origin, "regionName"));
    for (size_t i = 0; is_same && i < sizeof kept / sizeof kept[0]; i++)
        if (!json_object_get(given, kept[i]))
            json_object_set(origin, kept[i], json_object_get(old, kept[i]));
    if (is_same && !json_object_get(call->input, "enablePrivateOriginAccess"))
        json_object_set(origin, "isPrivateOriginAccessEnabled",
                        json_object_get(old, "isPrivateOriginAccessEnabled"));
    resource_set(distribution, "origin", origin);
    resource_set(distribution, "originPublicDNS", json_string(address));
}

static bool update_distribution(struct call *call)
{
    struct resource *distribution = distribution_find_deployed(call, "distributionName");
    json_t *origin = NULL, *waf;
    char *address = NULL;
    if (!distribution || !distribution_caching_check(call) || !check_certificate(call, distribution) ||
        !(waf = distribution_waf_after(call, json_object_get(distribution->document, "waf"),
                                       bundle_of(distribution))))
        return false;
    if (!check_origin(call, &origin, &address)) {
        json_decref(waf);
        return false;
    }
    const json_t *is_enabled = json_object_get(call->input, "isEnabled");
    distribution_set(call, distribution);
    resource_set(distribution, "waf", waf);
    set_certificate(call, distribution);
    if (is_enabled)
        resource_set(distribution, "isEnabled", json_boolean(json_is_true(is_enabled)));
    if (origin)
        set_origin(call, distribution, origin, address);
    free(address);
    return answer(call, distribution);
}

/* ---- bundle, IP address type ------------------------------------------------------------------------------------- */

/* The firewall must fit to the new bundle. */
static bool check_bundle(struct call *call, const struct resource *distribution)
{
    const struct distribution_bundle *bundle = distribution_bundle_check(call);
    if (!bundle)
        return false;
    if (bundle == bundle_of(distribution))
        return call_fail_input(call, "The distribution %s has the bundle %s already",
                               resource_name(distribution), bundle->id);
    if (!json_is_true(json_object_get(distribution->document, "ableToUpdateBundle")))
        return call_fail_input(
            call,
            "The bundle of the distribution %s was changed in this month already. It can be "
            "changed only one time within a monthly billing cycle.",
            resource_name(distribution));
    json_t *waf = distribution_waf_after(call, json_object_get(distribution->document, "waf"), bundle);
    json_decref(waf);
    return waf != NULL;
}

static bool update_bundle(struct call *call)
{
    struct resource *distribution = distribution_find_deployed(call, "distributionName");
    if (!distribution || !check_bundle(call, distribution))
        return false;
    resource_set(distribution, "bundleId", json_string(call_string(call, "bundleId")));
    resource_set(distribution, "ableToUpdateBundle", json_false());
    resource_plan(call->region, distribution, "bundle-free", billing_month_end_ms(call->now_ms));
    return answer(call, distribution);
}

bool distribution_set_ip_address_type(struct call *call)
{
    const char *type = call_string(call, "ipAddressType");
    struct resource *distribution = distribution_find_deployed(call, "resourceName");
    if (!distribution)
        return false;
    if (!strcmp(type, "ipv6"))
        return call_fail_input(call, "The IP address type of a distribution is ipv4 or dualstack");
    resource_set(distribution, "ipAddressType", json_string(type));
    distribution_deploy(call, distribution);
    operation_add_for(call, "SetIpAddressType", distribution, type);
    return operations_answer(call);
}

/* ---- cache ------------------------------------------------------------------------------------------------------- */

/* Adds "status":...,"createTime":... of the newest reset; nothing when there is none. */
static void print_reset(const struct resource *distribution, struct text *out)
{
    const json_t *reset = distribution ? json_object_get(distribution->hidden, "reset") : NULL;
    if (reset)
        text_format(out, "\"status\":\"%s\",\"createTime\":%.3f",
                    json_string_value(json_object_get(reset, "status")),
                    json_number_value(json_object_get(reset, "createTime")));
}

/* The cache of a distribution can be reset at any time. */
static bool reset_cache(struct call *call)
{
    struct resource *distribution = distribution_find(call);
    if (!distribution)
        return false;
    json_object_set_new(distribution->hidden, "reset",
                        json_pack("{s:s, s:f}", "status", "InProgress", "createTime",
                                  (double)call->now_ms / 1000));
    resource_changed(distribution);
    resource_plan(call->region, distribution, "reset-end", call->now_ms + call->options->operation_ms);
    operation_add_for(call, "ResetDistributionCache", distribution, NULL);
    operation_answer(call);
    call->out.length--; /* the closing brace comes later */
    text_add(&call->out, ",");
    print_reset(distribution, &call->out);
    text_add(&call->out, "}");
    return true;
}

static double reset_time(const struct resource *distribution)
{
    return json_number_value(json_object_get(json_object_get(distribution->hidden, "reset"), "createTime"));
}

static bool get_latest_reset(struct call *call)
{
    if (!home_region_check(call, "Distribution"))
        return false;
    const struct resource *distribution = call_string(call, "distributionName") ? distribution_find(call)
                                                                                : NULL,
                          *other;
    if (!distribution && call_string(call, "distributionName"))
        return false;
    for (size_t at = 0; !call_string(call, "distributionName") &&
                        (other = region_next(call->region, &distribution_kind, &at));)
        if (!distribution || reset_time(other) > reset_time(distribution))
            distribution = other;
    text_add(&call->out, "{");
    print_reset(distribution, &call->out);
    text_add(&call->out, "}");
    return true;
}

static const struct api distribution_updates_api[] = {
    {.name = "UpdateDistribution",
     .handle = update_distribution,
     .input = INPUT(DISTRIBUTION, PARTS("origin", STRUCTURE, distribution_origin_members, false),
                    CACHING_MEMBERS(false), WAF_MEMBERS, TLS_MEMBERS, OPTIONAL("isEnabled", BOOLEAN),
                    OPTIONAL("useDefaultCertificate", BOOLEAN),
                    OPTIONAL("enablePrivateOriginAccess", BOOLEAN))},
    {.name = "UpdateDistributionBundle",
     .handle = update_bundle,
     .input = INPUT(OPTIONAL("distributionName", NAME), OPTIONAL("bundleId", STRING))},
    {.name = "ResetDistributionCache",
     .handle = reset_cache,
     .input = INPUT(OPTIONAL("distributionName", NAME))},
    {.name = "GetDistributionLatestCacheReset",
     .shows = OF_ONE,
     .handle = get_latest_reset,
     .input = INPUT(OPTIONAL("distributionName", NAME))},
    {0},
};
const struct family distribution_updates_family = {.api = distribution_updates_api};
