/*
 * bucket_objects.c — how many objects a bucket has: a test says it, because objects are S3's. It must not know
 * what they are.
 */
#include "api/bucket_objects.h"

/* Hidden member: [{"since_ms", "number", "bytes"}], the oldest first. */
static const char list_member[] = "objects";

void bucket_objects_set(struct resource *bucket, int64_t number, int64_t bytes, int64_t at_ms)
{
    json_t *list = json_object_get(bucket->hidden, list_member);
    if (!list) {
        list = json_array();
        json_object_set_new(bucket->hidden, list_member, list);
    }
    json_array_append_new(list, json_pack("{s:I, s:I, s:I}", "since_ms", (json_int_t)at_ms, "number",
                                          (json_int_t)number, "bytes", (json_int_t)bytes));
    resource_changed(bucket);
}

int64_t bucket_objects_number(const struct resource *bucket)
{
    const json_t *list = json_object_get(bucket->hidden, list_member);
    size_t count = json_array_size(list);
    return count ? json_integer_value(json_object_get(json_array_get(list, count - 1), "number")) : 0;
}

int64_t bucket_objects_at(const struct resource *bucket, const char *member, int64_t at_ms)
{
    const json_t *list = json_object_get(bucket->hidden, list_member);
    int64_t value = 0;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *state = json_array_get(list, i);
        if (json_integer_value(json_object_get(state, "since_ms")) <= at_ms)
            value = json_integer_value(json_object_get(state, member));
    }
    return value;
}
