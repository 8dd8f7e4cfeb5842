/*
 * disks.c — block storage disks: created, attached, detached, deleted.
 * It must not know instances beyond their state.
 */
#include "api/disks.h"

#include <string.h>

#include "api/add_ons.h"
#include "api/instances.h"
#include "families.h"
#include "operations.h"
#include "regions.h"
#include "tags.h"

enum { SMALLEST_GB = 8, LARGEST_GB = 16384 };

static void set_attached(struct resource *disk, const char *instance, const char *path)
{
    resource_set(disk, "isAttached", json_boolean(instance != NULL));
    resource_set(disk, "attachmentState", json_string(instance ? "attached" : "detached"));
    resource_set(disk, "state", json_string(instance ? "in-use" : "available"));
    if (instance) {
        resource_set(disk, "attachedTo", json_string(instance));
        resource_set(disk, "path", json_string(path));
        return;
    }
    json_object_del(disk->document, "attachedTo");
    json_object_del(disk->document, "path");
    resource_changed(disk);
}

/* The next disk that is attached to an instance; NULL after the last one. */
static struct resource *next_of(const struct region *region, const char *instance_name, size_t *at)
{
    struct resource *disk;
    while ((disk = region_next(region, &disk_kind, at))) {
        const char *owner = resource_string(disk, "attachedTo");
        if (owner && !strcmp(owner, instance_name))
            break;
    }
    return disk;
}

/* The disks in the response of GetInstance; the first element, the system disk, stays. */
static void show_in_instance(struct region *region, const char *instance_name)
{
    struct resource *instance = region_find_kind(region, &instance_kind, instance_name);
    if (!instance)
        return;
    json_t *shown = json_object_get(json_object_get(instance->document, "hardware"), "disks");
    while (json_array_size(shown) > 1)
        json_array_remove(shown, 1);
    const struct resource *disk;
    for (size_t at = 0; (disk = next_of(region, instance_name, &at));)
        json_array_append_new(shown, json_deep_copy(disk->document));
    resource_changed(instance);
}

void disks_detach_all(struct call *call, const struct resource *instance)
{
    struct resource *disk;
    for (size_t at = 0; (disk = next_of(call->region, resource_name(instance), &at));) {
        set_attached(disk, NULL, NULL);
        operation_add_for(call, "DetachDisk", disk, resource_name(instance));
        operation_add_for(call, "DetachDisk", instance, resource_name(disk));
    }
}

static void transition(struct resource *disk, const char *word)
{
    if (!strcmp(word, "available"))
        resource_set(disk, "state", json_string("available"));
    if (!strcmp(word, "add-on"))
        add_ons_finish(disk);
}

bool disk_create(struct call *call, const char *operation, int minimum_gb)
{
    const char *name = call_string(call, "diskName"), *zone = call_string(call, "availabilityZone");
    json_int_t size_gb = json_integer_value(json_object_get(call->input, "sizeInGb"));
    if (!call_check_new_name(call, name))
        return false;
    if (!regions_have_zone(call->region_name, zone))
        return call_fail_input(call,
                               "The Availability Zone is not valid: %s. It must be one of the Region %s.",
                               zone, call->region_name);
    if (size_gb < SMALLEST_GB || size_gb > LARGEST_GB)
        return call_fail_input(call, "sizeInGb must be from %d to %d", SMALLEST_GB, LARGEST_GB);
    if (size_gb < minimum_gb)
        return call_fail_input(call, "sizeInGb must be at least the size of the snapshot, %d", minimum_gb);
    if (!tags_check(call, 0) || !add_ons_check(call))
        return false;
    json_t *members = json_pack("{s:[], s:I, s:b, s:I, s:s, s:b, s:s}", "addOns", "sizeInGb", size_gb,
                                "isSystemDisk", 0, "iops", size_gb * 3 < 100 ? (json_int_t)100 : size_gb * 3,
                                "state", "pending", "isAttached", 0, "attachmentState", "detached");
    struct resource *disk = kind_create(call, &disk_kind, name, zone, name, members);
    add_ons_begin(call, disk, json_object_get(call->input, "addOns"));
    resource_plan(call->region, disk, "available", call->now_ms + call->options->operation_ms);
    operation_add_for(call, operation, disk, NULL);
    return operations_answer(call);
}

static bool create_disk(struct call *call)
{
    return disk_create(call, "CreateDisk", 0);
}

static bool fail_busy(struct call *call, const struct resource *disk)
{
    return call_fail(
        call, FAILURE_OPERATION, "OperationFailure",
        "The disk %s is in the state %s, which does not allow this operation. Please try again in a few "
        "minutes.",
        resource_name(disk), resource_string(disk, "state"));
}

/* Both objects get an operation: one names the disk, the other the instance. */
static bool answer(struct call *call, const char *type, struct resource *disk,
                   const struct resource *instance)
{
    operation_add_for(call, type, disk, resource_name(instance));
    operation_add_for(call, type, instance, resource_name(disk));
    return operations_answer(call);
}

static bool attach_disk(struct call *call)
{
    struct resource *disk = call_find(call, &disk_kind, "diskName");
    struct resource *instance = disk ? instance_find_usable(call, "instanceName") : NULL;
    if (!instance)
        return false;
    const char *path = call_string(call, "diskPath");
    if (call_true(call, "autoMounting"))
        return call_fail_input(call, "autoMounting is for Lightsail for Research resources only");
    if (resource_string(disk, "attachedTo"))
        return call_fail_input(call, "The disk %s is already attached to the instance %s",
                               resource_name(disk), resource_string(disk, "attachedTo"));
    if (strcmp(resource_string(disk, "state"), "available") != 0)
        return fail_busy(call, disk);
    if (strcmp(resource_zone(disk), resource_zone(instance)) != 0)
        return call_fail_input(call, "The disk %s and the instance %s are in different Availability Zones",
                               resource_name(disk), resource_name(instance));
    bool taken = !strcmp(path, "/dev/xvda");
    const struct resource *other;
    for (size_t at = 0; (other = next_of(call->region, resource_name(instance), &at));)
        taken = taken || !strcmp(resource_string(other, "path"), path);
    if (taken)
        return call_fail_input(call, "The disk path %s is already in use on the instance %s", path,
                               resource_name(instance));
    set_attached(disk, resource_name(instance), path);
    show_in_instance(call->region, resource_name(instance));
    return answer(call, "AttachDisk", disk, instance);
}

static bool detach_disk(struct call *call)
{
    struct resource *disk = call_find(call, &disk_kind, "diskName");
    if (!disk)
        return false;
    const char *owner = resource_string(disk, "attachedTo");
    struct resource *instance = owner ? region_find_kind(call->region, &instance_kind, owner) : NULL;
    if (!instance)
        return call_fail_input(call, "The disk %s is not attached to an instance", resource_name(disk));
    if (strcmp(instance_state(instance), "stopped") != 0)
        return call_fail(call, FAILURE_OPERATION, "OperationFailure",
                         "The instance %s must be stopped before its disk %s can be detached", owner,
                         resource_name(disk));
    set_attached(disk, NULL, NULL);
    show_in_instance(call->region, resource_name(instance));
    return answer(call, "DetachDisk", disk, instance);
}

static bool before_delete(struct call *call, struct resource *disk)
{
    if (resource_string(disk, "attachedTo"))
        return call_fail_input(call, "The disk %s is attached to the instance %s. Detach it first.",
                               resource_name(disk), resource_string(disk, "attachedTo"));
    if (add_ons_active(disk) && !call_true(call, "forceDeleteAddOns"))
        return call_fail_input(call,
                               "The disk %s has enabled add-ons: AutoSnapshot. Disable them first, or set "
                               "forceDeleteAddOns.",
                               resource_name(disk));
    return true;
}

const struct kind disk_kind = {
    .api = "Disk",
    .plural = "disks",
    .name_member = "diskName",
    .member = "disk",
    .list_member = "disks",
    .id_prefix = "vol",
    .taggable = true,
    .has_add_ons = true,
    .before_delete = before_delete,
    .delete_takes_time = true,
    .transition = transition,
};

#define DISK REQUIRED("diskName", NAME)

static const struct api disks_api[] = {
    {.name = "CreateDisk",
     .handle = create_disk,
     .input = INPUT(DISK, REQUIRED("availabilityZone", NONEMPTY), REQUIRED("sizeInGb", INTEGER), TAGS,
                    ADD_ONS)},
    {.name = "AttachDisk",
     .handle = attach_disk,
     .input = INPUT(DISK, INSTANCE, REQUIRED("diskPath", NONEMPTY), OPTIONAL("autoMounting", BOOLEAN))},
    {.name = "DetachDisk", .handle = detach_disk, .input = INPUT(DISK)},
    API_DELETE("DeleteDisk", disk_kind, DISK, OPTIONAL("forceDeleteAddOns", BOOLEAN)),
    API_GET("GetDisk", disk_kind, DISK),
    API_LIST("GetDisks", disk_kind),
    {0},
};
const struct family disks_family = {.kinds = {&disk_kind}, .api = disks_api};
