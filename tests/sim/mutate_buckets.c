/*
 * mutate_buckets.c — changes of buckets that no operation of the API can make: objects, the use of a key, a state,
 * names of other accounts. It must not know how a request arrives.
 */
#include "mutate_buckets.h"

#include <string.h>

#include "api/bucket_keys.h"
#include "api/bucket_objects.h"
#include "api/bucket_privacy.h"
#include "api/buckets.h"
#include "clock.h"

#define DAY_MS ((int64_t)24 * 60 * 60 * 1000)

static const char *text_of(const json_t *wish, const char *member)
{
    return json_string_value(json_object_get(wish, member));
}

static const char *put_objects(struct region *region, const char *name, const json_t *wish)
{
    struct resource *bucket = region_find_kind(region, &bucket_kind, name);
    const json_t *number = json_object_get(wish, "number");
    if (!bucket)
        return "there is no such bucket";
    if (!json_is_integer(number))
        return "number is missing";
    int64_t days = json_integer_value(json_object_get(wish, "days"));
    bucket_objects_set(bucket, json_integer_value(number), json_integer_value(json_object_get(wish, "bytes")),
                       clock_world_ms() - days * DAY_MS);
    return NULL;
}

static const char *use_key(struct region *region, const char *name, const json_t *wish)
{
    struct resource *bucket = region_find_kind(region, &bucket_kind, name);
    const char *key = text_of(wish, "key"), *status = text_of(wish, "status"),
               *service = text_of(wish, "service");
    if (!bucket)
        return "there is no such bucket";
    if (status && strcmp(status, "Active") != 0 && strcmp(status, "Inactive") != 0)
        return "the status is not one of a key";
    return bucket_key_set(bucket, key, status, service, clock_world_ms()) ? NULL
                                                                          : "the bucket has no such key";
}

static const char *set_state(struct region *region, const char *name, const json_t *wish)
{
    const char *code = text_of(wish, "code");
    bucket_set_state(region, name, code ? code : "Unknown", text_of(wish, "message"));
    return NULL;
}

static const char *take_name(struct region *region, const char *name, const json_t *wish)
{
    (void)region;
    (void)wish;
    bucket_set_foreign(name, true);
    return NULL;
}

static const char *free_name(struct region *region, const char *name, const json_t *wish)
{
    (void)region;
    (void)wish;
    bucket_set_foreign(name, false);
    return NULL;
}

/* The name is the status. */
static const char *set_privacy(struct region *region, const char *name, const json_t *wish)
{
    (void)region;
    return bucket_privacy_set(name, text_of(wish, "message"), json_is_true(json_object_get(wish, "blocks")),
                              clock_world_ms())
               ? NULL
               : "the status or the message is not one of the model";
}

static const struct {
    const char *name;
    const char *(*act)(struct region *region, const char *name, const json_t *wish);
} actions[] = {
    {"put_objects", put_objects},    {"set_bucket_key", use_key},
    {"set_bucket_state", set_state}, {"take_bucket_name", take_name},
    {"free_bucket_name", free_name}, {"set_public_access_block", set_privacy},
};

bool mutate_buckets(struct region *region, const char *action, const char *name, const json_t *wish,
                    const char **ret_reason)
{
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        if (!strcmp(actions[i].name, action)) {
            *ret_reason = actions[i].act(region, name, wish);
            return true;
        }
    return false;
}
