/*
 * state.c — the whole world as JSON: for /_sim/state, and for the file of --state.
 * It must not know what any member means.
 */
#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/contents.h"
#include "call.h"
#include "families.h"
#include "memory.h"
#include "operations.h"
#include "regions.h"
#include "world.h"

/* ---- for people and tests ---------------------------------------------------------------------------------------- */

static void print_resource(struct text *out, struct region *region, struct resource *resource, int64_t now_ms)
{
    /* What no read of the API returns with the object itself. */
    static const char *const hidden[] = {
        "userData", "publicKey",         "deployments",          "images", "accessKeys", "cors",
        "objects",  "defaultRootObject", "customErrorResponses", "reset",  "watch",      "parameters",
        "passwords"};
    text_add_json(out, resource_name(resource));
    text_add(out, ":");
    resource_print(resource, out);
    out->length--; /* the closing brace comes later */
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++) {
        const json_t *value = json_object_get(resource->hidden, hidden[i]);
        if (!value)
            continue;
        text_format(out, ",\"%s\":", hidden[i]);
        text_add_json_value(out, value);
    }
    contents_print(resource, out);
    if (resource->kind->state_has_more)
        resource->kind->print_more(&(struct call){.region = region, .now_ms = now_ms, .seen_ms = now_ms},
                                   resource, out);
    text_add(out, "}");
}

static void print_kind(struct text *out, struct region *region, const struct kind *kind, int64_t now_ms)
{
    struct resource *resource;
    bool first = true;
    for (size_t at = 0; (resource = region_next(region, kind, &at)); first = false) {
        text_add(out, first ? "" : ",");
        print_resource(out, region, resource, now_ms);
    }
}

void state_print(struct text *out, int64_t now_ms)
{
    text_add(out, "{\"regions\":{");
    for (struct region *region = world_first_region(); region; region = region->next) {
        region_settle(region, now_ms);
        text_format(out, "%s\"%s\":{", region == world_first_region() ? "" : ",", region->name);
        const struct kind *kind;
        for (size_t i = 0; (kind = families_kind(i)); i++) {
            text_format(out, "%s\"%s\":{", i ? "," : "", kind->plural);
            print_kind(out, region, kind, now_ms);
            text_add(out, "}");
        }
        text_add(out, "}");
    }
    text_add(out, "},\"default_key_pairs\":{");
    bool first = true;
    for (struct region *region = world_first_region(); region; region = region->next) {
        if (!region->default_key)
            continue;
        text_format(out, "%s\"%s\":", first ? "" : ",", region->name);
        text_add_json_value(out, json_object_get(region->default_key, "document"));
        first = false;
    }
    text_add(out, "}}");
}

void state_print_names(struct text *out, int64_t now_ms)
{
    for (struct region *region = world_first_region(); region; region = region->next) {
        region_settle(region, now_ms);
        const struct kind *kind;
        const struct resource *resource;
        for (size_t i = 0; (kind = families_kind(i)); i++)
            for (size_t at = 0; (resource = region_next(region, kind, &at));)
                text_format(out, "%s %s %s\n", region->name, kind->plural, resource_name(resource));
    }
}

/* ---- for the file ------------------------------------------------------------------------------------------------ */

static void save_operations(struct text *out, const struct region *region)
{
    uint64_t first = region->operation_count > REGION_OPERATIONS ? region->operation_count - REGION_OPERATIONS
                                                                 : 0;
    for (uint64_t number = first; number < region->operation_count; number++) {
        const struct operation *operation = &region->operations[number % REGION_OPERATIONS];
        text_format(out,
                    "%s{\"id\":\"%s\",\"resource_type\":\"%s\",\"created_ms\":%lld,\"lives_ms\":%lld,"
                    "\"completed\":%s,\"stuck\":%s",
                    number == first ? "" : ",\n", operation->id, operation->resource_type,
                    (long long)operation->created_ms, (long long)operation->lives_ms,
                    operation->completed ? "true" : "false", operation->stuck ? "true" : "false");
        const char *const names[] = {"resource_name", "zone",          "details",
                                     "error_code",    "error_details", "type"};
        const char *const values[] = {operation->resource_name, operation->zone,          operation->details,
                                      operation->error_code,    operation->error_details, operation->type};
        for (int i = 0; i < 6; i++) {
            text_format(out, ",\"%s\":", names[i]);
            text_add_json(out, values[i]);
        }
        text_add(out, "}");
    }
}

static void save_region(struct text *out, const struct region *region)
{
    text_format(out, "{\"name\":\"%s\",\"operation_count\":%llu,\"default_key\":", region->name,
                (unsigned long long)region->operation_count);
    if (region->default_key)
        text_add_json_value(out, region->default_key);
    else
        text_add(out, "null");
    text_add(out, ",\"resources\":[\n");
    bool first = true;
    struct resource *resource;
    for (size_t at = 0; (resource = region_next(region, NULL, &at)); first = false) {
        text_format(out, "%s{\"type\":\"%s\",\"sequence\":%llu,\"document\":", first ? "" : ",\n",
                    resource->kind->api, (unsigned long long)resource->sequence);
        resource_print(resource, out);
        text_add(out, ",\"hidden\":");
        text_add_json_value(out, resource->hidden);
        text_add(out, "}");
    }
    text_add(out, "],\"operations\":[\n");
    save_operations(out, region);
    text_add(out, "]}");
}

bool file_write_atomic(const char *path, const char *data, size_t length)
{
    char *beside = memory_format("%s.%ld.new", path, (long)getpid());
    int file = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool fine = file >= 0;
    for (size_t done = 0; fine && done < length;) {
        ssize_t written = write(file, data + done, length - done);
        fine = written > 0 || (written < 0 && errno == EINTR);
        done += written > 0 ? (size_t)written : 0;
    }
    if (file >= 0)
        fine = close(file) == 0 && fine;
    fine = fine && rename(beside, path) == 0;
    if (!fine) {
        fprintf(stderr, "lightsail-sim: cannot write %s: %s\n", path, strerror(errno));
        unlink(beside);
    }
    free(beside);
    return fine;
}

void state_save(const char *path)
{
    struct text out = {0};
    text_format(&out, "{\"version\":1,\"things\":%llu,\"addresses\":%llu,\"account\":",
                (unsigned long long)world_last_number(COUNTER_THINGS),
                (unsigned long long)world_last_number(COUNTER_ADDRESSES));
    text_add_json_value(&out, world_account());
    text_add(&out, ",\"regions\":[\n");
    for (const struct region *region = world_first_region(); region; region = region->next) {
        text_add(&out, region == world_first_region() ? "" : ",\n");
        save_region(&out, region);
    }
    text_add(&out, "]}\n");
    file_write_atomic(path, out.data, out.length);
    text_free(&out);
}

static const struct kind *kind_of(const json_t *name)
{
    return json_is_string(name) ? families_kind_named(json_string_value(name)) : NULL;
}

static char *copy_of(const json_t *object, const char *member)
{
    return memory_copy(json_string_value(json_object_get(object, member)));
}

static bool load_operation(struct region *region, uint64_t number, const json_t *stored)
{
    struct operation *operation = &region->operations[number % REGION_OPERATIONS];
    const char *id = json_string_value(json_object_get(stored, "id"));
    const struct kind *kind = kind_of(json_object_get(stored, "resource_type"));
    if (!id || strlen(id) != 36 || !kind)
        return false;
    memcpy(operation->id, id, sizeof operation->id);
    operation->resource_type = kind->api;
    operation->created_ms = json_integer_value(json_object_get(stored, "created_ms"));
    operation->lives_ms = json_integer_value(json_object_get(stored, "lives_ms"));
    operation->completed = json_is_true(json_object_get(stored, "completed"));
    operation->stuck = json_is_true(json_object_get(stored, "stuck"));
    operation->resource_name = copy_of(stored, "resource_name");
    operation->zone = copy_of(stored, "zone");
    operation->details = copy_of(stored, "details");
    operation->error_code = copy_of(stored, "error_code");
    operation->error_details = copy_of(stored, "error_details");
    operation->type = copy_of(stored, "type");
    return operation->resource_name && operation->zone && operation->type;
}

static bool load_region(const json_t *stored)
{
    const char *name = json_string_value(json_object_get(stored, "name"));
    const struct region_row *row = name ? regions_find(name) : NULL;
    if (!row)
        return false;
    struct region *region = world_region(row->name);
    json_t *default_key = json_object_get(stored, "default_key"), *element;
    region->default_key = json_is_object(default_key) ? json_incref(default_key) : NULL;
    region->operation_count = (uint64_t)json_integer_value(json_object_get(stored, "operation_count"));
    size_t i;
    json_array_foreach (json_object_get(stored, "resources"), i, element) {
        const struct kind *kind = kind_of(json_object_get(element, "type"));
        json_t *document = json_object_get(element, "document"), *hidden = json_object_get(element, "hidden");
        if (!kind || !json_string_value(json_object_get(document, kind_shown_name(kind))) ||
            !json_is_object(hidden))
            return false;
        resource_restore(region, kind, (uint64_t)json_integer_value(json_object_get(element, "sequence")),
                         json_incref(document), json_incref(hidden));
    }
    json_t *operations = json_object_get(stored, "operations");
    size_t count = json_array_size(operations);
    if (count > REGION_OPERATIONS || count > region->operation_count)
        return false;
    json_array_foreach (operations, i, element)
        if (!load_operation(region, region->operation_count - count + i, element))
            return false;
    return true;
}

bool state_load(const char *path)
{
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return true;
    json_error_t error;
    json_t *stored = json_load_file(path, JSON_REJECT_DUPLICATES, &error), *region;
    if (!stored) {
        fprintf(stderr, "lightsail-sim: cannot load %s: line %d: %s\n", path, error.line, error.text);
        return false;
    }
    world_set_last_number(COUNTER_THINGS, (uint64_t)json_integer_value(json_object_get(stored, "things")));
    world_set_last_number(COUNTER_ADDRESSES,
                          (uint64_t)json_integer_value(json_object_get(stored, "addresses")));
    json_t *account = json_object_get(stored, "account");
    world_set_account(json_is_object(account) ? json_incref(account) : NULL);
    bool fine = json_integer_value(json_object_get(stored, "version")) == 1;
    size_t i;
    json_array_foreach (json_object_get(stored, "regions"), i, region)
        fine = fine && load_region(region);
    if (!fine)
        fprintf(stderr, "lightsail-sim: %s was not written by this program\n", path);
    json_decref(stored);
    return fine;
}
