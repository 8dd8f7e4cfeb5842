/*
 * disks.c — block storage disks: created, attached, detached, deleted.
 * It must not know instances beyond their state.
 */
#include "api/disks.h"

#include <string.h>

#include "api/add_ons.h"
#include "api/auto_snapshots.h"
#include "api/contents.h"
#include "api/instances.h"
#include "families.h"
#include "operations.h"
#include "regions.h"
#include "tags.h"

/* Sources: the guide, "Troubleshoot block storage disk errors", with these messages; the table of quotas. */
enum { SMALLEST_GB = 8, LARGEST_GB = 16384, TOGETHER_GB = 20000, DISKS_PER_INSTANCE = 15 };

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

struct resource *disks_next_of(const struct region *region, const char *instance_name, size_t *at)
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
    for (size_t at = 0; (disk = disks_next_of(region, instance_name, &at));)
        json_array_append_new(shown, json_deep_copy(disk->document));
    resource_changed(instance);
}

void disks_detach_all(struct call *call, const struct resource *instance)
{
    struct resource *disk;
    for (size_t at = 0; (disk = disks_next_of(call->region, resource_name(instance), &at));) {
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
    if (!strcmp(word, "auto-snapshot"))
        auto_snapshots_finish(disk);
}

bool disks_check_total(struct call *call, json_int_t added_gb)
{
    const struct resource *disk;
    for (size_t at = 0; (disk = region_next(call->region, &disk_kind, &at));)
        added_gb += json_integer_value(json_object_get(disk->document, "sizeInGb"));
    return added_gb <= TOGETHER_GB ||
           call_fail_input(call, "You've reached the maximum size limit of all disks in this account.");
}

static bool check_size(struct call *call, json_int_t size_gb, int minimum_gb)
{
    if (size_gb < SMALLEST_GB || size_gb > LARGEST_GB)
        return call_fail_input(call, "The size of a block storage disk must be between %d and %d GB.",
                               SMALLEST_GB, LARGEST_GB);
    if (size_gb < minimum_gb)
        return call_fail_input(call, "sizeInGb must be at least the size of the snapshot, %d", minimum_gb);
    return disks_check_total(call, size_gb);
}

static struct resource *create(struct call *call, const char *name, const char *zone, json_int_t size_gb,
                               const char *mark)
{
    json_t *members = json_pack("{s:[], s:I, s:b, s:I, s:s, s:b, s:s}", "addOns", "sizeInGb", size_gb,
                                "isSystemDisk", 0, "iops", size_gb * 3 < 100 ? (json_int_t)100 : size_gb * 3,
                                "state", "pending", "isAttached", 0, "attachmentState", "detached");
    struct resource *disk = kind_create(call, &disk_kind, name, zone, name, members);
    contents_write(disk, mark);
    return disk;
}

void disks_restore(struct call *call, const struct resource *instance, const json_t *disks,
                   const json_t *names)
{
    for (size_t i = 0; i < json_array_size(disks); i++) {
        const json_t *old = json_array_get(disks, i);
        struct resource *disk = create(call, json_string_value(json_array_get(names, i)),
                                       resource_zone(instance),
                                       json_integer_value(json_object_get(old, "sizeInGb")),
                                       json_string_value(json_object_get(old, "mark")));
        resource_set(disk, "tags", json_array()); /* those of the request are the instance's */
        set_attached(disk, resource_name(instance), json_string_value(json_object_get(old, "path")));
    }
    show_in_instance(call->region, resource_name(instance));
}

bool disk_create(struct call *call, const struct disk_source *source)
{
    const char *name = call_string(call, "diskName"), *zone = call_string(call, "availabilityZone");
    json_int_t size_gb = json_integer_value(json_object_get(call->input, "sizeInGb"));
    if (!call_check_new_name(call, name))
        return false;
    if (!regions_have_zone(call->region_name, zone))
        return call_fail_input(call,
                               "The Availability Zone is not valid: %s. It must be one of the Region %s.",
                               zone, call->region_name);
    if (!check_size(call, size_gb, source->minimum_gb) || !tags_check(call, 0) || !add_ons_check(call))
        return false;
    struct resource *disk = create(call, name, zone, size_gb, source->mark);
    add_ons_begin(call, disk, json_object_get(call->input, "addOns"));
    resource_plan(call->region, disk, "available", call->now_ms + call->options->operation_ms);
    operation_add_for(call, source->operation, disk, source->details);
    return operations_answer(call);
}

static bool create_disk(struct call *call)
{
    return disk_create(call, &(struct disk_source){.operation = "CreateDisk", .mark = ""});
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

/* The path is free, and the instance has room for another disk. */
static bool check_place(struct call *call, const struct resource *instance, const char *path)
{
    bool taken = !strcmp(path, "/dev/xvda");
    int count = 0;
    const struct resource *other;
    for (size_t at = 0; (other = disks_next_of(call->region, resource_name(instance), &at)); count++)
        taken = taken || !strcmp(resource_string(other, "path"), path);
    if (taken)
        return call_fail_input(call, "The disk path %s is already in use on the instance %s", path,
                               resource_name(instance));
    return count < DISKS_PER_INSTANCE ||
           call_fail_input(call, "The instance %s has %d attached disks, which is the limit",
                           resource_name(instance), count);
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
    if (!check_place(call, instance, path))
        return false;
    set_attached(disk, resource_name(instance), path);
    show_in_instance(call->region, resource_name(instance));
    return answer(call, "AttachDisk", disk, instance);
}

/* The message for a running instance and, as AWS's own CloudFormation handler expects it, for a free disk. */
static bool fail_detach(struct call *call, const struct resource *disk)
{
    return call_fail(call, FAILURE_OPERATION, "OperationFailure",
                     "You can't detach this disk right now. The state of this disk is: %s",
                     resource_string(disk, "state"));
}

static bool detach_disk(struct call *call)
{
    struct resource *disk = call_find(call, &disk_kind, "diskName");
    if (!disk)
        return false;
    const char *owner = resource_string(disk, "attachedTo");
    struct resource *instance = owner ? region_find_kind(call->region, &instance_kind, owner) : NULL;
    if (!instance || strcmp(instance_state(instance), "stopped") != 0)
        return fail_detach(call, disk);
    set_attached(disk, NULL, NULL);
    show_in_instance(call->region, resource_name(instance));
    return answer(call, "DetachDisk", disk, instance);
}

static bool before_delete(struct call *call, struct resource *disk)
{
    if (resource_string(disk, "attachedTo"))
        return call_fail(call, FAILURE_OPERATION, "OperationFailure",
                         "You can't perform this operation because the disk is still attached to a Lightsail "
                         "instance: %s",
                         resource_string(disk, "attachedTo"));
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
    .delete_is_done = true,
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
