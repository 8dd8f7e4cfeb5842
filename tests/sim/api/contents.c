/*
 * contents.c — what disks contain: a mark, a text that a test writes and that snapshots carry on. The API never
 * returns it. It must not know which request copies what.
 */
#include "api/contents.h"

#include <stdint.h>

#include "api/database_snapshots.h"
#include "api/databases.h"
#include "api/disks.h"
#include "api/instances.h"
#include "api/snapshots.h"

const char *contents_mark(const struct resource *source)
{
    const char *mark = json_string_value(json_object_get(source->hidden, "mark"));
    return mark ? mark : "";
}

void contents_write(struct resource *source, const char *mark)
{
    json_object_set_new(source->hidden, "mark", json_string(mark));
    resource_changed(source);
}

static json_t *take_attached(const struct region *region, const struct resource *instance)
{
    json_t *disks = json_array();
    const struct resource *disk;
    for (size_t at = 0; (disk = disks_next_of(region, resource_name(instance), &at));)
        json_array_append_new(disks, json_pack("{s:s, s:s, s:O, s:s}", "name", resource_name(disk), "path",
                                               resource_string(disk, "path"), "sizeInGb",
                                               json_object_get(disk->document, "sizeInGb"), "mark",
                                               contents_mark(disk)));
    return disks;
}

json_t *contents_take(const struct region *region, const struct resource *source)
{
    if (source->kind == &disk_kind)
        return json_pack("{s:s, s:O}", "mark", contents_mark(source), "sizeInGb",
                         json_object_get(source->document, "sizeInGb"));
    return json_pack("{s:s, s:i, s:s, s:s, s:o}", "mark", contents_mark(source), "sizeInGb",
                     instance_system_disk_gb(source), "blueprintId", resource_string(source, "blueprintId"),
                     "bundleId", resource_string(source, "bundleId"), "disks", take_attached(region, source));
}

json_t *contents_attached(const json_t *contents)
{
    json_t *shown = json_array(), *disk;
    size_t i;
    json_array_foreach (json_object_get(contents, "disks"), i, disk)
        json_array_append_new(shown, json_pack("{s:O, s:O}", "path", json_object_get(disk, "path"),
                                               "sizeInGb", json_object_get(disk, "sizeInGb")));
    return shown;
}

json_t *contents_from_disks(const json_t *contents)
{
    json_t *shown = json_deep_copy(json_object_get(contents, "disks")), *disk;
    size_t i;
    json_array_foreach (shown, i, disk)
        json_object_del(disk, "mark");
    return shown;
}

const json_t *contents_of(const struct resource *snapshot)
{
    return json_object_get(snapshot->hidden, "contents");
}

void contents_store(struct resource *snapshot, json_t *contents)
{
    json_object_set_new(snapshot->hidden, "contents", contents);
    resource_changed(snapshot);
}

static void print_member(struct text *out, const char *name, const json_t *value)
{
    text_format(out, ",\"%s\":", name);
    text_add_json_value(out, value);
}

static void print_automatic(const json_t *taken, struct text *out)
{
    json_t *shown = json_array(), *one;
    size_t i;
    json_array_foreach ((json_t *)(uintptr_t)taken, i, one) {
        const json_t *contents = json_object_get(one, "contents");
        json_array_append_new(shown, json_pack("{s:O, s:O, s:O*, s:O*}", "date", json_object_get(one, "date"),
                                               "status", json_object_get(one, "status"), "mark",
                                               json_object_get(contents, "mark"), "marks",
                                               json_object_get(contents, "disks")));
    }
    print_member(out, "autoSnapshots", shown);
    json_decref(shown);
}

void contents_print(const struct resource *resource, struct text *out)
{
    const struct kind *kind = resource->kind;
    bool of_snapshot = kind == &instance_snapshot_kind || kind == &disk_snapshot_kind ||
                       kind == &database_snapshot_kind;
    if (!of_snapshot && kind != &instance_kind && kind != &disk_kind && kind != &database_kind)
        return;
    const json_t *contents = contents_of(resource);
    const char *stored = json_string_value(json_object_get(contents, "mark"));
    text_add(out, ",\"mark\":");
    text_add_json(out, of_snapshot ? (stored ? stored : "") : contents_mark(resource));
    if (json_object_get(contents, "disks"))
        print_member(out, "marks", json_object_get(contents, "disks"));
    if (json_array_size(json_object_get(resource->hidden, "autoSnapshots")) > 0)
        print_automatic(json_object_get(resource->hidden, "autoSnapshots"), out);
}
