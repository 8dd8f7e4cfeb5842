/*
 * snapshots.c — snapshots of instances and disks, and instances and disks created from them. It must not know
 * how an instance or a disk is created; instances.c and disks.c do.
 */
#include "api/snapshots.h"

#include <stdlib.h>
#include <string.h>

#include "api/add_ons.h"
#include "api/disks.h"
#include "api/instances.h"
#include "families.h"
#include "memory.h"
#include "operations.h"
#include "tags.h"

static void transition(struct resource *snapshot, const char *word)
{
    if (strcmp(word, "ready") != 0)
        return;
    bool of_instance = snapshot->kind == &instance_snapshot_kind;
    resource_set(snapshot, "state", json_string(of_instance ? "available" : "completed"));
    if (!of_instance)
        resource_set(snapshot, "progress", json_string("100%"));
}

static struct resource *begin(struct call *call, const struct kind *kind, const char *name)
{
    bool of_instance = kind ==
                       &instance_snapshot_kind; /* its progress is null. Source: InstanceSnapshot$progress */
    json_t *members = json_pack("{s:s, s:s?, s:b}", "state", "pending", "progress", of_instance ? NULL : "0%",
                                "isFromAutoSnapshot", 0);
    struct resource *snapshot = kind_create(call, kind, name, NULL, name, members);
    resource_plan(call->region, snapshot, "ready", call->now_ms + call->options->operation_ms);
    return snapshot;
}

/* Both objects get an operation: one names the snapshot, the other its source. */
static bool answer(struct call *call, const char *type, const struct resource *snapshot,
                   const struct resource *source)
{
    operation_add_for(call, type, snapshot, resource_name(source));
    operation_add_for(call, type, source, resource_name(snapshot));
    return operations_answer(call);
}

static json_t *system_disk_size(const struct resource *instance)
{
    const json_t *disks = json_object_get(json_object_get(instance->document, "hardware"), "disks");
    return json_object_get(json_array_get(disks, 0), "sizeInGb");
}

static bool create_instance_snapshot(struct call *call)
{
    struct resource *instance = instance_find_usable(call, "instanceName");
    const char *name = call_string(call, "instanceSnapshotName");
    if (!instance || !call_check_new_name(call, name) || !tags_check(call, 0))
        return false;
    if (strcmp(instance_state(instance), "running") != 0 && strcmp(instance_state(instance), "stopped") != 0)
        return call_fail(call, FAILURE_OPERATION, "OperationFailure",
                         "The instance %s is in the state %s. Please try again in a few minutes.",
                         resource_name(instance), instance_state(instance));
    struct resource *snapshot = begin(call, &instance_snapshot_kind, name);
    json_t *attached = json_deep_copy(
        json_object_get(json_object_get(instance->document, "hardware"), "disks"));
    json_array_remove(attached, 0);
    resource_set(snapshot, "fromAttachedDisks", attached);
    static const char *const copied[][2] = {{"fromInstanceName", "name"},
                                            {"fromInstanceArn", "arn"},
                                            {"fromBlueprintId", "blueprintId"},
                                            {"fromBundleId", "bundleId"}};
    for (size_t i = 0; i < sizeof copied / sizeof copied[0]; i++)
        resource_set(snapshot, copied[i][0], json_string(resource_string(instance, copied[i][1])));
    resource_set(snapshot, "sizeInGb", json_incref(system_disk_size(instance)));
    return answer(call, "CreateInstanceSnapshot", snapshot, instance);
}

/*
 * The source of the new object: a snapshot with a name, or an automatic one of a resource that still exists.
 */
struct origin {
    const char *blueprint_id; /* NULL for a disk */
    int size_gb;
};

static struct resource *find_source(struct call *call, const char *member)
{
    const char *name = call_string(call, member);
    struct resource *source = region_find(call->region, name);
    if (source && source->kind->has_add_ons)
        return source;
    call_fail_not_found(call, &instance_kind, name);
    return NULL;
}

static bool find_automatic(struct call *call, const char *source_member, struct origin *ret)
{
    struct resource *source = find_source(call, source_member);
    if (!source)
        return false;
    const char *date = call_string(call, "restoreDate");
    bool latest = call_true(call, "useLatestRestorableAutoSnapshot");
    if (latest == (date != NULL))
        return call_fail_input(call,
                               "Exactly one of restoreDate and useLatestRestorableAutoSnapshot is required");
    const json_t *taken = json_object_get(source->hidden, "autoSnapshots");
    bool found = latest && json_array_size(taken) > 0;
    for (size_t i = 0; date && i < json_array_size(taken); i++)
        found = found || !strcmp(json_string_value(json_object_get(json_array_get(taken, i), "date")), date);
    if (!found)
        return call_fail(call, FAILURE_NOT_FOUND, "DoesNotExist", "The AutoSnapshot does not exist: %s of %s",
                         latest ? "the latest" : date, resource_name(source));
    const json_t *size = source->kind == &disk_kind ? json_object_get(source->document, "sizeInGb")
                                                    : system_disk_size(source);
    *ret = (struct origin){resource_string(source, "blueprintId"), (int)json_integer_value(size)};
    return true;
}

static bool find_origin(struct call *call, const struct kind *kind, const char *member,
                        const char *source_member, struct origin *ret)
{
    bool named = call_string(call, member) != NULL;
    if (named == (call_string(call, source_member) != NULL))
        return call_fail_input(call, "Exactly one of %s and %s is required", member, source_member);
    if (!named)
        return find_automatic(call, source_member, ret);
    struct resource *snapshot = call_find(call, kind, member);
    if (!snapshot)
        return false;
    if (!strcmp(resource_string(snapshot, "state"), "pending"))
        return call_fail(call, FAILURE_OPERATION, "OperationFailure",
                         "The snapshot %s is not ready. Please try again in a few minutes.",
                         resource_name(snapshot));
    *ret = (struct origin){resource_string(snapshot, "fromBlueprintId"),
                           (int)json_integer_value(json_object_get(snapshot->document, "sizeInGb"))};
    return true;
}

static bool create_instances_from_snapshot(struct call *call)
{
    struct origin origin = {0};
    if (!find_origin(call, &instance_snapshot_kind, "instanceSnapshotName", "sourceInstanceName", &origin))
        return false;
    if (!origin.blueprint_id)
        return call_fail_input(call, "The source is not an instance");
    return instances_create(call, &(struct instance_source){
                                      .operation = "CreateInstancesFromSnapshot",
                                      .blueprint_id = origin.blueprint_id,
                                      .minimum_disk_gb = origin.size_gb,
                                  });
}

/* Of a disk, or of the system disk of an instance. */
static bool create_disk_snapshot(struct call *call)
{
    const char *name = call_string(call, "diskSnapshotName");
    bool of_disk = call_string(call, "diskName") != NULL;
    if (of_disk == (call_string(call, "instanceName") != NULL))
        return call_fail_input(call, "Exactly one of diskName and instanceName is required");
    struct resource *source = of_disk ? call_find(call, &disk_kind, "diskName")
                                      : instance_find_usable(call, "instanceName");
    if (!source || !call_check_new_name(call, name) || !tags_check(call, 0))
        return false;
    struct resource *snapshot = begin(call, &disk_snapshot_kind, name);
    json_t *size = of_disk ? json_object_get(source->document, "sizeInGb") : system_disk_size(source);
    resource_set(snapshot, "sizeInGb", json_incref(size));
    resource_set(snapshot, of_disk ? "fromDiskName" : "fromInstanceName", json_string(resource_name(source)));
    resource_set(snapshot, of_disk ? "fromDiskArn" : "fromInstanceArn",
                 json_string(resource_string(source, "arn")));
    return answer(call, "CreateDiskSnapshot", snapshot, source);
}

static bool create_disk_from_snapshot(struct call *call)
{
    struct origin origin = {0};
    return find_origin(call, &disk_snapshot_kind, "diskSnapshotName", "sourceDiskName", &origin) &&
           disk_create(call, "CreateDiskFromSnapshot", origin.size_gb);
}

/*
 * ---- automatic snapshots: the simulator has no nights, so /_sim/mutate takes them
 * ---------------------------------
 */

static json_t *automatic_of(struct resource *source)
{
    json_t *taken = json_object_get(source->hidden, "autoSnapshots");
    if (!taken) {
        taken = json_array();
        json_object_set_new(source->hidden, "autoSnapshots", taken);
    }
    return taken;
}

bool auto_snapshot_take(struct resource *source, const char *date, int64_t now_ms)
{
    if (!source->kind->has_add_ons)
        return false;
    /* The newest comes first, as in the service's responses. */
    json_array_insert_new(automatic_of(source), 0,
                          json_pack("{s:s, s:f, s:s, s:[]}", "date", date, "createdAt", (double)now_ms / 1000,
                                    "status", "Success", "fromAttachedDisks"));
    resource_changed(source);
    return true;
}

static bool get_auto_snapshots(struct call *call)
{
    struct resource *source = find_source(call, "resourceName");
    if (!source)
        return false;
    text_add(&call->out, "{\"resourceName\":");
    text_add_json(&call->out, resource_name(source));
    text_format(&call->out, ",\"resourceType\":\"%s\",\"autoSnapshots\":", source->kind->api);
    text_add_json_value(&call->out, automatic_of(source));
    text_add(&call->out, "}");
    return true;
}

static bool delete_auto_snapshot(struct call *call)
{
    struct resource *source = find_source(call, "resourceName");
    if (!source)
        return false;
    const char *date = call_string(call, "date");
    json_t *taken = automatic_of(source);
    for (size_t i = 0; i < json_array_size(taken); i++) {
        if (strcmp(json_string_value(json_object_get(json_array_get(taken, i), "date")), date) != 0)
            continue;
        json_array_remove(taken, i);
        resource_changed(source);
        char *details = memory_format("DeleteAutoSnapshot-%s", date);
        operation_add_for(call, "DeleteAutoSnapshot", source, details);
        free(details);
        return operations_answer(call);
    }
    return call_fail(call, FAILURE_NOT_FOUND, "DoesNotExist", "The AutoSnapshot does not exist: %s of %s",
                     date, resource_name(source));
}

/* ---- the tables --------------------------------------------------------------------------------------------------- */

const struct kind instance_snapshot_kind = {
    .api = "InstanceSnapshot",
    .plural = "instance_snapshots",
    .name_member = "instanceSnapshotName",
    .member = "instanceSnapshot",
    .list_member = "instanceSnapshots",
    .id_prefix = "ami",
    .taggable = true,
    .transition = transition,
};

const struct kind disk_snapshot_kind = {
    .api = "DiskSnapshot",
    .plural = "disk_snapshots",
    .name_member = "diskSnapshotName",
    .member = "diskSnapshot",
    .list_member = "diskSnapshots",
    .id_prefix = "snap",
    .taggable = true,
    .transition = transition,
};

#define INSTANCE_SNAPSHOT REQUIRED("instanceSnapshotName", NAME)
#define DISK_SNAPSHOT REQUIRED("diskSnapshotName", NAME)

static const struct api snapshots_api[] = {
    {.name = "CreateInstanceSnapshot",
     .handle = create_instance_snapshot,
     .input = INPUT(INSTANCE_SNAPSHOT, INSTANCE, TAGS)},
    API_DELETE("DeleteInstanceSnapshot", instance_snapshot_kind, INSTANCE_SNAPSHOT),
    API_GET("GetInstanceSnapshot", instance_snapshot_kind, INSTANCE_SNAPSHOT),
    API_LIST("GetInstanceSnapshots", instance_snapshot_kind),
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
     .input = INPUT(OPTIONAL("diskName", NAME), DISK_SNAPSHOT, OPTIONAL("instanceName", NAME), TAGS)},
    API_DELETE("DeleteDiskSnapshot", disk_snapshot_kind, DISK_SNAPSHOT),
    API_GET("GetDiskSnapshot", disk_snapshot_kind, DISK_SNAPSHOT),
    API_LIST("GetDiskSnapshots", disk_snapshot_kind),
    {.name = "CreateDiskFromSnapshot",
     .handle = create_disk_from_snapshot,
     .input = INPUT(REQUIRED("diskName", NAME), OPTIONAL("diskSnapshotName", NAME),
                    REQUIRED("availabilityZone", NONEMPTY), REQUIRED("sizeInGb", INTEGER), TAGS, ADD_ONS,
                    OPTIONAL("sourceDiskName", STRING), OPTIONAL("restoreDate", STRING),
                    OPTIONAL("useLatestRestorableAutoSnapshot", BOOLEAN))},
    {.name = "GetAutoSnapshots",
     .shows = OF_ONE,
     .handle = get_auto_snapshots,
     .input = INPUT(REQUIRED("resourceName", NAME))},
    {.name = "DeleteAutoSnapshot",
     .handle = delete_auto_snapshot,
     .input = INPUT(REQUIRED("resourceName", NAME), REQUIRED("date", STRING))},
    {0},
};
const struct family snapshots_family = {
    .kinds = {&instance_snapshot_kind, &disk_snapshot_kind},
    .api = snapshots_api,
};
