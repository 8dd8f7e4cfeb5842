/*
 * origins.c — the snapshot that a request names: a manual one by its name, or an automatic one by its source and
 * its date. It must not know what the request makes from it.
 */
#include "api/origins.h"

#include <string.h>

#include "api/auto_snapshots.h"
#include "api/contents.h"
#include "api/disks.h"
#include "api/instances.h"
#include "api/snapshots.h"

/* A resource of the accepted kind, or of both kinds of the two; NULL after call_fail. */
static struct resource *find(struct call *call, struct region *region, const char *name,
                             const struct kind *accepted, const struct kind *one, const struct kind *other)
{
    struct resource *resource = region_find(region, name);
    if (resource &&
        (accepted ? resource->kind == accepted : resource->kind == one || resource->kind == other))
        return resource;
    call_fail_not_found(call, accepted ? accepted : one, name);
    return NULL;
}

static bool find_automatic(struct call *call, struct region *region, const struct origin_members *members,
                           struct origin *ret)
{
    ret->source = find(call, region, call_string(call, members->source), members->source_kind, &instance_kind,
                       &disk_kind);
    if (!ret->source)
        return false;
    const char *date = call_string(call, "restoreDate");
    if (call_true(call, "useLatestRestorableAutoSnapshot") == (date != NULL))
        return call_fail_input(call,
                               "Exactly one of restoreDate and useLatestRestorableAutoSnapshot is required");
    ret->contents = json_object_get(auto_snapshots_find(call, ret->source, date), "contents");
    return ret->contents != NULL;
}

static bool find_manual(struct call *call, struct region *region, const struct origin_members *members,
                        struct origin *ret)
{
    if (call_string(call, "restoreDate") || call_true(call, "useLatestRestorableAutoSnapshot"))
        return call_fail_input(
            call, "restoreDate and useLatestRestorableAutoSnapshot cannot be defined together with %s",
            members->snapshot);
    const struct resource *snapshot = find(call, region, call_string(call, members->snapshot),
                                           members->snapshot_kind, &instance_snapshot_kind,
                                           &disk_snapshot_kind);
    if (!snapshot)
        return false;
    if (!snapshot_is_complete(snapshot))
        return call_fail(call, FAILURE_OPERATION, "OperationFailure",
                         "The snapshot %s is not ready. Please try again in a few minutes.",
                         resource_name(snapshot));
    ret->snapshot = snapshot;
    ret->contents = contents_of(snapshot);
    return true;
}

bool origin_find(struct call *call, struct region *region, const struct origin_members *members,
                 struct origin *ret)
{
    *ret = (struct origin){0};
    bool named = call_string(call, members->snapshot) != NULL;
    if (named == (call_string(call, members->source) != NULL))
        return call_fail_input(call, "Exactly one of %s and %s is required", members->snapshot,
                               members->source);
    return named ? find_manual(call, region, members, ret) : find_automatic(call, region, members, ret);
}

const char *origin_name(const struct origin *origin)
{
    return resource_name(origin->snapshot ? origin->snapshot : origin->source);
}
