/*
 * mutate_disks.c — changes of tests that no operation of the API can make: what disks contain, automatic
 * snapshots, health, retired bundles, zones without room. It must not know how a request arrives.
 */
#include "mutate_disks.h"

#include <stdlib.h>
#include <string.h>

#include "api/auto_snapshots.h"
#include "api/capacity.h"
#include "api/catalogue.h"
#include "api/contents.h"
#include "api/disks.h"
#include "api/generations.h"
#include "api/health.h"
#include "api/instances.h"
#include "clock.h"
#include "memory.h"
#include "regions.h"

static const char *text_of(const json_t *wish, const char *member)
{
    return json_string_value(json_object_get(wish, member));
}

static const char *write_disk(struct region *region, const char *name, const json_t *wish)
{
    struct resource *resource = region_find(region, name);
    const char *mark = text_of(wish, "mark");
    if (!resource || (resource->kind != &disk_kind && resource->kind != &instance_kind))
        return "there is no such disk or instance";
    if (!mark)
        return "mark is missing";
    contents_write(resource, mark);
    return NULL;
}

/* What happens every night to a resource with the add-on. date and seconds are optional. */
static const char *take_auto_snapshot(struct region *region, const char *name, const json_t *wish)
{
    int64_t now_ms = clock_world_ms();
    char today[17];
    clock_print_basic(now_ms, today);
    char *of_today = memory_format("%.4s-%.2s-%.2s", today, today + 4, today + 6);
    const char *date = text_of(wish, "date");
    struct resource *source = region_find(region, name);
    int64_t seconds = json_integer_value(json_object_get(wish, "seconds"));
    bool fine = source &&
                auto_snapshots_take(region, source, date ? date : of_today, now_ms, now_ms + seconds * 1000);
    free(of_today);
    return fine ? NULL : "there is no such instance or disk, or the date is not valid";
}

static const char *set_health(struct region *region, const char *name, const json_t *wish)
{
    struct resource *instance = region_find_kind(region, &instance_kind, name);
    if (!instance)
        return "there is no such instance";
    return health_set(instance, text_of(wish, "instance_status"), text_of(wish, "system_status"),
                      clock_world_ms())
               ? NULL
               : "instance_status and system_status must be ok, impaired, initializing or insufficient-data";
}

static const char *set_capacity(struct region *region, const char *name, const json_t *wish)
{
    if (!regions_have_zone(region->name, name))
        return "the name is not a zone of the region";
    const char *bundle_id = text_of(wish, "bundle");
    if (bundle_id && !catalogue_bundle(bundle_id))
        return "there is no such bundle";
    capacity_set(name, bundle_id, json_is_true(json_object_get(wish, "available")));
    return NULL;
}

static const char *set_bundle(struct region *region, const char *name, const json_t *wish)
{
    struct resource *instance = region_find_kind(region, &instance_kind, name);
    const char *bundle_id = text_of(wish, "bundle");
    const struct bundle *bundle = bundle_id ? catalogue_bundle(bundle_id) : NULL;
    if (!instance || !bundle)
        return "there is no such instance or bundle";
    return generations_set(instance, bundle) ? NULL : "the bundle does not fit the instance";
}

static const struct {
    const char *name;
    const char *(*act)(struct region *region, const char *name, const json_t *wish);
} actions[] = {
    {"write_disk", write_disk},
    {"auto_snapshot", take_auto_snapshot},
    {"add_auto_snapshot", take_auto_snapshot},
    {"set_health", set_health},
    {"set_capacity", set_capacity},
    {"set_bundle", set_bundle},
};

bool mutate_disks(struct region *region, const char *action, const char *name, const json_t *wish,
                  const char **ret_reason)
{
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        if (!strcmp(actions[i].name, action)) {
            *ret_reason = actions[i].act(region, name, wish);
            return true;
        }
    return false;
}
