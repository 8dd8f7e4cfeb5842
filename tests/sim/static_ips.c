/*
 * static_ips.c — addresses that stay: allocated, attached, detached, released.
 * It must not know what an instance does with its address; instances.c does.
 */
#include "static_ips.h"

#include <stdlib.h>
#include <string.h>

#include "addresses.h"
#include "instances.h"
#include "operations.h"

bool allocate_static_ip(struct call *call)
{
    const char *name = call_string(call, "staticIpName");
    if (!call_check_new_name(call, name))
        return false;
    char address[16];
    address_public(world_next_number(COUNTER_ADDRESSES) - 1, address);
    struct resource *static_ip = resource_create(call->region, RESOURCE_STATIC_IP, name, NULL, address,
                                                 call->now_ms);
    resource_set(static_ip, "ipAddress", json_string(address));
    resource_set(static_ip, "isAttached", json_false());
    operation_add_for(call, "AllocateStaticIp", static_ip, "");
    return operations_answer(call);
}

bool release_static_ip(struct call *call)
{
    struct resource *static_ip = call_find(call, RESOURCE_STATIC_IP, "staticIpName");
    if (!static_ip)
        return false;
    const char *instance = resource_string(static_ip, "attachedTo");
    if (instance)
        return call_fail_input(call, "The static IP %s is attached to the instance %s. Detach it first.",
                               resource_name(static_ip), instance);
    operation_add_for(call, "ReleaseStaticIp", static_ip, "");
    resource_delete(call->region, static_ip);
    return operations_answer(call);
}

/* Both sides report: one operation names the address, the other the instance. */
static bool answer(struct call *call, const char *type, const struct resource *static_ip,
                   const struct resource *instance)
{
    operation_add_for(call, type, static_ip, resource_name(instance));
    operation_add_for(call, type, instance, resource_name(static_ip));
    return operations_answer(call);
}

bool attach_static_ip(struct call *call)
{
    struct resource *static_ip = call_find(call, RESOURCE_STATIC_IP, "staticIpName");
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

bool detach_static_ip(struct call *call)
{
    struct resource *static_ip = call_find(call, RESOURCE_STATIC_IP, "staticIpName");
    if (!static_ip)
        return false;
    const char *attached_to = resource_string(static_ip, "attachedTo");
    struct resource *instance = attached_to ? region_find_type(call->region, RESOURCE_INSTANCE, attached_to)
                                            : NULL;
    if (!instance)
        return call_fail_input(call, "The static IP %s is not attached to an instance",
                               resource_name(static_ip));
    json_object_del(static_ip->document, "attachedTo");
    resource_set(static_ip, "isAttached", json_false());
    instance_set_static_ip(call, instance, NULL, NULL);
    return answer(call, "DetachStaticIp", static_ip, instance);
}

bool get_static_ip(struct call *call)
{
    struct resource *static_ip = call_find(call, RESOURCE_STATIC_IP, "staticIpName");
    if (!static_ip)
        return false;
    call_answer_resource(call, "staticIp", static_ip);
    return true;
}

bool get_static_ips(struct call *call)
{
    return call_list_resources(call, RESOURCE_STATIC_IP, "staticIps");
}
