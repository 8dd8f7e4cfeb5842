/*
 * instances.c — instances: created, read, deleted, and the changes that other files may make to them. It must
 * not know firewalls, add-ons or tags; it only passes on their part of a request.
 */
#include "api/instances.h"

#include <stdlib.h>
#include <string.h>

#include "addresses.h"
#include "api/add_ons.h"
#include "api/auto_snapshots.h"
#include "api/capacity.h"
#include "api/catalogue.h"
#include "api/contents.h"
#include "api/disks.h"
#include "api/distributions.h"
#include "api/gui_sessions.h"
#include "api/health.h"
#include "api/https_setup.h"
#include "api/key_pairs.h"
#include "api/load_balancers.h"
#include "api/ports.h"
#include "api/static_ips.h"
#include "families.h"
#include "memory.h"
#include "operations.h"
#include "regions.h"
#include "tags.h"

static const struct {
    const char *name;
    int code;
} states[] = {{"pending", 0}, {"running", 16}, {"shutting-down", 32}, {"stopping", 64}, {"stopped", 80}};

const char *instance_state(const struct resource *instance)
{
    return json_string_value(json_object_get(json_object_get(instance->document, "state"), "name"));
}

void instance_set_state(struct resource *instance, const char *state)
{
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        if (!strcmp(states[i].name, state))
            resource_set(instance, "state", json_pack("{s:i, s:s}", "code", states[i].code, "name", state));
}

static bool is_in(const struct resource *instance, const char *state)
{
    return !strcmp(instance_state(instance), state);
}

static bool check_usable(struct call *call, const struct resource *instance)
{
    return !is_in(instance, "shutting-down") ||
           call_fail(call, FAILURE_OPERATION, "OperationFailure",
                     "The instance %s is being deleted. Please try again in a few minutes.",
                     resource_name(instance));
}

struct resource *instance_find_usable(struct call *call, const char *member)
{
    struct resource *instance = call_find(call, &instance_kind, member);
    return instance && check_usable(call, instance) ? instance : NULL;
}

int instance_system_disk_gb(const struct resource *instance)
{
    const json_t *disks = json_object_get(json_object_get(instance->document, "hardware"), "disks");
    return (int)json_integer_value(json_object_get(json_array_get(disks, 0), "sizeInGb"));
}

const char *instance_static_ip(const struct resource *instance)
{
    return json_string_value(json_object_get(instance->hidden, "staticIp"));
}

static bool has_family(const struct resource *instance, bool ipv6)
{
    return strcmp(resource_string(instance, "ipAddressType"), ipv6 ? "ipv4" : "ipv6") != 0;
}

static void give_public_address(struct resource *instance)
{
    if (!has_family(instance, false) || resource_string(instance, "publicIpAddress"))
        return;
    char address[16];
    address_public(world_next_number(COUNTER_ADDRESSES) - 1, address);
    resource_set(instance, "publicIpAddress", json_string(address));
}

static void give_private_addresses(struct resource *instance)
{
    if (!resource_string(instance, "privateIpAddress")) {
        char address[16];
        address_private(instance->sequence, address);
        resource_set(instance, "privateIpAddress", json_string(address));
    }
    json_t *ipv6 = json_object_get(instance->document, "ipv6Addresses");
    if (has_family(instance, true) && json_array_size(ipv6) == 0) {
        char address[40];
        address_ipv6(resource_string(instance, "arn"), address);
        json_array_append_new(ipv6, json_string(address));
        resource_changed(instance);
    }
}

static void take_public_address(struct resource *instance)
{
    if (instance_static_ip(instance))
        return;
    json_object_del(instance->document, "publicIpAddress");
    resource_changed(instance);
}

/* A quarter of the wait after "running", as observed on the service. */
static int64_t public_address_ms(const struct call *call, int64_t running_ms)
{
    return running_ms + call->options->pending_ms / 4;
}

void instance_begin_start(struct call *call, struct resource *instance)
{
    int64_t running_ms = call->now_ms + call->options->pending_ms;
    instance_set_state(instance, "pending");
    resource_plan(call->region, instance, "private-address", call->now_ms + call->options->pending_ms / 2);
    resource_plan(call->region, instance, "running", running_ms);
    resource_plan(call->region, instance, "public-address", public_address_ms(call, running_ms));
    health_begin(call->region, instance, running_ms + call->options->pending_ms);
}

void instance_set_static_ip(struct call *call, struct resource *instance, const char *name,
                            const char *address)
{
    resource_set(instance, "isStaticIp", json_boolean(name != NULL));
    if (name) {
        json_object_set_new(instance->hidden, "staticIp", json_string(name));
        resource_set(instance, "publicIpAddress", json_string(address));
        return;
    }
    json_object_del(instance->hidden, "staticIp");
    take_public_address(instance);
    if (is_in(instance, "running"))
        resource_plan(call->region, instance, "public-address", public_address_ms(call, call->now_ms));
}

static void transition(struct resource *instance, const char *word)
{
    if (!strcmp(word, "private-address"))
        give_private_addresses(instance);
    else if (!strcmp(word, "public-address"))
        give_public_address(instance);
    else if (!strcmp(word, "running"))
        instance_set_state(instance, "running");
    else if (!strcmp(word, "stopped")) {
        instance_set_state(instance, "stopped");
        health_forget(instance);
        take_public_address(instance);
    } else if (!strcmp(word, "metadata")) {
        json_object_set_new(json_object_get(instance->document, "metadataOptions"), "state",
                            json_string("applied"));
        resource_changed(instance);
    } else if (!strcmp(word, "add-on"))
        add_ons_finish(instance);
    else if (!strcmp(word, "auto-snapshot"))
        auto_snapshots_finish(instance);
    else if (!strcmp(word, "checks"))
        resource_changed(instance);
    https_setup_transition(instance, word);
    gui_session_transition(instance, word);
}

/* ---- creation ------------------------------------------------------------------------------------------------- */

struct order {
    const struct bundle *bundle;
    const struct blueprint *blueprint;
    const char *zone, *key_name, *ip_address_type;
};

/* The bundle of the snapshot's source may be one that is no longer sold, or unknown in a stored state. */
static bool check_not_smaller(struct call *call, const struct bundle *bundle, const char *source_id,
                              int source_gb)
{
    const struct bundle *source = source_id ? catalogue_bundle(source_id) : NULL;
    if (bundle->disk_gb < source_gb)
        return call_fail_input(
            call, "The bundle %s is smaller than the source instance: it has a disk of %d GB, not %d",
            bundle->id, bundle->disk_gb, source_gb);
    if (source && bundle->ram_gb < source->ram_gb)
        return call_fail_input(
            call, "The bundle %s is smaller than the source instance: it has %g GB of memory, not %g",
            bundle->id, bundle->ram_gb, source->ram_gb);
    return true;
}

static bool check_bundle(struct call *call, struct order *order, const struct instance_source *source)
{
    const char *id = call_string(call, "bundleId");
    const struct bundle *bundle = catalogue_bundle(id);
    if (!bundle)
        return call_fail_input(call, "The bundle ID is not valid: %s", id);
    if (!bundle->active)
        return call_fail_input(call, "The bundle is no longer available for new instances: %s", id);
    if (bundle->windows != order->blueprint->windows)
        return call_fail_input(call, "The bundle %s does not support the platform of the blueprint %s", id,
                               order->blueprint->id);
    if (bundle->power < order->blueprint->minimum_power)
        return call_fail_input(call,
                               "The blueprint %s requires a bundle with a power of at least %d; %s has %d",
                               order->blueprint->id, order->blueprint->minimum_power, id, bundle->power);
    if (!check_not_smaller(call, bundle, source->bundle_id,
                           (int)json_integer_value(json_object_get(source->contents, "sizeInGb"))))
        return false;
    if (bundle->ipv6_only != !strcmp(order->ip_address_type, "ipv6"))
        return call_fail_input(call, "The bundle %s does not support the IP address type %s", id,
                               order->ip_address_type);
    order->bundle = bundle;
    return true;
}

static bool check_order(struct call *call, const struct instance_source *source, struct order *order)
{
    const char *blueprint_id = source->blueprint_id;
    order->zone = call_string(call, "availabilityZone");
    order->key_name = call_string(call, "keyPairName");
    order->ip_address_type = call_string(call, "ipAddressType") ? call_string(call, "ipAddressType")
                                                                : "dualstack";
    order->blueprint = catalogue_blueprint(blueprint_id);
    if (!regions_have_zone(call->region_name, order->zone))
        return call_fail_input(call,
                               "The Availability Zone is not valid: %s. It must be one of the Region %s.",
                               order->zone, call->region_name);
    if (!order->blueprint)
        return call_fail_input(call, "The blueprint ID is not valid: %s", blueprint_id);
    if (!order->blueprint->active && !strcmp(source->operation, "CreateInstance"))
        return call_fail_input(call, "The blueprint is no longer available for new instances: %s",
                               blueprint_id);
    if (!check_bundle(call, order, source))
        return false;
    if (order->key_name && strcmp(order->key_name, DEFAULT_KEY_NAME) != 0 &&
        !region_find_kind(call->region, &key_pair_kind, order->key_name))
        return call_fail_not_found(call, &key_pair_kind, order->key_name);
    const char *user_data = call_string(call, "userData");
    if (user_data && strlen(user_data) > 16 * 1024)
        return call_fail_input(call, "User data is limited to 16384 bytes");
    return tags_check(call, 0) && add_ons_check(call);
}

static bool check_names(struct call *call, const json_t *names)
{
    if (json_array_size(names) == 0)
        return call_fail_input(call, "At least one instance name is required");
    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        if (!call_check_new_name(call, name))
            return false;
        for (size_t earlier = 0; earlier < i; earlier++)
            if (!strcmp(json_string_value(json_array_get(names, earlier)), name))
                return call_fail(call, FAILURE_INVALID_INPUT, "NameExists",
                                 "Some names are already in use: %s", name);
    }
    return true;
}

static json_t *make_hardware(const char *name, const struct bundle *bundle, int64_t now_ms)
{
    return json_pack("{s:i, s:[{s:f, s:i, s:b, s:i, s:s, s:s, s:s}], s:f}", "cpuCount", bundle->cpus, "disks",
                     "createdAt", (double)now_ms / 1000, "sizeInGb", bundle->disk_gb, "isSystemDisk", 1,
                     "iops", catalogue_disk_iops(bundle), "path", "/dev/xvda", "attachedTo", name,
                     "attachmentState", "attached", "ramSizeInGb", bundle->ram_gb);
}

static struct resource *create(struct call *call, const char *name, const struct order *order,
                               const struct instance_source *source)
{
    json_t *members = json_pack(
        "{s:s, s:s, s:s, s:[], s:b, s:[], s:s, s:o, s:{s:{s:i}, s:o}, s:{s:i, s:s}, "
        "s:s, s:s, s:{s:s, s:s, s:s, s:i, "
        "s:s}}",
        "blueprintId", order->blueprint->id, "blueprintName", order->blueprint->name, "bundleId",
        order->bundle->id, "addOns", "isStaticIp", 0, "ipv6Addresses", "ipAddressType",
        order->ip_address_type, "hardware", make_hardware(name, order->bundle, call->now_ms), "networking",
        "monthlyTransfer", "gbPerMonthAllocated", order->bundle->transfer_gb, "ports",
        ports_default(order->blueprint->windows, order->blueprint->app, order->ip_address_type), "state",
        "code", 0, "name", "pending", "username", order->blueprint->username, "sshKeyName",
        order->key_name ? order->key_name : DEFAULT_KEY_NAME, "metadataOptions", "state", "applied",
        "httpTokens", "optional", "httpEndpoint", "enabled", "httpPutResponseHopLimit", 1, "httpProtocolIpv6",
        "disabled");
    char *id = memory_format("%s/%s/%llu", call->region_name, name,
                             (unsigned long long)world_last_number(COUNTER_THINGS));
    struct resource *instance = kind_create(call, &instance_kind, name, order->zone, id, members);
    free(id);
    if (call_string(call, "userData"))
        json_object_set(instance->hidden, "userData", json_object_get(call->input, "userData"));
    const char *mark = json_string_value(json_object_get(source->contents, "mark"));
    contents_write(instance, mark ? mark : "");
    add_ons_begin(call, instance, json_object_get(call->input, "addOns"));
    instance_begin_start(call, instance);
    return instance;
}

bool instances_create(struct call *call, const struct instance_source *source)
{
    const json_t *names = json_object_get(call->input, "instanceNames");
    struct order order = {0};
    if (!check_names(call, names) || !check_order(call, source, &order))
        return false;
    if (!order.key_name)
        key_pair_need_default(call->region, call->now_ms);
    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        if (capacity_refuses(call, source->operation, name, order.zone, order.bundle->id))
            continue;
        struct resource *instance = create(call, name, &order, source);
        disks_restore(call, instance, json_object_get(source->contents, "disks"),
                      json_array_get(source->disk_names, i));
        operation_add_for(call, source->operation, instance, NULL);
    }
    return operations_answer(call);
}

static bool create_instances(struct call *call)
{
    return instances_create(call, &(struct instance_source){
                                      .operation = "CreateInstance",
                                      .blueprint_id = call_string(call, "blueprintId"),
                                  });
}

/*
 * ---- changes and deletion
 * -------------------------------------------------------------------------------------
 */

/* Its static IP and its disks are detached and kept. */
static bool before_delete(struct call *call, struct resource *instance)
{
    if (!check_usable(call, instance))
        return false;
    if (add_ons_active(instance) && !call_true(call, "forceDeleteAddOns"))
        return call_fail_input(
            call,
            "The instance %s has enabled add-ons: AutoSnapshot. Disable them first, or set "
            "forceDeleteAddOns.",
            resource_name(instance));
    const char *address_name = instance_static_ip(instance);
    struct resource *address = address_name ? region_find_kind(call->region, &static_ip_kind, address_name)
                                            : NULL;
    if (address) {
        json_object_del(address->document, "attachedTo");
        resource_set(address, "isAttached", json_false());
    }
    disks_detach_all(call, instance);
    json_object_del(instance->hidden, "staticIp");
    resource_set(instance, "isStaticIp", json_false());
    resource_unplan_all(instance);
    instance_set_state(instance, "shutting-down");
    return true;
}

static bool get_instance_state(struct call *call)
{
    struct resource *instance = call_find(call, &instance_kind, "instanceName");
    if (!instance)
        return false;
    text_add(&call->out, "{\"state\":");
    text_add_json_value(&call->out, json_object_get(instance->document, "state"));
    text_add(&call->out, "}");
    return true;
}

/* From and to "ipv6" the bundle changes, too: it has its own bundles. */
static bool change_family(struct call *call, struct resource *instance, bool ipv6_only)
{
    const char *old_id = resource_string(instance, "bundleId");
    const struct bundle *old = catalogue_bundle(old_id);
    const struct bundle *bundle = old ? catalogue_bundle_sibling(old, ipv6_only) : NULL;
    if (!call_true(call, "acceptBundleUpdate"))
        return call_fail_input(call,
                               "The bundle of the instance %s changes with this IP address type. Set "
                               "acceptBundleUpdate to accept it.",
                               resource_name(instance));
    if (!bundle)
        return call_fail_input(call, "There is no bundle for this IP address type like %s", old_id);
    if (ipv6_only && instance_static_ip(instance))
        return call_fail_input(call, "Detach the static IP from the instance %s first",
                               resource_name(instance));
    resource_set(instance, "bundleId", json_string(bundle->id));
    return true;
}

static bool set_ip_address_type(struct call *call)
{
    const char *name = call_string(call, "resourceName"), *wanted = call_string(call, "ipAddressType");
    if (!strcmp(call_string(call, "resourceType"), load_balancer_kind.api))
        return load_balancer_set_ip_address_type(call);
    if (!strcmp(call_string(call, "resourceType"), distribution_kind.api))
        return distribution_set_ip_address_type(call);
    if (strcmp(call_string(call, "resourceType"), "Instance") != 0)
        return call_fail(call, FAILURE_NOT_FOUND, "DoesNotExist", "The %s does not exist: %s",
                         call_string(call, "resourceType"), name);
    struct resource *instance = instance_find_usable(call, "resourceName");
    if (!instance)
        return false;
    const char *old = resource_string(instance, "ipAddressType");
    bool same = !strcmp(old, wanted), was_only = !strcmp(old, "ipv6"), only = !strcmp(wanted, "ipv6");
    if (was_only != only && !change_family(call, instance, only))
        return false;
    if (!same) {
        resource_set(instance, "ipAddressType", json_string(wanted));
        if (!has_family(instance, true))
            resource_set(instance, "ipv6Addresses", json_array());
        if (!has_family(instance, false))
            take_public_address(instance);
        resource_plan(call->region, instance, "private-address", call->now_ms);
        if (is_in(instance, "running"))
            resource_plan(call->region, instance, "public-address", public_address_ms(call, call->now_ms));
    }
    operation_add_for(call, "SetIpAddressType", instance, wanted);
    return operations_answer(call);
}

static bool update_instance_metadata_options(struct call *call)
{
    struct resource *instance = instance_find_usable(call, "instanceName");
    if (!instance)
        return false;
    const json_t *limit = json_object_get(call->input, "httpPutResponseHopLimit");
    if (json_is_integer(limit) && (json_integer_value(limit) < 1 || json_integer_value(limit) > 64))
        return call_fail_input(call, "httpPutResponseHopLimit must be from 1 to 64");
    const char *ipv6 = call_string(call, "httpProtocolIpv6");
    if (ipv6 && !strcmp(ipv6, "enabled") && strcmp(call->region_name, "eu-north-1") != 0)
        return call_fail_input(call, "httpProtocolIpv6 is available only in the Region eu-north-1");
    json_t *options = json_object_get(instance->document, "metadataOptions");
    static const char *const members[] = {"httpTokens", "httpEndpoint", "httpPutResponseHopLimit",
                                          "httpProtocolIpv6"};
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        json_t *value = json_object_get(call->input, members[i]);
        if (value && !json_is_null(value))
            json_object_set(options, members[i], value);
    }
    /* Source: UpdateInstanceMetadataOptionsRequest$httpTokens, "If the parameter is not specified". */
    if (!call_string(call, "httpTokens"))
        json_object_set_new(options, "httpTokens", json_string("optional"));
    json_object_set_new(options, "state", json_string("pending"));
    resource_changed(instance);
    resource_plan(call->region, instance, "metadata", call->now_ms + call->options->operation_ms);
    operation_add_for(call, "UpdateInstanceMetadataOptions", instance, NULL);
    return operation_answer(call);
}

/* ---- the tables --------------------------------------------------------------------------------------------------- */

const struct kind instance_kind = {
    .api = "Instance",
    .plural = "instances",
    .name_member = "instanceName",
    .member = "instance",
    .list_member = "instances",
    .id_prefix = "i",
    .taggable = true,
    .has_add_ons = true,
    .before_delete = before_delete,
    .delete_takes_time = true,
    .print_more = health_print,
    .transition = transition,
};

const char *const ip_address_types[] = {"dualstack", "ipv4", "ipv6", NULL};
static const char *const token_uses[] = {"optional", "required", NULL};
static const char *const switches[] = {"disabled", "enabled", NULL};
/* clang-format off */
static const char *const resource_types[] = {
    "ContainerService", "Instance", "StaticIp", "KeyPair", "InstanceSnapshot", "Domain", "PeeredVpc", "LoadBalancer",
    "LoadBalancerTlsCertificate", "Disk", "DiskSnapshot", "RelationalDatabase", "RelationalDatabaseSnapshot",
    "ExportSnapshotRecord", "CloudFormationStackRecord", "Alarm", "ContactMethod", "Distribution", "Certificate",
    "Bucket", "Subdomain", NULL};
/* clang-format on */

static const struct api instances_api[] = {
    {.name = "CreateInstances",
     .handle = create_instances,
     .input = INPUT(REQUIRED("instanceNames", STRINGS), REQUIRED("availabilityZone", STRING),
                    OPTIONAL("customImageName", NAME), REQUIRED("blueprintId", NONEMPTY),
                    REQUIRED("bundleId", NONEMPTY), OPTIONAL("userData", STRING),
                    OPTIONAL("keyPairName", NAME), TAGS, ADD_ONS,
                    WORD("ipAddressType", ip_address_types, false))},
    API_DELETE("DeleteInstance", instance_kind, INSTANCE, OPTIONAL("forceDeleteAddOns", BOOLEAN)),
    {.name = "GetInstance",
     .shows = OF_ONE,
     .handle = kind_get,
     .kind = &instance_kind,
     .input = INPUT(INSTANCE, HEALTH)},
    {.name = "GetInstances",
     .shows = OF_MANY,
     .handle = kind_list,
     .kind = &instance_kind,
     .input = INPUT(OPTIONAL("pageToken", STRING), HEALTH)},
    {.name = "GetInstanceState", .shows = OF_ONE, .handle = get_instance_state, .input = INPUT(INSTANCE)},
    {.name = "SetIpAddressType",
     .handle = set_ip_address_type,
     .input = INPUT(WORD("resourceType", resource_types, true), REQUIRED("resourceName", NAME),
                    WORD("ipAddressType", ip_address_types, true), OPTIONAL("acceptBundleUpdate", BOOLEAN))},
    {.name = "UpdateInstanceMetadataOptions",
     .handle = update_instance_metadata_options,
     .input = INPUT(INSTANCE, WORD("httpTokens", token_uses, false), WORD("httpEndpoint", switches, false),
                    OPTIONAL("httpPutResponseHopLimit", INTEGER), WORD("httpProtocolIpv6", switches, false))},
    {0},
};
const struct family instances_family = {.kinds = {&instance_kind}, .api = instances_api};
