/*
 * world.c — the objects: regions, the resources in them, their names and the changes that are due later. It
 * must not know what any operation of the API does; everything here happens under one lock.
 */
#include "world.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "digest.h"
#include "history.h"
#include "kind.h"
#include "memory.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct region *regions;
static uint64_t last_numbers[COUNTERS];
static bool changed;
static json_t *account;

/* The time of the change that is applied: now, or earlier for a change that was due before it was read. */
static int64_t moment_ms = INT64_MIN;

static bool held;

bool world_hold(bool hold)
{
    bool was = held;
    held = hold;
    return was;
}

int64_t world_moment_ms(void)
{
    return moment_ms;
}

void world_lock(void)
{
    pthread_mutex_lock(&lock);
}

void world_unlock(void)
{
    pthread_mutex_unlock(&lock);
}

struct region *world_region(const char *name)
{
    struct region **place = &regions;
    for (; *place; place = &(*place)->next)
        if (!strcmp((*place)->name, name))
            return *place;
    struct region *region = memory_new(1, sizeof *region);
    region->name = name;
    region->next_due_ms = INT64_MAX;
    region->operations = memory_new(REGION_OPERATIONS, sizeof *region->operations);
    return *place = region;
}

struct region *world_first_region(void)
{
    return regions;
}

uint64_t world_next_number(enum counter counter)
{
    return ++last_numbers[counter];
}

uint64_t world_last_number(enum counter counter)
{
    return last_numbers[counter];
}

void world_set_last_number(enum counter counter, uint64_t number)
{
    last_numbers[counter] = number;
}

json_t *world_account(void)
{
    if (!account)
        account = json_object();
    return account;
}

void world_set_account(json_t *stored)
{
    json_decref(account);
    account = stored;
}

json_t *world_facts(const char *member)
{
    json_t *facts = json_object_get(world_account(), member);
    if (!facts) {
        facts = json_object();
        json_object_set_new(world_account(), member, facts);
    }
    return facts;
}

bool world_take_changed(void)
{
    bool was = changed;
    changed = false;
    return was;
}

void world_touch(void)
{
    changed = true;
}

static size_t bucket_of(const char *name)
{
    uint32_t hash = 2166136261U;
    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * 16777619U;
    return hash % REGION_BUCKETS;
}

struct resource *region_find(struct region *region, const char *name)
{
    struct resource *resource = region->buckets[bucket_of(name)];
    while (resource && strcmp(resource_name(resource), name) != 0)
        resource = resource->next_in_bucket;
    return resource;
}

struct resource *region_find_kind(struct region *region, const struct kind *kind, const char *name)
{
    struct resource *resource = region_find(region, name);
    return resource && resource->kind == kind ? resource : NULL;
}

static int64_t earliest_due(const json_t *due)
{
    int64_t earliest = INT64_MAX;
    const char *word;
    json_t *at;
    json_object_foreach ((json_t *)(uintptr_t)due, word, at)
        if (json_integer_value(at) < earliest)
            earliest = json_integer_value(at);
    return earliest;
}

struct resource *region_next(const struct region *region, const struct kind *kind, size_t *at)
{
    const struct resource_list *list = &region->resources;
    while (*at < list->count && kind && list->items[*at]->kind != kind)
        ++*at;
    return *at < list->count ? list->items[(*at)++] : NULL;
}

/* A new resource is the last; a restored one may belong before others. */
void region_add(struct region *region, struct resource *resource)
{
    struct resource_list *list = &region->resources;
    if (list->count == list->capacity) {
        list->capacity = list->capacity ? list->capacity * 2 : 16;
        list->items = memory_resize(list->items, list->capacity * sizeof(struct resource *));
    }
    size_t at = list->count++;
    for (; at > 0 && list->items[at - 1]->sequence > resource->sequence; at--)
        list->items[at] = list->items[at - 1];
    list->items[at] = resource;
    struct resource **bucket = &region->buckets[bucket_of(resource_name(resource))];
    resource->next_in_bucket = *bucket;
    *bucket = resource;
}

struct resource *resource_restore(struct region *region, const struct kind *kind, uint64_t sequence,
                                  json_t *document, json_t *hidden)
{
    struct resource *resource = memory_new(1, sizeof *resource);
    resource->kind = kind;
    resource->sequence = sequence;
    resource->document = document;
    resource->hidden = hidden;
    resource->since_ms = moment_ms;
    resource->next_due_ms = earliest_due(json_object_get(hidden, "due"));
    if (resource->next_due_ms < region->next_due_ms)
        region->next_due_ms = resource->next_due_ms;
    region_add(region, resource);
    world_touch();
    return resource;
}

/* The account of every simulated caller, and the one in support codes. */
#define ACCOUNT "123456789012"
#define SUPPORT_ACCOUNT "621291663362"

struct resource *resource_create(struct region *region, const struct kind *kind, const char *name,
                                 const char *zone, const char *support, int64_t now_ms)
{
    uint64_t sequence = world_next_number(COUNTER_THINGS);
    char uuid[37];
    char *seed = memory_format("%s/%s/%s/%llu", region->name, kind->api, name, (unsigned long long)sequence);
    digest_uuid(seed, uuid);
    free(seed);
    const char *shown_region = kind_shown_region(kind, region);
    char *arn = memory_format("arn:aws:lightsail:%s:" ACCOUNT ":%s/%s", shown_region, kind->api, uuid);
    char *support_code = memory_format(SUPPORT_ACCOUNT "/%s", support);
    json_t *document = json_pack("{s:s, s:s, s:s, s:f, s:{s:s, s:s}, s:s}", kind_shown_name(kind), name,
                                 "arn", arn, "supportCode", support_code, "createdAt", (double)now_ms / 1000,
                                 "location", "availabilityZone", zone ? zone : "all", "regionName",
                                 shown_region, "resourceType", kind->api);
    free(arn);
    free(support_code);
    if (kind->taggable)
        json_object_set_new(document, "tags", json_array());
    return resource_restore(region, kind, sequence, document, json_object());
}

void resource_free(struct resource *resource)
{
    history_forget(resource);
    json_decref(resource->document);
    json_decref(resource->hidden);
    text_free(&resource->printed);
    free(resource);
}

static void free_resources(struct region *region)
{
    for (size_t i = 0; i < region->resources.count; i++)
        resource_free(region->resources.items[i]);
    free(region->resources.items);
    history_forget_gone(region);
    json_decref(region->default_key);
}

void resource_delete(struct region *region, struct resource *resource)
{
    struct resource **place = &region->buckets[bucket_of(resource_name(resource))];
    while (*place != resource)
        place = &(*place)->next_in_bucket;
    *place = resource->next_in_bucket;

    struct resource_list *list = &region->resources;
    size_t at = 0;
    while (list->items[at] != resource)
        at++;
    list->count--;
    memmove(&list->items[at], &list->items[at + 1], (list->count - at) * sizeof(struct resource *));
    region->has_lost = true;
    history_bury(region, resource, moment_ms);
    world_touch();
}

void resource_changed(struct resource *resource)
{
    text_free(&resource->printed);
    resource->since_ms = moment_ms;
    resource->noted = false;
    world_touch();
}

const char *resource_name(const struct resource *resource)
{
    return resource_string(resource, kind_shown_name(resource->kind));
}

const char *resource_zone(const struct resource *resource)
{
    return json_string_value(
        json_object_get(json_object_get(resource->document, "location"), "availabilityZone"));
}

const char *resource_string(const struct resource *resource, const char *member)
{
    return json_string_value(json_object_get(resource->document, member));
}

void resource_set(struct resource *resource, const char *member, json_t *value)
{
    json_object_set_new(resource->document, member, value);
    resource_changed(resource);
}

void resource_print(struct resource *resource, struct text *out)
{
    if (!resource->printed.length)
        text_add_json_value(&resource->printed, resource->document);
    text_add_bytes(out, resource->printed.data, resource->printed.length);
}

void resource_plan(struct region *region, struct resource *resource, const char *word, int64_t at_ms)
{
    json_t *due = json_object_get(resource->hidden, "due");
    if (!due) {
        due = json_object();
        json_object_set_new(resource->hidden, "due", due);
    }
    json_object_set_new(due, word, json_integer(held ? WORLD_NEVER_MS : at_ms));
    resource->next_due_ms = earliest_due(due);
    if (resource->next_due_ms < region->next_due_ms)
        region->next_due_ms = resource->next_due_ms;
    world_touch();
}

static void unstick(struct region *region, struct resource *resource, int64_t now_ms)
{
    json_t *due = json_object_get(resource->hidden, "due"), *at;
    const char *word;
    void *next;
    json_object_foreach_safe (due, next, word, at)
        if (json_integer_value(at) == WORLD_NEVER_MS)
            resource_plan(region, resource, word, now_ms);
}

void region_unstick(struct region *region, const char *name, int64_t now_ms)
{
    struct resource *resource;
    for (size_t at = 0; (resource = region_next(region, NULL, &at));)
        if (!name || !strcmp(resource_name(resource), name))
            unstick(region, resource, now_ms);
}

void resource_unplan(struct region *region, struct resource *resource, const char *word)
{
    (void)region; /* its due time may now be too early, which is harmless */
    json_t *due = json_object_get(resource->hidden, "due");
    json_object_del(due, word);
    resource->next_due_ms = earliest_due(due);
}

void resource_unplan_all(struct resource *resource)
{
    json_object_del(resource->hidden, "due");
    resource->next_due_ms = INT64_MAX;
}

/* Applies the earliest planned change; false when it deleted the resource. */
static bool settle_one(struct region *region, struct resource *resource)
{
    int64_t at_ms = resource->next_due_ms;
    char *word = NULL;
    const char *candidate;
    json_t *at;
    json_object_foreach (json_object_get(resource->hidden, "due"), candidate, at)
        if (json_integer_value(at) == at_ms && !word)
            word = memory_copy(candidate);
    resource_unplan(region, resource, word);
    moment_ms = at_ms;
    bool stays = strcmp(word, WORD_GONE) != 0;
    if (!stays)
        resource_delete(region, resource);
    else if (resource->kind->transition)
        resource->kind->transition(resource, word);
    free(word);
    if (stays)
        history_note(resource, at_ms);
    return stays;
}

static void settle_all(struct region *region, int64_t now_ms)
{
    int64_t next_due_ms = INT64_MAX;
    struct resource_list *list = &region->resources;
    /* From the end, because a deleted resource moves the ones behind it. */
    for (size_t i = list->count; i-- > 0;) {
        struct resource *resource = list->items[i];
        bool stays = true;
        while (stays && resource->next_due_ms <= now_ms)
            stays = settle_one(region, resource);
        if (stays && resource->next_due_ms < next_due_ms)
            next_due_ms = resource->next_due_ms;
    }
    region->next_due_ms = next_due_ms;
}

/* From the end, because a deleted resource moves the ones behind it. */
static void delete_orphans(struct region *region)
{
    struct resource_list *list = &region->resources;
    for (size_t i = list->count; i-- > 0;) {
        struct resource *resource = list->items[i];
        if (resource->kind->is_orphan && resource->kind->is_orphan(region, resource))
            resource_delete(region, resource);
    }
    region->has_lost = false;
}

void region_settle(struct region *region, int64_t now_ms)
{
    history_note_region(region, now_ms);
    if (region->next_due_ms <= now_ms)
        settle_all(region, now_ms);
    moment_ms = now_ms;
    if (region->has_lost)
        delete_orphans(region);
}

struct resource *resource_copy(const struct resource *resource)
{
    struct resource *copy = memory_new(1, sizeof *copy);
    *copy = (struct resource){.kind = resource->kind,
                              .sequence = resource->sequence,
                              .document = json_deep_copy(resource->document),
                              .hidden = json_deep_copy(resource->hidden),
                              .next_due_ms = resource->next_due_ms,
                              .since_ms = resource->since_ms};
    return copy;
}

struct region *region_copy(const struct region *region)
{
    struct region *copy = memory_new(1, sizeof *copy);
    copy->name = region->name;
    copy->next_due_ms = region->next_due_ms;
    copy->operations = region->operations;
    copy->operation_count = region->operation_count;
    copy->default_key = json_deep_copy(region->default_key);
    for (size_t i = 0; i < region->resources.count; i++)
        region_add(copy, resource_copy(region->resources.items[i]));
    return copy;
}

void region_discard(struct region *copy)
{
    free_resources(copy);
    free(copy);
}

static void free_operation(struct operation *operation)
{
    free(operation->resource_name);
    free(operation->zone);
    free(operation->details);
    free(operation->error_code);
    free(operation->error_details);
    free(operation->type);
}

void world_clear(void)
{
    world_set_account(NULL);
    while (regions) {
        struct region *region = regions;
        regions = region->next;
        free_resources(region);
        for (size_t i = 0; i < REGION_OPERATIONS; i++)
            free_operation(&region->operations[i]);
        free(region->operations);
        free(region);
    }
}
