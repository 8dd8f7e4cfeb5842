/*
 * dispatch.c — the table of operations: name, input, handler; and running one call from it.
 * It must not know HTTP, signatures or faults.
 */
#include "dispatch.h"

#include <string.h>

#include "access.h"
#include "active_names.h"
#include "add_ons.h"
#include "catalogue.h"
#include "clock.h"
#include "cost.h"
#include "disks.h"
#include "history.h"
#include "instances.h"
#include "key_pairs.h"
#include "operations.h"
#include "ports.h"
#include "power.h"
#include "shape.h"
#include "snapshots.h"
#include "state.h"
#include "static_ips.h"
#include "tags.h"

/* ---- the inputs, as in the model of 2016-11-28 -------------------------------------------------------------------- */

static const char *const ip_address_types[] = {"dualstack", "ipv4", "ipv6", NULL};
static const char *const add_on_types[] = {"AutoSnapshot", "StopInstanceOnIdle", NULL};
static const char *const protocols[] = {"tcp", "all", "udp", "icmp", "icmpv6", NULL};
static const char *const access_protocols[] = {"ssh", "rdp", NULL};
static const char *const categories[] = {"LfR", NULL};
static const char *const token_uses[] = {"optional", "required", NULL};
static const char *const switches[] = {"disabled", "enabled", NULL};
/* clang-format off */
static const char *const resource_types[] = {
    "ContainerService", "Instance", "StaticIp", "KeyPair", "InstanceSnapshot", "Domain", "PeeredVpc", "LoadBalancer",
    "LoadBalancerTlsCertificate", "Disk", "DiskSnapshot", "RelationalDatabase", "RelationalDatabaseSnapshot",
    "ExportSnapshotRecord", "CloudFormationStackRecord", "Alarm", "ContactMethod", "Distribution", "Certificate",
    "Bucket", NULL};

#define OPTIONAL(n, k) {.name = n, .kind = KIND_##k}
#define REQUIRED(n, k) {.name = n, .kind = KIND_##k, .required = true}
#define WORD(n, w, r) {.name = n, .kind = KIND_WORD, .words = w, .required = r}
#define PARTS(n, k, m, r) {.name = n, .kind = KIND_##k, .members = m, .required = r}
#define PORT(n) {.name = n, .kind = KIND_INTEGER, .minimum = -1, .maximum = 65535}
#define INPUT(...) (const struct member[]){__VA_ARGS__, {0}}
/* clang-format on */

static const struct member nothing[] = {{0}};
static const struct member page[] = {OPTIONAL("pageToken", STRING), {0}};
static const struct member tag[] = {OPTIONAL("key", STRING), OPTIONAL("value", STRING), {0}};
static const struct member auto_snapshot[] = {OPTIONAL("snapshotTimeOfDay", STRING), {0}};
static const struct member stop_on_idle[] = {OPTIONAL("threshold", STRING),
                                             OPTIONAL("duration", STRING),
                                             {0}};
static const struct member add_on[] = {WORD("addOnType", add_on_types, true),
                                       PARTS("autoSnapshotAddOnRequest", STRUCTURE, auto_snapshot, false),
                                       PARTS("stopInstanceOnIdleRequest", STRUCTURE, stop_on_idle, false),
                                       {0}};
static const struct member port[] = {PORT("fromPort"),
                                     PORT("toPort"),
                                     WORD("protocol", protocols, false),
                                     OPTIONAL("cidrs", STRINGS),
                                     OPTIONAL("ipv6Cidrs", STRINGS),
                                     OPTIONAL("cidrListAliases", STRINGS),
                                     {0}};

/* What a read shows, as it was some time ago; the catalogues are never late. */
enum shows { SHOWS_NOW, OF_ONE, OF_MANY };

/* What the simulator does for an operation. */
struct api {
    const char *name;
    enum shows shows;
    bool (*handle)(struct call *call);
    const struct member *input;
    void (*prepare)(struct call *call); /* before the world is locked; may be slow */
};

#define INSTANCE REQUIRED("instanceName", NAME)
#define STATIC_IP REQUIRED("staticIpName", NAME)
#define TAGS PARTS("tags", STRUCTURES, tag, false)
#define ADD_ONS PARTS("addOns", STRUCTURES, add_on, false)

static const struct api table[] = {
    {.name = "CreateInstances",
     .handle = create_instances,
     .input = INPUT(REQUIRED("instanceNames", STRINGS), REQUIRED("availabilityZone", STRING),
                    OPTIONAL("customImageName", NAME), REQUIRED("blueprintId", NONEMPTY),
                    REQUIRED("bundleId", NONEMPTY), OPTIONAL("userData", STRING),
                    OPTIONAL("keyPairName", NAME), TAGS, ADD_ONS,
                    WORD("ipAddressType", ip_address_types, false))},
    {.name = "DeleteInstance",
     .handle = delete_instance,
     .input = INPUT(INSTANCE, OPTIONAL("forceDeleteAddOns", BOOLEAN))},
    {.name = "GetInstance", .shows = OF_ONE, .handle = get_instance, .input = INPUT(INSTANCE)},
    {.name = "GetInstances", .shows = OF_MANY, .handle = get_instances, .input = page},
    {.name = "GetInstanceState", .shows = OF_ONE, .handle = get_instance_state, .input = INPUT(INSTANCE)},
    {.name = "StartInstance", .handle = start_instance, .input = INPUT(INSTANCE)},
    {.name = "StopInstance", .handle = stop_instance, .input = INPUT(INSTANCE, OPTIONAL("force", BOOLEAN))},
    {.name = "RebootInstance", .handle = reboot_instance, .input = INPUT(INSTANCE)},
    {.name = "SetIpAddressType",
     .handle = set_ip_address_type,
     .input = INPUT(WORD("resourceType", resource_types, true), REQUIRED("resourceName", NAME),
                    WORD("ipAddressType", ip_address_types, true), OPTIONAL("acceptBundleUpdate", BOOLEAN))},
    {.name = "UpdateInstanceMetadataOptions",
     .handle = update_instance_metadata_options,
     .input = INPUT(INSTANCE, WORD("httpTokens", token_uses, false), WORD("httpEndpoint", switches, false),
                    OPTIONAL("httpPutResponseHopLimit", INTEGER), WORD("httpProtocolIpv6", switches, false))},
    {.name = "GetInstanceAccessDetails",
     .shows = OF_ONE,
     .handle = get_instance_access_details,
     .input = INPUT(INSTANCE, WORD("protocol", access_protocols, false)),
     .prepare = access_prepare},
    {.name = "GetInstancePortStates",
     .shows = OF_ONE,
     .handle = get_instance_port_states,
     .input = INPUT(INSTANCE)},
    {.name = "PutInstancePublicPorts",
     .handle = put_instance_public_ports,
     .input = INPUT(PARTS("portInfos", STRUCTURES, port, true), INSTANCE)},
    {.name = "OpenInstancePublicPorts",
     .handle = open_instance_public_ports,
     .input = INPUT(PARTS("portInfo", STRUCTURE, port, true), INSTANCE)},
    {.name = "CloseInstancePublicPorts",
     .handle = close_instance_public_ports,
     .input = INPUT(PARTS("portInfo", STRUCTURE, port, true), INSTANCE)},
    {.name = "AllocateStaticIp", .handle = allocate_static_ip, .input = INPUT(STATIC_IP)},
    {.name = "ReleaseStaticIp", .handle = release_static_ip, .input = INPUT(STATIC_IP)},
    {.name = "AttachStaticIp", .handle = attach_static_ip, .input = INPUT(STATIC_IP, INSTANCE)},
    {.name = "DetachStaticIp", .handle = detach_static_ip, .input = INPUT(STATIC_IP)},
    {.name = "GetStaticIp", .shows = OF_ONE, .handle = get_static_ip, .input = INPUT(STATIC_IP)},
    {.name = "GetStaticIps", .shows = OF_MANY, .handle = get_static_ips, .input = page},
    {.name = "CreateKeyPair",
     .handle = create_key_pair,
     .input = INPUT(REQUIRED("keyPairName", NAME), TAGS),
     .prepare = key_pair_prepare},
    {.name = "ImportKeyPair",
     .handle = import_key_pair,
     .input = INPUT(REQUIRED("keyPairName", NAME), REQUIRED("publicKeyBase64", STRING))},
    {.name = "DeleteKeyPair",
     .handle = delete_key_pair,
     .input = INPUT(REQUIRED("keyPairName", NAME), OPTIONAL("expectedFingerprint", STRING)),
     .prepare = key_pair_prepare},
    {.name = "GetKeyPair",
     .shows = OF_ONE,
     .handle = get_key_pair,
     .input = INPUT(REQUIRED("keyPairName", NAME)),
     .prepare = key_pair_prepare},
    {.name = "GetKeyPairs",
     .shows = OF_MANY,
     .handle = get_key_pairs,
     .input = INPUT(OPTIONAL("pageToken", STRING), OPTIONAL("includeDefaultKeyPair", BOOLEAN)),
     .prepare = key_pair_prepare},
    {.name = "DownloadDefaultKeyPair",
     .handle = download_default_key_pair,
     .input = nothing,
     .prepare = key_pair_prepare},
    {.name = "EnableAddOn",
     .handle = enable_add_on,
     .input = INPUT(REQUIRED("resourceName", NAME), PARTS("addOnRequest", STRUCTURE, add_on, true))},
    {.name = "DisableAddOn",
     .handle = disable_add_on,
     .input = INPUT(WORD("addOnType", add_on_types, true), REQUIRED("resourceName", NAME))},
    {.name = "TagResource",
     .handle = tag_resource,
     .input = INPUT(REQUIRED("resourceName", NAME), OPTIONAL("resourceArn", STRING),
                    PARTS("tags", STRUCTURES, tag, true))},
    {.name = "UntagResource",
     .handle = untag_resource,
     .input = INPUT(REQUIRED("resourceName", NAME), OPTIONAL("resourceArn", STRING),
                    REQUIRED("tagKeys", STRINGS))},
    {.name = "GetBundles",
     .handle = get_bundles,
     .input = INPUT(OPTIONAL("includeInactive", BOOLEAN), OPTIONAL("pageToken", STRING),
                    WORD("appCategory", categories, false))},
    {.name = "GetBlueprints",
     .handle = get_blueprints,
     .input = INPUT(OPTIONAL("includeInactive", BOOLEAN), OPTIONAL("pageToken", STRING),
                    WORD("appCategory", categories, false))},
    {.name = "GetRegions",
     .handle = get_regions,
     .input = INPUT(OPTIONAL("includeAvailabilityZones", BOOLEAN),
                    OPTIONAL("includeRelationalDatabaseAvailabilityZones", BOOLEAN))},
    {.name = "GetOperation",
     .shows = OF_ONE,
     .handle = get_operation,
     .input = INPUT(REQUIRED("operationId", NONEMPTY))},
    {.name = "GetOperations", .shows = OF_MANY, .handle = get_operations, .input = page},
    {.name = "GetOperationsForResource",
     .shows = OF_ONE,
     .handle = get_operations_for_resource,
     .input = INPUT(REQUIRED("resourceName", NAME), OPTIONAL("pageToken", STRING))},
    {.name = "GetActiveNames", .shows = OF_MANY, .handle = get_active_names, .input = page},
    {.name = "GetCostEstimate",
     .shows = OF_ONE,
     .handle = get_cost_estimate,
     .input = INPUT(REQUIRED("resourceName", NAME), REQUIRED("startTime", TIME), REQUIRED("endTime", TIME))},
    {.name = "CreateDisk",
     .handle = create_disk,
     .input = INPUT(REQUIRED("diskName", NAME), REQUIRED("availabilityZone", NONEMPTY),
                    REQUIRED("sizeInGb", INTEGER), TAGS, ADD_ONS)},
    {.name = "CreateDiskFromSnapshot",
     .handle = create_disk_from_snapshot,
     .input = INPUT(REQUIRED("diskName", NAME), OPTIONAL("diskSnapshotName", NAME),
                    REQUIRED("availabilityZone", NONEMPTY), REQUIRED("sizeInGb", INTEGER), TAGS, ADD_ONS,
                    OPTIONAL("sourceDiskName", STRING), OPTIONAL("restoreDate", STRING),
                    OPTIONAL("useLatestRestorableAutoSnapshot", BOOLEAN))},
    {.name = "AttachDisk",
     .handle = attach_disk,
     .input = INPUT(REQUIRED("diskName", NAME), INSTANCE, REQUIRED("diskPath", NONEMPTY),
                    OPTIONAL("autoMounting", BOOLEAN))},
    {.name = "DetachDisk", .handle = detach_disk, .input = INPUT(REQUIRED("diskName", NAME))},
    {.name = "DeleteDisk",
     .handle = delete_disk,
     .input = INPUT(REQUIRED("diskName", NAME), OPTIONAL("forceDeleteAddOns", BOOLEAN))},
    {.name = "GetDisk", .shows = OF_ONE, .handle = get_disk, .input = INPUT(REQUIRED("diskName", NAME))},
    {.name = "GetDisks", .shows = OF_MANY, .handle = get_disks, .input = page},
    {.name = "CreateInstanceSnapshot",
     .handle = create_instance_snapshot,
     .input = INPUT(REQUIRED("instanceSnapshotName", NAME), INSTANCE, TAGS)},
    {.name = "GetInstanceSnapshot",
     .shows = OF_ONE,
     .handle = get_instance_snapshot,
     .input = INPUT(REQUIRED("instanceSnapshotName", NAME))},
    {.name = "GetInstanceSnapshots", .shows = OF_MANY, .handle = get_instance_snapshots, .input = page},
    {.name = "DeleteInstanceSnapshot",
     .handle = delete_instance_snapshot,
     .input = INPUT(REQUIRED("instanceSnapshotName", NAME))},
    {.name = "CreateInstancesFromSnapshot",
     .handle = create_instances_from_snapshot,
     .input = INPUT(REQUIRED("instanceNames", STRINGS), OPTIONAL("attachedDiskMapping", MAP),
                    REQUIRED("availabilityZone", STRING), OPTIONAL("instanceSnapshotName", NAME),
                    REQUIRED("bundleId", NONEMPTY), OPTIONAL("userData", STRING),
                    OPTIONAL("keyPairName", NAME), TAGS, ADD_ONS,
                    WORD("ipAddressType", ip_address_types, false), OPTIONAL("sourceInstanceName", STRING),
                    OPTIONAL("restoreDate", STRING), OPTIONAL("useLatestRestorableAutoSnapshot", BOOLEAN))},
    {.name = "CreateDiskSnapshot",
     .handle = create_disk_snapshot,
     .input = INPUT(OPTIONAL("diskName", NAME), REQUIRED("diskSnapshotName", NAME),
                    OPTIONAL("instanceName", NAME), TAGS)},
    {.name = "GetDiskSnapshot",
     .shows = OF_ONE,
     .handle = get_disk_snapshot,
     .input = INPUT(REQUIRED("diskSnapshotName", NAME))},
    {.name = "GetDiskSnapshots", .shows = OF_MANY, .handle = get_disk_snapshots, .input = page},
    {.name = "DeleteDiskSnapshot",
     .handle = delete_disk_snapshot,
     .input = INPUT(REQUIRED("diskSnapshotName", NAME))},
    {.name = "GetAutoSnapshots",
     .shows = OF_ONE,
     .handle = get_auto_snapshots,
     .input = INPUT(REQUIRED("resourceName", NAME))},
    {.name = "DeleteAutoSnapshot",
     .handle = delete_auto_snapshot,
     .input = INPUT(REQUIRED("resourceName", NAME), REQUIRED("date", STRING))},
};
enum { OPERATIONS = sizeof table / sizeof table[0] };

const struct api *dispatch_find(const char *operation)
{
    for (int i = 0; i < OPERATIONS; i++)
        if (!strcmp(table[i].name, operation))
            return &table[i];
    return NULL;
}

const char *dispatch_name(const char *operation)
{
    const struct api *api = dispatch_find(operation);
    return api ? api->name : "Unknown";
}

bool dispatch_is_mutating(const char *operation)
{
    return strncmp(operation, "Get", 3) != 0 && strncmp(operation, "Download", 8) != 0;
}

static void enter(struct call *call)
{
    world_lock();
    call->now_ms = clock_world_ms();
    call->region = world_region(catalogue_region(call->region_name)->name);
    region_settle(call->region, call->now_ms);
}

/* What is accepted and fails later is done to a copy: the answer is as ever, and nothing has happened. */
static bool handle_failing(const struct api *api, struct call *call)
{
    struct region *present = call->region;
    call->region = region_copy(present);
    bool fine = api->handle(call);
    present->operation_count = call->region->operation_count;
    region_discard(call->region);
    call->region = present;
    return fine;
}

/* The same handlers read the past: their region is then one that was. */
static bool handle_read(const struct api *api, struct call *call)
{
    const struct lag *lag = history_lag();
    int64_t late_ms = api->shows == OF_ONE ? lag->get_ms : api->shows == OF_MANY ? lag->list_ms : 0;
    call->seen_ms = call->now_ms - late_ms;
    if (late_ms == 0)
        return api->handle(call);
    struct region *present = call->region;
    call->region = history_open(present, call->seen_ms);
    bool fine = api->handle(call);
    history_close(call->region);
    call->region = present;
    return fine;
}

static bool handle(const struct api *api, struct call *call)
{
    if (call->end == END_FAILED)
        return handle_failing(api, call);
    world_hold(call->end == END_NEVER);
    bool fine = handle_read(api, call);
    world_hold(false);
    return fine;
}

static void leave(struct call *call)
{
    if (world_take_changed() && call->options->state_file)
        state_save(call->options->state_file);
    call->region = NULL;
    world_unlock();
}

bool dispatch_run(const struct api *api, struct call *call)
{
    if (!shape_check(call, api->input, call->input))
        return false;
    if (api->prepare)
        api->prepare(call);
    enter(call);
    bool fine = handle(api, call);
    leave(call);
    if (api->prepare == key_pair_prepare)
        key_pair_discard(call);
    return fine;
}
