/*
 * restores.c — instances and disks that are created from snapshots, and the names of the disks that come with an
 * instance. It must not know how an instance or a disk is created; instances.c and disks.c do.
 */
#include <stdlib.h>
#include <string.h>

#include "api/add_ons.h"
#include "api/contents.h"
#include "api/disks.h"
#include "api/instances.h"
#include "api/origins.h"
#include "api/snapshots.h"
#include "families.h"
#include "memory.h"
#include "tags.h"

static const char *text_of(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(object, member));
}

static bool has_text(const json_t *list, const char *text)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (!strcmp(json_string_value(json_array_get(list, i)), text))
            return true;
    return false;
}

static bool has_path(const json_t *disks, const char *path)
{
    for (size_t i = 0; path && i < json_array_size(disks); i++)
        if (!strcmp(text_of(json_array_get(disks, i), "path"), path))
            return true;
    return false;
}

/*
 * The key of attachedDiskMapping is not documented: the name of the new instance and that of the snapshot (or of
 * the source of an automatic one) are accepted.
 */
static bool check_mapping(struct call *call, const struct origin *origin)
{
    const char *key;
    json_t *mapping = json_object_get(call->input, "attachedDiskMapping"), *entries, *entry;
    size_t i;
    json_object_foreach (mapping, key, entries) {
        if (!has_text(json_object_get(call->input, "instanceNames"), key) &&
            strcmp(key, origin_name(origin)) != 0)
            return call_fail_input(call,
                                   "attachedDiskMapping names neither a new instance nor the snapshot: %s",
                                   key);
        if (!json_is_array(entries))
            return call_fail(call, FAILURE_SERIALIZATION, NULL,
                             "The value at 'attachedDiskMapping.%s' cannot be converted to List", key);
        json_array_foreach (entries, i, entry) {
            const char *path = text_of(entry, "originalDiskPath");
            if (!path || !text_of(entry, "newDiskName"))
                return call_fail_input(call, "originalDiskPath and newDiskName are required");
            if (!has_path(json_object_get(origin->contents, "disks"), path))
                return call_fail_input(call, "The snapshot %s has no disk at the path %s",
                                       origin_name(origin), path);
        }
    }
    return true;
}

static const char *mapped_name(const json_t *entries, const char *path)
{
    for (size_t i = 0; i < json_array_size(entries); i++)
        if (!strcmp(text_of(json_array_get(entries, i), "originalDiskPath"), path))
            return text_of(json_array_get(entries, i), "newDiskName");
    return NULL;
}

/* A name that is free, for a disk that is not in the mapping. */
static json_t *make_name(struct call *call, const struct origin *origin, const json_t *used)
{
    for (unsigned number = 1;; number++) {
        char *name = memory_format("Disk-%s-%u", origin_name(origin), number);
        json_t *made = !has_text(used, name) && !region_find(call->region, name) ? json_string(name) : NULL;
        free(name);
        if (made)
            return made;
    }
}

/* Checks the name of a disk and notes it; takes over name. */
static bool use_name(struct call *call, json_t *name, json_t *used, json_t *list)
{
    const char *text = json_string_value(name);
    bool fine = call_check_new_name(call, text);
    if (fine && has_text(used, text))
        fine = call_fail(call, FAILURE_INVALID_INPUT, "NameExists", "Some names are already in use: %s",
                         text);
    json_array_append(used, name);
    json_array_append_new(list, name);
    return fine;
}

/* The names of the disks of each new instance, in the order of the snapshot's disks. */
static bool name_disks(struct call *call, const struct origin *origin, json_t *used, json_t *ret_names)
{
    const json_t *instances = json_object_get(call->input, "instanceNames");
    const json_t *mapping = json_object_get(call->input, "attachedDiskMapping");
    const json_t *disks = json_object_get(origin->contents, "disks");
    json_int_t total_gb = 0;
    for (size_t i = 0; i < json_array_size(instances); i++) {
        const json_t *entries = json_object_get(mapping, json_string_value(json_array_get(instances, i)));
        json_t *list = json_array();
        json_array_append_new(ret_names, list);
        for (size_t at = 0; at < json_array_size(disks); at++) {
            const json_t *disk = json_array_get(disks, at);
            const char *given = mapped_name(entries ? entries : json_object_get(mapping, origin_name(origin)),
                                            text_of(disk, "path"));
            if (!use_name(call, given ? json_string(given) : make_name(call, origin, used), used, list))
                return false;
            total_gb += json_integer_value(json_object_get(disk, "sizeInGb"));
        }
    }
    return disks_check_total(call, total_gb);
}

static bool create_instances_from_snapshot(struct call *call)
{
    static const struct origin_members members = {"instanceSnapshotName", "sourceInstanceName",
                                                  &instance_snapshot_kind, &instance_kind};
    struct origin origin;
    if (!origin_find(call, call->region, &members, &origin) || !check_mapping(call, &origin))
        return false;
    json_t *used = json_copy(json_object_get(call->input, "instanceNames")), *names = json_array();
    bool fine = name_disks(call, &origin, used, names) &&
                instances_create(call, &(struct instance_source){
                                           .operation = "CreateInstancesFromSnapshot",
                                           .blueprint_id = text_of(origin.contents, "blueprintId"),
                                           .bundle_id = text_of(origin.contents, "bundleId"),
                                           .contents = origin.contents,
                                           .disk_names = names,
                                       });
    json_decref(used);
    json_decref(names);
    return fine;
}

static bool create_disk_from_snapshot(struct call *call)
{
    static const struct origin_members members = {"diskSnapshotName", "sourceDiskName", &disk_snapshot_kind,
                                                  &disk_kind};
    struct origin origin;
    if (!origin_find(call, call->region, &members, &origin))
        return false;
    return disk_create(call, &(struct disk_source){
                                 .operation = "CreateDiskFromSnapshot",
                                 .details = origin_name(&origin),
                                 .minimum_gb = (int)json_integer_value(
                                     json_object_get(origin.contents, "sizeInGb")),
                                 .mark = text_of(origin.contents, "mark"),
                             });
}

#define AUTOMATIC(source)                                      \
    OPTIONAL(source, STRING), OPTIONAL("restoreDate", STRING), \
        OPTIONAL("useLatestRestorableAutoSnapshot", BOOLEAN)

static const struct api restores_api[] = {
    {.name = "CreateInstancesFromSnapshot",
     .handle = create_instances_from_snapshot,
     .input = INPUT(REQUIRED("instanceNames", STRINGS), OPTIONAL("attachedDiskMapping", MAP),
                    REQUIRED("availabilityZone", STRING), OPTIONAL("instanceSnapshotName", NAME),
                    REQUIRED("bundleId", NONEMPTY), OPTIONAL("userData", STRING),
                    OPTIONAL("keyPairName", NAME), TAGS, ADD_ONS,
                    WORD("ipAddressType", ip_address_types, false), AUTOMATIC("sourceInstanceName"))},
    {.name = "CreateDiskFromSnapshot",
     .handle = create_disk_from_snapshot,
     .input = INPUT(REQUIRED("diskName", NAME), OPTIONAL("diskSnapshotName", NAME),
                    REQUIRED("availabilityZone", NONEMPTY), REQUIRED("sizeInGb", INTEGER), TAGS, ADD_ONS,
                    AUTOMATIC("sourceDiskName"))},
    {0},
};
const struct family restores_family = {.api = restores_api};
