/*
 * static_ips.c — static IPs: allocated, attached, detached, released. It must not know how an instance uses
 * its address; instances.c does.
 */
#include "api/static_ips.h"

#include <string.h>

#include "addresses.h"
#include "api/instances.h"
#include "families.h"
#include "operations.h"

static bool allocate_static_ip(struct call *call)
{
    const char *name = call_string(call, "staticIpName");
    if (!call_check_new_name(call, name))
        return false;
    char address[16];
    address_public(world_next_number(COUNTER_ADDRESSES) - 1, address);
    json_t *members = json_pack("{s:s, s:b}", "ipAddress", address, "isAttached", 0);
    struct resource *static_ip = kind_create(call, &static_ip_kind, name, NULL, address, members);
    operation_add_for(call, "AllocateStaticIp", static_ip, "");
    return operations_answer(call);
}

static bool before_release(struct call *call, struct resource *static_ip)
{
    const char *instance = resource_string(static_ip, "attachedTo");
    return !instance ||
           call_fail_input(call, "The static IP %s is attached to the instance %s. Detach it first.",
                           resource_name(static_ip), instance);
}

/* Both objects get an operation: one names the static IP, the other the instance. */
static bool answer(struct call *call, const char *type, const struct resource *static_ip,
                   const struct resource *instance)
{
    operation_add_for(call, type, static_ip, resource_name(instance));
    operation_add_for(call, type, instance, resource_name(static_ip));
    return operations_answer(call);
}

static bool attach_static_ip(struct call *call)
{
    struct resource *static_ip = call_find(call, &static_ip_kind, "staticIpName");
    struct resource *instance = static_ip ? instance_find_usable(call, "instanceName") : NULL;
    if (!instance)
        return false;
    const char *name = resource_name(static_ip), *other = resource_string(static_ip, "attachedTo");
    if (other)
        return call_fail_input(call,
                               "The static IP %s is already attached to the instance %s. Detach it first.",
                               name, other);
    const char *present = instance_static_ip(instance);
    if (present)
        return call_fail_input(call, "The instance %s already has the static IP %s. Detach it first.",
                               resource_name(instance), present);
    if (!strcmp(resource_string(instance, "ipAddressType"), "ipv6"))
        return call_fail_input(call, "A static IP cannot be attached to the IPv6-only instance %s",
                               resource_name(instance));
    if (strcmp(instance_state(instance), "running") != 0 && strcmp(instance_state(instance), "stopped") != 0)
        return call_fail(call, FAILURE_OPERATION, "OperationFailure",
                         "The instance %s is %s; a static IP is attached to one that is running or stopped",
                         resource_name(instance), instance_state(instance));
    resource_set(static_ip, "attachedTo", json_string(resource_name(instance)));
    resource_set(static_ip, "isAttached", json_true());
    instance_set_static_ip(call, instance, name, resource_string(static_ip, "ipAddress"));
    return answer(call, "AttachStaticIp", static_ip, instance);
}

static bool detach_static_ip(struct call *call)
{
    struct resource *static_ip = call_find(call, &static_ip_kind, "staticIpName");
    if (!static_ip)
        return false;
    const char *attached_to = resource_string(static_ip, "attachedTo");
    struct resource *instance = attached_to ? region_find_kind(call->region, &instance_kind, attached_to)
                                            : NULL;
    if (!instance)
        return call_fail_input(call, "The static IP %s is not attached to an instance",
                               resource_name(static_ip));
    json_object_del(static_ip->document, "attachedTo");
    resource_set(static_ip, "isAttached", json_false());
    instance_set_static_ip(call, instance, NULL, NULL);
    return answer(call, "DetachStaticIp", static_ip, instance);
}

const struct kind static_ip_kind = {
    .api = "StaticIp",
    .plural = "static_ips",
    .name_member = "staticIpName",
    .member = "staticIp",
    .list_member = "staticIps",
    .before_delete = before_release,
    .delete_details = "",
};

#define STATIC_IP REQUIRED("staticIpName", NAME)

static const struct api static_ips_api[] = {
    {.name = "AllocateStaticIp", .handle = allocate_static_ip, .input = INPUT(STATIC_IP)},
    {.name = "AttachStaticIp", .handle = attach_static_ip, .input = INPUT(STATIC_IP, INSTANCE)},
    {.name = "DetachStaticIp", .handle = detach_static_ip, .input = INPUT(STATIC_IP)},
    API_DELETE("ReleaseStaticIp", static_ip_kind, STATIC_IP),
    API_GET("GetStaticIp", static_ip_kind, STATIC_IP),
    API_LIST("GetStaticIps", static_ip_kind),
    {0},
};
const struct family static_ips_family = {.kinds = {&static_ip_kind}, .api = static_ips_api};
