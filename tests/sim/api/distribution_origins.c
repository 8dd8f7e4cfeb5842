/*
 * distribution_origins.c — where a distribution gets its content from: an instance, a load balancer, a bucket or a
 * container service of any Region. It must not know what a distribution does with it.
 */
#include "api/distribution_origins.h"

#include <string.h>

#include "api/balancer_targets.h"
#include "api/buckets.h"
#include "api/containers.h"
#include "api/instances.h"
#include "api/load_balancers.h"
#include "memory.h"
#include "regions.h"

/* Source: the model. The default of the IP address type is assumed. */
enum { LONGEST_TIMEOUT_S = 60, DEFAULT_TIMEOUT_S = 30 };

static const char *const policies[] = {"http-only", "https-only", NULL};
static const char *const address_types[] = {"ipv4", "ipv6", "dualstack", NULL};
const struct member distribution_origin_members[] = {OPTIONAL("name", NAME),
                                                     OPTIONAL("regionName", STRING),
                                                     WORD("protocolPolicy", policies, false),
                                                     NUMBER("responseTimeout", 1, LONGEST_TIMEOUT_S, false),
                                                     WORD("ipAddressType", address_types, false),
                                                     {0}};

/* The resource that the origin names, with all due changes; NULL after call_fail. */
static struct resource *find(struct call *call, const json_t *origin)
{
    const char *name = json_string_value(json_object_get(origin, "name"));
    const char *region_name = json_string_value(json_object_get(origin, "regionName"));
    const struct region_row *row = region_name ? regions_find(region_name) : NULL;
    if (!name || !row) {
        call_fail_input(call, "The origin needs a name and a Region: %s",
                        name ? (region_name ? region_name : "regionName is missing") : "name is missing");
        return NULL;
    }
    struct resource *resource = region_find(call_other_region(call, row->name), name);
    if (!resource)
        call_fail(call, FAILURE_NOT_FOUND, "DoesNotExist", "The origin does not exist in the Region %s: %s",
                  row->name, name);
    return resource;
}

/* Whether content can come from it, and its address. */
static bool check_instance(struct call *call, const struct resource *instance, char **ret_address)
{
    if (!instance_static_ip(instance))
        return call_fail_input(call,
                               "The instance %s cannot be the origin of a distribution, because it has no "
                               "static IP. Attach one first.",
                               resource_name(instance));
    *ret_address = memory_copy(resource_string(instance, "publicIpAddress"));
    if (!*ret_address)
        *ret_address = memory_copy("");
    return true;
}

static bool check_balancer(struct call *call, const struct resource *balancer, char **ret_address)
{
    const char *region = json_string_value(
        json_object_get(json_object_get(balancer->document, "location"), "regionName"));
    if (!balancer_has_targets(world_region(region), balancer))
        return call_fail_input(call,
                               "The load balancer %s cannot be the origin of a distribution, because no "
                               "instance is attached to it.",
                               resource_name(balancer));
    *ret_address = memory_copy(resource_string(balancer, "dnsName"));
    return true;
}

static bool check_any(struct call *call, const struct resource *resource, char **ret_address)
{
    if (resource->kind == &instance_kind)
        return check_instance(call, resource, ret_address);
    if (resource->kind == &load_balancer_kind)
        return check_balancer(call, resource, ret_address);
    if (resource->kind != &bucket_kind && resource->kind != &container_service_kind)
        return call_fail_input(call, "A resource of the type %s cannot be the origin of a distribution: %s",
                               resource->kind->api, resource_name(resource));
    const char *url = resource_string(resource, "url") + strlen("https://");
    *ret_address = memory_copy_bytes(url, strcspn(url, "/"));
    return true;
}

/* Private access is for buckets. It stays off unless the request asks for it. */
static bool check_private(struct call *call, const struct resource *resource)
{
    return !call_true(call, "enablePrivateOriginAccess") || resource->kind == &bucket_kind ||
           call_fail_input(call,
                           "Private origin access is for buckets only. The origin %s is of the type %s.",
                           resource_name(resource), resource->kind->api);
}

json_t *distribution_origin_check(struct call *call, char **ret_address)
{
    const json_t *origin = json_object_get(call->input, "origin");
    const struct resource *resource = find(call, origin);
    if (!resource || !check_private(call, resource) || !check_any(call, resource, ret_address))
        return NULL;
    const char *policy = json_string_value(json_object_get(origin, "protocolPolicy")),
               *type = json_string_value(json_object_get(origin, "ipAddressType"));
    const json_t *timeout = json_object_get(origin, "responseTimeout");
    return json_pack("{s:s, s:s, s:s, s:s, s:I, s:s, s:b}", "name", resource_name(resource), "resourceType",
                     resource->kind->api, "regionName",
                     json_string_value(json_object_get(origin, "regionName")), "protocolPolicy",
                     policy ? policy : "http-only", "responseTimeout",
                     timeout ? json_integer_value(timeout) : (json_int_t)DEFAULT_TIMEOUT_S, "ipAddressType",
                     type ? type : "ipv4", "isPrivateOriginAccessEnabled",
                     (int)call_true(call, "enablePrivateOriginAccess"));
}
