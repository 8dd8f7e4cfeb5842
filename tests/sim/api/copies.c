/*
 * copies.c — copies of snapshots, manual and automatic ones, from any region into that of the call. It must not
 * know what a snapshot contains.
 */
#include <stdlib.h>
#include <string.h>

#include "api/contents.h"
#include "api/instances.h"
#include "api/origins.h"
#include "api/snapshots.h"
#include "families.h"
#include "memory.h"
#include "operations.h"
#include "regions.h"

/* The region that the call names, with all due changes applied; NULL after call_fail. */
static struct region *find_region(struct call *call)
{
    const struct region_row *row = regions_find(call_string(call, "sourceRegion"));
    if (!row) {
        call_fail_input(call, "The Region does not exist: %s", call_string(call, "sourceRegion"));
        return NULL;
    }
    if (!strcmp(row->name, call->region_name))
        return call->region;
    struct region *region = world_region(row->name);
    region_settle(region, call->now_ms);
    return region;
}

/* A manual copy of an automatic snapshot has a member for it. */
static const struct kind *kind_of(const struct origin *origin)
{
    if (origin->snapshot)
        return origin->snapshot->kind;
    return origin->source->kind == &instance_kind ? &instance_snapshot_kind : &disk_snapshot_kind;
}

/* Its source may have changed since. */
static void set_automatic_source(struct resource *copy, const struct origin *origin)
{
    snapshot_set_source(copy, origin->source);
    if (copy->kind != &instance_snapshot_kind)
        return;
    resource_set(copy, "fromAttachedDisks", contents_from_disks(origin->contents));
    resource_set(copy, "fromBlueprintId", json_deep_copy(json_object_get(origin->contents, "blueprintId")));
    resource_set(copy, "fromBundleId", json_deep_copy(json_object_get(origin->contents, "bundleId")));
}

static bool copy_snapshot(struct call *call)
{
    static const struct origin_members members = {.snapshot = "sourceSnapshotName",
                                                  .source = "sourceResourceName"};
    const char *name = call_string(call, "targetSnapshotName");
    struct region *region = find_region(call);
    struct origin origin;
    if (!region || !origin_find(call, region, &members, &origin) || !call_check_new_name(call, name))
        return false;
    bool is_automatic = !origin.snapshot ||
                        json_is_true(json_object_get(origin.snapshot->document, "isFromAutoSnapshot"));
    struct resource *copy = snapshot_begin(call, kind_of(&origin), name, json_deep_copy(origin.contents),
                                           is_automatic);
    if (origin.snapshot)
        snapshot_copy_source(copy, origin.snapshot);
    else
        set_automatic_source(copy, &origin);
    char *details = memory_format("%s:%s", region->name, origin_name(&origin));
    operation_add_for(call, "CopySnapshot", copy, details);
    free(details);
    return operations_answer(call);
}

static const struct api copies_api[] = {
    {.name = "CopySnapshot",
     .handle = copy_snapshot,
     .input = INPUT(OPTIONAL("sourceSnapshotName", NAME), OPTIONAL("sourceResourceName", STRING),
                    OPTIONAL("restoreDate", STRING), OPTIONAL("useLatestRestorableAutoSnapshot", BOOLEAN),
                    REQUIRED("targetSnapshotName", NAME), REQUIRED("sourceRegion", STRING))},
    {0},
};
const struct family copies_family = {.api = copies_api};
