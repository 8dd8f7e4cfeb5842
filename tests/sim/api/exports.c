/*
 * exports.c — exports of snapshots to EC2 and stacks of CloudFormation, both as records that nothing deletes. It
 * must not know what a snapshot contains beyond its sizes.
 */
#include "api/exports.h"

#include <stdlib.h>
#include <string.h>

#include "api/contents.h"
#include "api/snapshots.h"
#include "digest.h"
#include "families.h"
#include "memory.h"
#include "operations.h"
#include "regions.h"

/* The record is there at once, in the state Started; its destination has an id when it has Succeeded. */
static void transition(struct resource *record, const char *word)
{
    if (strcmp(word, "ready") != 0)
        return;
    resource_set(record, "state", json_string("Succeeded"));
    json_object_set(json_object_get(record->document, "destinationInfo"), "id",
                    json_object_get(record->hidden, "id"));
    resource_changed(record);
}

/* Takes over members and id. */
static struct resource *begin(struct call *call, const struct kind *kind, json_t *members, char *id,
                              const char *service)
{
    char uuid[37];
    unsigned number = 0;
    for (size_t at = 0; region_next(call->region, kind, &at);)
        number++;
    char *seed = memory_format("%s/%s/%u", kind->api, call->region_name, number);
    digest_uuid(seed, uuid);
    free(seed);
    char *name = memory_format("%s-%s", kind->api, uuid);
    struct resource *record = kind_create(call, kind, name, NULL, name, members);
    json_object_set_new(record->hidden, "id", json_string(id));
    resource_set(record, "state", json_string("Started"));
    resource_set(record, "destinationInfo", json_pack("{s:s}", "service", service));
    resource_plan(call->region, record, "ready", call->now_ms + call->options->operation_ms);
    free(name);
    free(id);
    return record;
}

static json_t *describe_instance(const struct resource *snapshot)
{
    json_t *disks = json_pack("[{s:s, s:O, s:b}]", "path", "/dev/sda1", "sizeInGb",
                              json_object_get(snapshot->document, "sizeInGb"), "isSystemDisk", 1);
    const json_t *disk;
    const json_t *attached = json_object_get(contents_of(snapshot), "disks");
    for (size_t i = 0; (disk = json_array_get(attached, i)); i++)
        json_array_append_new(disks, json_pack("{s:O, s:O, s:O, s:b}", "name", json_object_get(disk, "name"),
                                               "path", json_object_get(disk, "path"), "sizeInGb",
                                               json_object_get(disk, "sizeInGb"), "isSystemDisk", 0));
    return json_pack("{s:s, s:s, s:o}", "fromBundleId", resource_string(snapshot, "fromBundleId"),
                     "fromBlueprintId", resource_string(snapshot, "fromBlueprintId"), "fromDiskInfo", disks);
}

static json_t *describe(const struct resource *snapshot)
{
    bool of_instance = snapshot->kind == &instance_snapshot_kind;
    const char *from_name = resource_string(snapshot, "fromInstanceName");
    const char *from_arn = resource_string(snapshot, "fromInstanceArn");
    json_t *info = json_pack("{s:s, s:O, s:s, s:s, s:s*, s:s*}", "resourceType", snapshot->kind->api,
                             "createdAt", json_object_get(snapshot->document, "createdAt"), "name",
                             resource_name(snapshot), "arn", resource_string(snapshot, "arn"),
                             "fromResourceName",
                             from_name ? from_name : resource_string(snapshot, "fromDiskName"),
                             "fromResourceArn",
                             from_arn ? from_arn : resource_string(snapshot, "fromDiskArn"));
    if (of_instance)
        json_object_set_new(info, "instanceSnapshotInfo", describe_instance(snapshot));
    else
        json_object_set_new(info, "diskSnapshotInfo",
                            json_pack("{s:O}", "sizeInGb", json_object_get(snapshot->document, "sizeInGb")));
    return info;
}

/* Source: the guide, "Export snapshots to Amazon EC2". */
static bool is_exported_blueprint(const char *id)
{
    static const char *const refused[] = {"cpanel", "django", "ghost"};
    for (size_t i = 0; id && i < sizeof refused / sizeof refused[0]; i++)
        if (!strncmp(id, refused[i], strlen(refused[i])))
            return false;
    return true;
}

static bool export_snapshot(struct call *call)
{
    const char *name = call_string(call, "sourceSnapshotName");
    struct resource *snapshot = region_find(call->region, name);
    if (!snapshot || (snapshot->kind != &instance_snapshot_kind && snapshot->kind != &disk_snapshot_kind))
        return call_fail_not_found(call, &instance_snapshot_kind, name);
    if (!snapshot_is_complete(snapshot))
        return call_fail(call, FAILURE_OPERATION, "OperationFailure",
                         "The snapshot %s is not ready. Please try again in a few minutes.", name);
    if (!is_exported_blueprint(resource_string(snapshot, "fromBlueprintId")))
        return call_fail_input(call, "A snapshot of an instance with the blueprint %s cannot be exported",
                               resource_string(snapshot, "fromBlueprintId"));
    bool of_instance = snapshot->kind == &instance_snapshot_kind;
    char short_id[18];
    digest_short_id(resource_string(snapshot, "arn"), short_id);
    struct resource *record = begin(call, &export_record_kind,
                                    json_pack("{s:o}", "sourceInfo", describe(snapshot)),
                                    memory_format("%s-%s", of_instance ? "ami" : "snap", short_id),
                                    of_instance ? "Aws::EC2::Image" : "Aws::EC2::Snapshot");
    operation_add_for(call, "ExportSnapshot", record, name);
    operation_add_for(call, "ExportSnapshot", snapshot, resource_name(record));
    return operations_answer(call);
}

/* What the stack creates in EC2 is not simulated. */
static bool create_stack(struct call *call)
{
    const json_t *entries = json_object_get(call->input, "instances"), *entry = json_array_get(entries, 0);
    if (json_array_size(entries) != 1)
        return call_fail_input(call, "You can only pass one instance entry at a time");
    const char *name = json_string_value(json_object_get(entry, "sourceName"));
    const char *zone = json_string_value(json_object_get(entry, "availabilityZone"));
    const struct resource *record = region_find_kind(call->region, &export_record_kind, name);
    if (!record)
        return call_fail_not_found(call, &export_record_kind, name);
    if (strcmp(resource_string(record, "state"), "Succeeded") != 0)
        return call_fail(call, FAILURE_OPERATION, "OperationFailure",
                         "The export %s is not complete. Please try again in a few minutes.", name);
    if (!json_object_get(json_object_get(record->document, "sourceInfo"), "instanceSnapshotInfo"))
        return call_fail_input(call, "The export %s is not one of an instance", name);
    if (!regions_have_zone(call->region_name, zone))
        return call_fail_input(call, "The Availability Zone is not valid: %s", zone);
    json_t *source = json_pack("[{s:s, s:s, s:s}]", "resourceType", record->kind->api, "name", name, "arn",
                               resource_string(record, "arn"));
    char *id = memory_format("arn:aws:cloudformation:%s:123456789012:stack/Lightsail-Stack-%s/1",
                             call->region_name, name);
    struct resource *stack = begin(call, &stack_record_kind, json_pack("{s:o}", "sourceInfo", source), id,
                                   "Aws::CloudFormation::Stack");
    operation_add_for(call, "CreateCloudFormationStack", stack, name);
    return operations_answer(call);
}

const struct kind export_record_kind = {
    .api = "ExportSnapshotRecord",
    .plural = "export_snapshot_records",
    .list_member = "exportSnapshotRecords",
    .no_support_code = true,
    .transition = transition,
};

const struct kind stack_record_kind = {
    .api = "CloudFormationStackRecord",
    .plural = "cloud_formation_stack_records",
    .list_member = "cloudFormationStackRecords",
    .no_support_code = true,
    .transition = transition,
};

static const char *const port_sources[] = {"DEFAULT", "INSTANCE", "NONE", "CLOSED", NULL};
static const struct member entry_members[] = {REQUIRED("sourceName", NAME),
                                              REQUIRED("instanceType", NONEMPTY),
                                              WORD("portInfoSource", port_sources, true),
                                              OPTIONAL("userData", STRING),
                                              REQUIRED("availabilityZone", STRING),
                                              {0}};

static const struct api exports_api[] = {
    {.name = "ExportSnapshot",
     .handle = export_snapshot,
     .input = INPUT(REQUIRED("sourceSnapshotName", NAME))},
    API_LIST("GetExportSnapshotRecords", export_record_kind),
    {.name = "CreateCloudFormationStack",
     .handle = create_stack,
     .input = INPUT(PARTS("instances", STRUCTURES, entry_members, true))},
    API_LIST("GetCloudFormationStackRecords", stack_record_kind),
    {0},
};
const struct family exports_family = {
    .kinds = {&export_record_kind, &stack_record_kind},
    .api = exports_api,
};
