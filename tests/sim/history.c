/*
 * history.c — earlier versions of the world: for reads that are late, and for names that become free late. It
 * must not know which operation is late; dispatch.c does. The world is locked in every call.
 */
#include "history.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

static struct lag lag;

const struct lag *history_lag(void)
{
    return &lag;
}

static int64_t longest_read_ms(void)
{
    return lag.get_ms > lag.list_ms ? lag.get_ms : lag.list_ms;
}

/* The versions of a resource are linked from it, the newest first; each is a copy. */
void history_forget(struct resource *resource)
{
    struct resource *next = resource->earlier;
    resource->earlier = NULL;
    while (next) {
        struct resource *version = next;
        next = version->earlier;
        version->earlier = NULL;
        resource_free(version);
    }
}

/* Of the versions older than every lag only the newest can still be read. */
static void prune(struct resource *resource, int64_t horizon_ms)
{
    struct resource *version = resource->earlier;
    while (version && version->since_ms > horizon_ms)
        version = version->earlier;
    if (version)
        history_forget(version);
}

void history_note(struct resource *resource, int64_t now_ms)
{
    if (resource->noted || longest_read_ms() == 0)
        return;
    struct resource *version = resource_copy(resource);
    version->earlier = resource->earlier;
    resource->earlier = version;
    resource->noted = true;
    prune(resource, now_ms - longest_read_ms());
}

void history_forget_gone(struct region *region)
{
    while (region->gone) {
        struct resource *resource = region->gone;
        region->gone = resource->next_in_bucket;
        resource_free(resource);
    }
}

static void forget_old_gone(struct region *region, int64_t now_ms)
{
    int64_t kept_ms = longest_read_ms() > lag.name_ms ? longest_read_ms() : lag.name_ms;
    for (struct resource **place = &region->gone; *place;) {
        struct resource *resource = *place;
        if (resource->since_ms + kept_ms > now_ms) {
            place = &resource->next_in_bucket;
            continue;
        }
        *place = resource->next_in_bucket;
        resource_free(resource);
    }
}

void history_note_region(struct region *region, int64_t now_ms)
{
    struct resource *resource;
    for (size_t at = 0; longest_read_ms() > 0 && (resource = region_next(region, NULL, &at));)
        history_note(resource, now_ms);
    forget_old_gone(region, now_ms);
}

void history_bury(struct region *region, struct resource *resource, int64_t at_ms)
{
    if (longest_read_ms() == 0 && lag.name_ms == 0) {
        resource_free(resource);
        return;
    }
    history_note(resource, at_ms);
    resource->since_ms = at_ms;
    resource->next_in_bucket = region->gone;
    region->gone = resource;
}

bool history_holds_name(const struct region *region, const char *name, int64_t now_ms)
{
    const struct resource *gone = region->gone;
    while (gone && (gone->since_ms + lag.name_ms <= now_ms || strcmp(resource_name(gone), name) != 0))
        gone = gone->next_in_bucket;
    return gone != NULL;
}

void history_set_lag(const struct lag *new_lag, int64_t now_ms)
{
    lag = *new_lag;
    for (struct region *region = world_first_region(); region; region = region->next) {
        region_settle(region, now_ms);
        history_forget_gone(region);
        struct resource *resource;
        for (size_t at = 0; (resource = region_next(region, NULL, &at));) {
            history_forget(resource);
            resource->since_ms = INT64_MIN;
            resource->noted = false;
        }
        history_note_region(region, now_ms);
    }
}

/*
 * ---- reading the past
 * ---------------------------------------------------------------------------------------
 */

static void show(struct region *past, struct resource *version, int64_t seen_ms)
{
    while (version && version->since_ms > seen_ms)
        version = version->earlier;
    if (version)
        region_add(past, version);
}

struct region *history_open(const struct region *region, int64_t seen_ms)
{
    struct region *past = memory_new(1, sizeof *past);
    past->name = region->name;
    past->operations = region->operations;
    past->operation_count = region->operation_count;
    past->default_key = region->default_key;
    const struct resource *resource;
    for (size_t at = 0; (resource = region_next(region, NULL, &at));)
        show(past, resource->earlier, seen_ms);
    for (const struct resource *gone = region->gone; gone; gone = gone->next_in_bucket)
        if (gone->since_ms > seen_ms)
            show(past, gone->earlier, seen_ms);
    return past;
}

void history_close(struct region *past)
{
    free(past->resources.items);
    free(past);
}
