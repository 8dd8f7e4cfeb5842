/*
 * disks.c — block storage disks: created, attached, detached, deleted.
 * It must not know instances beyond their state.
 */
#include "disks.h"

#include <stdlib.h>
#include <string.h>

#include "add_ons.h"
#include "catalogue.h"
#include "digest.h"
#include "instances.h"
#include "memory.h"
#include "operations.h"
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

/* What GetInstance shows of a disk; the first element, the system disk, stays. */
static void show_in_instance(struct region *region, const char *instance_name)
{
    struct resource *instance = region_find_type(region, RESOURCE_INSTANCE, instance_name);
    if (!instance)
        return;
    json_t *shown = json_object_get(json_object_get(instance->document, "hardware"), "disks");
    while (json_array_size(shown) > 1)
        json_array_remove(shown, 1);
    const struct resource_list *disks = &region->lists[RESOURCE_DISK];
    for (size_t i = 0; i < disks->count; i++) {
        const char *owner = resource_string(disks->items[i], "attachedTo");
        if (owner && !strcmp(owner, instance_name))
            json_array_append_new(shown, json_deep_copy(disks->items[i]->document));
    }
    resource_changed(instance);
}

void disks_detach_all(struct call *call, const struct resource *instance)
{
    const struct resource_list *disks = &call->region->lists[RESOURCE_DISK];
    for (size_t i = 0; i < disks->count; i++) {
        const char *owner = resource_string(disks->items[i], "attachedTo");
        if (!owner || strcmp(owner, resource_name(instance)) != 0)
            continue;
        set_attached(disks->items[i], NULL, NULL);
        operation_add_for(call, "DetachDisk", disks->items[i], resource_name(instance));
        operation_add_for(call, "DetachDisk", instance, resource_name(disks->items[i]));
    }
}

bool disk_transition(struct region *region, struct resource *disk, const char *word)
{
    if (!strcmp(word, "gone")) {
        resource_delete(region, disk);
        return false;
    }
    if (!strcmp(word, "available"))
        resource_set(disk, "state", json_string("available"));
    if (!strcmp(word, "add-on"))
        add_ons_finish(disk);
    return true;
}

bool disk_create(struct call *call, const char *operation, int minimum_gb)
{
    const char *name = call_string(call, "diskName"), *zone = call_string(call, "availabilityZone");
    json_int_t size_gb = json_integer_value(json_object_get(call->input, "sizeInGb"));
    if (!call_check_new_name(call, name))
        return false;
    if (!catalogue_has_zone(call->region_name, zone))
        return call_fail_input(call,
                               "The Availability Zone is not valid: %s. It must be one of the Region %s.",
                               zone, call->region_name);
    if (size_gb < SMALLEST_GB || size_gb > LARGEST_GB)
        return call_fail_input(call, "sizeInGb must be from %d to %d", SMALLEST_GB, LARGEST_GB);
    if (size_gb < minimum_gb)
        return call_fail_input(call, "sizeInGb must be at least the size of the snapshot, %d", minimum_gb);
    if (!tags_check(call, 0) || !add_ons_check(call))
        return false;
    char short_id[18];
    digest_short_id(name, short_id);
    char *support = memory_format("vol-%s", short_id);
    struct resource *disk = resource_create(call->region, RESOURCE_DISK, name, zone, support, call->now_ms);
    free(support);
    json_t *rest = json_pack("{s:[], s:I, s:b, s:I, s:s, s:b, s:s}", "addOns", "sizeInGb", size_gb,
                             "isSystemDisk", 0, "iops", size_gb * 3 < 100 ? (json_int_t)100 : size_gb * 3,
                             "state", "pending", "isAttached", 0, "attachmentState", "detached");
    json_object_update(disk->document, rest);
    json_decref(rest);
    tags_merge(disk, json_object_get(call->input, "tags"));
    add_ons_begin(call, disk, json_object_get(call->input, "addOns"));
    resource_plan(call->region, disk, "available", call->now_ms + call->options->operation_ms);
    operation_add_for(call, operation, disk, NULL);
    return operations_answer(call);
}

bool create_disk(struct call *call)
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

/* Both sides report: one operation names the disk, the other the instance. */
static bool answer(struct call *call, const char *type, struct resource *disk,
                   const struct resource *instance)
{
    operation_add_for(call, type, disk, resource_name(instance));
    operation_add_for(call, type, instance, resource_name(disk));
    return operations_answer(call);
}

bool attach_disk(struct call *call)
{
    struct resource *disk = call_find(call, RESOURCE_DISK, "diskName");
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
    const struct resource_list *disks = &call->region->lists[RESOURCE_DISK];
    bool taken = !strcmp(path, "/dev/xvda");
    for (size_t i = 0; i < disks->count && !taken; i++) {
        const char *owner = resource_string(disks->items[i], "attachedTo");
        taken = owner && !strcmp(owner, resource_name(instance)) &&
                !strcmp(resource_string(disks->items[i], "path"), path);
    }
    if (taken)
        return call_fail_input(call, "The disk path %s is already in use on the instance %s", path,
                               resource_name(instance));
    set_attached(disk, resource_name(instance), path);
    show_in_instance(call->region, resource_name(instance));
    return answer(call, "AttachDisk", disk, instance);
}

bool detach_disk(struct call *call)
{
    struct resource *disk = call_find(call, RESOURCE_DISK, "diskName");
    if (!disk)
        return false;
    const char *owner = resource_string(disk, "attachedTo");
    struct resource *instance = owner ? region_find_type(call->region, RESOURCE_INSTANCE, owner) : NULL;
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

bool delete_disk(struct call *call)
{
    struct resource *disk = call_find(call, RESOURCE_DISK, "diskName");
    if (!disk)
        return false;
    if (resource_string(disk, "attachedTo"))
        return call_fail_input(call, "The disk %s is attached to the instance %s. Detach it first.",
                               resource_name(disk), resource_string(disk, "attachedTo"));
    if (add_ons_active(disk) && !call_true(call, "forceDeleteAddOns"))
        return call_fail_input(call,
                               "The disk %s has enabled add-ons: AutoSnapshot. Disable them first, or set "
                               "forceDeleteAddOns.",
                               resource_name(disk));
    operation_add_for(call, "DeleteDisk", disk, NULL);
    resource_plan(call->region, disk, "gone", call->now_ms + call->options->operation_ms);
    return operations_answer(call);
}

bool get_disk(struct call *call)
{
    struct resource *disk = call_find(call, RESOURCE_DISK, "diskName");
    if (!disk)
        return false;
    call_answer_resource(call, "disk", disk);
    return true;
}

bool get_disks(struct call *call)
{
    return call_list_resources(call, RESOURCE_DISK, "disks");
}
