/*
 * mutate.c — changes to the world without a signed call: what another user does in the console. It must not
 * change anything by itself when an operation of the API can do it.
 */
#include "mutate.h"

#include <stdlib.h>
#include <string.h>

#include "api/instances.h"
#include "api/static_ips.h"
#include "call.h"
#include "clock.h"
#include "dispatch.h"
#include "families.h"
#include "memory.h"
#include "mutate_account.h"
#include "mutate_balancers.h"
#include "mutate_buckets.h"
#include "mutate_certificates.h"
#include "mutate_containers.h"
#include "mutate_databases.h"
#include "mutate_disks.h"
#include "mutate_domains.h"
#include "operations.h"
#include "regions.h"
#include "state.h"

struct change {
    struct options options; /* without any time in transition */
    const char *region, *name;
    const json_t *wish;
    char **reason;
};

static bool fail(struct change *change, const char *reason)
{
    *change->reason = memory_copy(reason);
    return false;
}

/* The region, with all due changes applied, and locked. */
static struct region *enter(const struct change *change)
{
    world_lock();
    struct region *region = world_region(change->region);
    region_settle(region, clock_world_ms());
    return region;
}

static void settle(const struct change *change)
{
    enter(change);
    if (world_take_changed() && change->options.state_file)
        state_save(change->options.state_file);
    world_unlock();
}

/* Runs an operation of the API and applies everything that it planned at once. Takes over input. */
static bool run(struct change *change, const char *operation, json_t *input)
{
    const struct api *api = families_find(operation);
    struct call call = {.options = &change->options,
                        .operation = operation,
                        .region_name = change->region,
                        .input = input};
    bool fine = api ? dispatch_run(api, &call)
                    : call_fail(&call, FAILURE_UNKNOWN_OPERATION, NULL, "There is no operation %s",
                                operation);
    if (!fine)
        *change->reason = memory_format("%s: %s", failure_type(call.failure), call.failure_message);
    call_free(&call);
    settle(change);
    return fine;
}

static bool run_on(struct change *change, const char *operation, const char *member)
{
    return run(change, operation, json_pack("{s:s}", member, change->name));
}

static bool stop(struct change *change)
{
    return run_on(change, "StopInstance", "instanceName");
}

static bool start(struct change *change)
{
    return run_on(change, "StartInstance", "instanceName");
}

static bool remove_instance(struct change *change)
{
    return run(change, "DeleteInstance",
               json_pack("{s:s, s:b}", "instanceName", change->name, "forceDeleteAddOns", 1));
}

/*
 * protocol, from_port, to_port, cidrs, ipv6_cidrs, cidr_list_aliases of the request, with the names of the
 * API.
 */
static json_t *make_port(const json_t *wish)
{
    static const char *const names[][2] = {
        {"protocol", "protocol"}, {"from_port", "fromPort"},   {"to_port", "toPort"},
        {"cidrs", "cidrs"},       {"ipv6_cidrs", "ipv6Cidrs"}, {"cidr_list_aliases", "cidrListAliases"}};
    json_t *port = json_object();
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (json_object_get(wish, names[i][0]))
            json_object_set(port, names[i][1], json_object_get(wish, names[i][0]));
    return port;
}

static bool open_port(struct change *change)
{
    return run(change, "OpenInstancePublicPorts",
               json_pack("{s:s, s:o}", "instanceName", change->name, "portInfo", make_port(change->wish)));
}

static bool close_port(struct change *change)
{
    return run(change, "CloseInstancePublicPorts",
               json_pack("{s:s, s:o}", "instanceName", change->name, "portInfo", make_port(change->wish)));
}

static bool set_tag(struct change *change)
{
    json_t *tag = json_object();
    if (!json_is_string(json_object_get(change->wish, "key"))) {
        json_decref(tag);
        return fail(change, "key is missing");
    }
    json_object_set(tag, "key", json_object_get(change->wish, "key"));
    if (json_object_get(change->wish, "value"))
        json_object_set(tag, "value", json_object_get(change->wish, "value"));
    return run(change, "TagResource", json_pack("{s:s, s:[o]}", "resourceName", change->name, "tags", tag));
}

static bool remove_tag(struct change *change)
{
    const char *key = json_string_value(json_object_get(change->wish, "key"));
    if (!key)
        return fail(change, "key is missing");
    return run(change, "UntagResource",
               json_pack("{s:s, s:[s]}", "resourceName", change->name, "tagKeys", key));
}

static bool detach_static_ip(struct change *change)
{
    return run_on(change, "DetachStaticIp", "staticIpName");
}

static bool release_static_ip(struct change *change)
{
    world_lock();
    const struct resource *address = region_find_kind(world_region(change->region), &static_ip_kind,
                                                      change->name);
    bool attached = address && resource_string(address, "attachedTo");
    world_unlock();
    if (attached && !detach_static_ip(change))
        return false;
    return run_on(change, "ReleaseStaticIp", "staticIpName");
}

static bool delete_key_pair(struct change *change)
{
    return run_on(change, "DeleteKeyPair", "keyPairName");
}

/* Deleted, and created again with the same name and bundle: new ARN, new addresses, default firewall. */
static bool rebuild(struct change *change)
{
    world_lock();
    const struct resource *old = region_find_kind(world_region(change->region), &instance_kind, change->name);
    json_t *input = NULL;
    if (old)
        input = json_pack("{s:[s], s:s, s:s, s:s, s:s, s:s, s:O}", "instanceNames", change->name,
                          "availabilityZone", resource_zone(old), "blueprintId",
                          resource_string(old, "blueprintId"), "bundleId", resource_string(old, "bundleId"),
                          "ipAddressType", resource_string(old, "ipAddressType"), "keyPairName",
                          resource_string(old, "sshKeyName"), "tags", json_object_get(old->document, "tags"));
    world_unlock();
    if (!input)
        return fail(change, "there is no such instance");
    if (remove_instance(change))
        return run(change, "CreateInstances", input);
    json_decref(input);
    return false;
}

/* True when value may replace old: the same type; an integer and a real number are both numbers. */
static bool is_same_kind(const json_t *old, const json_t *value)
{
    return !old || json_is_null(value) || json_typeof(old) == json_typeof(value) ||
           (json_is_number(old) && json_is_number(value)) || (json_is_boolean(old) && json_is_boolean(value));
}

/* Sets a member of the document, "state.name" for one inside another; null removes it. Only its type is checked. */
static bool set_member(struct change *change)
{
    const char *path = json_string_value(json_object_get(change->wish, "member"));
    json_t *value = json_object_get(change->wish, "value");
    if (!path || !value)
        return fail(change, "member or value is missing");
    struct resource *resource = region_find(enter(change), change->name);
    json_t *parent = resource && strcmp(path, "name") != 0 ? resource->document : NULL;
    char *copy = memory_copy(path), *rest = copy;
    const char *last = strsep(&rest, ".");
    for (; parent && rest; last = strsep(&rest, "."))
        parent = json_object_get(parent, last);
    bool fine = json_is_object(parent) && is_same_kind(json_object_get(parent, last), value);
    if (fine) {
        if (json_is_null(value))
            json_object_del(parent, last);
        else
            json_object_set(parent, last, value);
        resource_changed(resource);
    }
    free(copy);
    world_unlock();
    settle(change);
    return fine || fail(change, "there is no such resource or member, or it has another type");
}

/* Ends the operations of a resource, or of all, that a fault of the kind "stuck" holds. */
static bool unstick(struct change *change)
{
    const char *name = strcmp(change->name, "*") != 0 ? change->name : NULL;
    struct region *region = enter(change);
    region_unstick(region, name, clock_world_ms());
    operations_unstick(region, name, clock_world_ms());
    world_touch();
    world_unlock();
    settle(change);
    return true;
}

/* Any operation of the API: {"action":"call","operation":...,"input":{...}}. */
static bool call_any(struct change *change)
{
    const char *operation = json_string_value(json_object_get(change->wish, "operation"));
    json_t *input = json_object_get(change->wish, "input");
    if (!operation)
        return fail(change, "operation is missing");
    return run(change, operation, input ? json_deep_copy(input) : json_object());
}

/* What no operation of the API can do. False when it is not such an action; then *ret_fine is unchanged. */
static bool act_otherwise(struct change *change, const char *action, bool *ret_fine)
{
    const char *reason = NULL;
    struct region *region = enter(change);
    bool found = mutate_disks(region, action, change->name, change->wish, &reason) ||
                 mutate_containers(region, action, change->name, change->wish, &reason) ||
                 mutate_databases(region, action, change->name, change->wish, &reason) ||
                 mutate_certificates(region, action, change->name, change->wish, &reason) ||
                 mutate_buckets(region, action, change->name, change->wish, &reason) ||
                 mutate_account(region, action, change->name, change->wish, &reason) ||
                 mutate_balancers(region, action, change->name, change->wish, &reason) ||
                 mutate_domains(action, change->name, change->wish, &reason);
    world_unlock();
    settle(change);
    if (found)
        *ret_fine = !reason || fail(change, reason);
    return found;
}

static const struct {
    const char *name;
    bool (*act)(struct change *change);
} actions[] = {
    {"stop_instance", stop},
    {"start_instance", start},
    {"delete_instance", remove_instance},
    {"rebuild_instance", rebuild},
    {"open_port", open_port},
    {"close_port", close_port},
    {"set_tag", set_tag},
    {"remove_tag", remove_tag},
    {"detach_static_ip", detach_static_ip},
    {"release_static_ip", release_static_ip},
    {"delete_key_pair", delete_key_pair},
    {"set_member", set_member},
    {"unstick", unstick},
    {"call", call_any},
};

bool mutate(const struct options *options, const json_t *wish, char **ret_reason)
{
    const char *action = json_string_value(json_object_get(wish, "action"));
    const char *region = json_string_value(json_object_get(wish, "region"));
    const struct region_row *row = regions_find(region ? region : "ap-northeast-1");
    struct change change = {
        .options = *options,
        .region = row ? row->name : NULL,
        .name = json_string_value(json_object_get(wish, "name")),
        .wish = wish,
        .reason = ret_reason,
    };
    change.options.pending_ms = 0;
    change.options.operation_ms = 0;
    if (!row)
        return fail(&change, "there is no such region");
    if (!action)
        return fail(&change, "action is missing");
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        if (strcmp(actions[i].name, action) != 0)
            continue;
        if (!change.name && actions[i].act != call_any)
            return fail(&change, "name is missing");
        return actions[i].act(&change);
    }
    bool fine = false;
    if (!change.name || !act_otherwise(&change, action, &fine))
        return fail(&change, "there is no such action");
    return fine;
}
