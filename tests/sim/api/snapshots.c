/*
 * snapshots.c — manual snapshots of instances and disks: created, read, deleted. It must not know what is
 * created from them.
 */
#include "api/snapshots.h"

#include <string.h>

#include "api/auto_snapshots.h"
#include "api/contents.h"
#include "api/disks.h"
#include "api/instances.h"
#include "families.h"
#include "operations.h"
#include "tags.h"

static const char *complete_word(const struct resource *snapshot)
{
    return snapshot->kind == &instance_snapshot_kind ? "available" : "completed";
}

bool snapshot_is_complete(const struct resource *snapshot)
{
    return !strcmp(resource_string(snapshot, "state"), complete_word(snapshot));
}

static void transition(struct resource *snapshot, const char *word)
{
    if (strcmp(word, "ready") != 0)
        return;
    resource_set(snapshot, "state", json_string(complete_word(snapshot)));
    if (snapshot->kind == &disk_snapshot_kind)
        resource_set(snapshot, "progress", json_string("100%"));
}

struct resource *snapshot_begin(struct call *call, const struct kind *kind, const char *name,
                                json_t *contents, bool is_automatic)
{
    /* The progress of an instance's is null. Source: InstanceSnapshot$progress. */
    json_t *members = json_pack("{s:s, s:s?, s:b, s:O}", "state", "pending", "progress",
                                kind == &disk_snapshot_kind ? "0%" : NULL, "isFromAutoSnapshot", is_automatic,
                                "sizeInGb", json_object_get(contents, "sizeInGb"));
    struct resource *snapshot = kind_create(call, kind, name, NULL, name, members);
    contents_store(snapshot, contents);
    resource_plan(call->region, snapshot, "ready", call->now_ms + call->options->operation_ms);
    return snapshot;
}

static void set_string(struct resource *snapshot, const char *member, const struct resource *source,
                       const char *from)
{
    resource_set(snapshot, member, json_string(resource_string(source, from)));
}

/* A snapshot of an instance shows its attached disks as they were. */
static void set_instance(struct resource *snapshot, const struct resource *instance)
{
    json_t *attached = json_deep_copy(
        json_object_get(json_object_get(instance->document, "hardware"), "disks"));
    json_array_remove(attached, 0);
    resource_set(snapshot, "fromAttachedDisks", attached);
    set_string(snapshot, "fromBlueprintId", instance, "blueprintId");
    set_string(snapshot, "fromBundleId", instance, "bundleId");
}

void snapshot_set_source(struct resource *snapshot, const struct resource *source)
{
    bool of_instance = source->kind == &instance_kind;
    if (snapshot->kind == &instance_snapshot_kind)
        set_instance(snapshot, source);
    set_string(snapshot, of_instance ? "fromInstanceName" : "fromDiskName", source, "name");
    set_string(snapshot, of_instance ? "fromInstanceArn" : "fromDiskArn", source, "arn");
}

void snapshot_copy_source(struct resource *snapshot, const struct resource *other)
{
    const char *member;
    json_t *value;
    json_object_foreach (other->document, member, value)
        if (!strncmp(member, "from", 4))
            resource_set(snapshot, member, json_deep_copy(value));
}

/* Both objects get an operation: one names the snapshot, the other its source. */
static bool answer(struct call *call, const char *type, struct resource *snapshot,
                   const struct resource *source)
{
    snapshot_set_source(snapshot, source);
    operation_add_for(call, type, snapshot, resource_name(source));
    operation_add_for(call, type, source, resource_name(snapshot));
    return operations_answer(call);
}

static bool fail_busy(struct call *call, const struct resource *source, const char *state)
{
    return call_fail(call, FAILURE_OPERATION, "OperationFailure",
                     "The %s %s is in the state %s. Please try again in a few minutes.",
                     source->kind == &instance_kind ? "instance" : "disk", resource_name(source), state);
}

static bool check_source(struct call *call, const struct resource *source)
{
    bool of_instance = source->kind == &instance_kind;
    const char *state = of_instance ? instance_state(source) : resource_string(source, "state");
    if (strcmp(state, of_instance ? "running" : "available") != 0 &&
        strcmp(state, of_instance ? "stopped" : "in-use") != 0)
        return fail_busy(call, source, state);
    return auto_snapshots_check_idle(call, source);
}

static bool create_instance_snapshot(struct call *call)
{
    struct resource *instance = instance_find_usable(call, "instanceName");
    const char *name = call_string(call, "instanceSnapshotName");
    if (!instance || !call_check_new_name(call, name) || !tags_check(call, 0) ||
        !check_source(call, instance))
        return false;
    json_t *contents = contents_take(call->region, instance);
    return answer(call, "CreateInstanceSnapshot",
                  snapshot_begin(call, &instance_snapshot_kind, name, contents, false), instance);
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
    if (!source || !call_check_new_name(call, name) || !tags_check(call, 0) || !check_source(call, source))
        return false;
    json_t *contents = contents_take(call->region, source);
    json_object_del(contents, "disks");
    return answer(call, "CreateDiskSnapshot",
                  snapshot_begin(call, &disk_snapshot_kind, name, contents, false), source);
}

const struct kind instance_snapshot_kind = {
    .api = "InstanceSnapshot",
    .plural = "instance_snapshots",
    .name_member = "instanceSnapshotName",
    .member = "instanceSnapshot",
    .list_member = "instanceSnapshots",
    .id_prefix = "ami",
    .taggable = true,
    .delete_is_done = true,
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
    .delete_is_done = true,
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
    {.name = "CreateDiskSnapshot",
     .handle = create_disk_snapshot,
     .input = INPUT(OPTIONAL("diskName", NAME), DISK_SNAPSHOT, OPTIONAL("instanceName", NAME), TAGS)},
    API_DELETE("DeleteDiskSnapshot", disk_snapshot_kind, DISK_SNAPSHOT),
    API_GET("GetDiskSnapshot", disk_snapshot_kind, DISK_SNAPSHOT),
    API_LIST("GetDiskSnapshots", disk_snapshot_kind),
    {0},
};
const struct family snapshots_family = {
    .kinds = {&instance_snapshot_kind, &disk_snapshot_kind},
    .api = snapshots_api,
};
