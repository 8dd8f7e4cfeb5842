/*
 * bucket_access.c — the instances that have access to a bucket. It must not know what they do with it.
 */
#include "api/bucket_access.h"

#include <string.h>

#include "api/buckets.h"
#include "api/instances.h"
#include "families.h"
#include "operations.h"

/* Hidden member: {ARN of an instance: its name}. */
static const char map_member[] = "access";

static bool exists(struct region *region, const char *arn, const char *name)
{
    const struct resource *instance = region_find_kind(region, &instance_kind, name);
    return instance && !strcmp(resource_string(instance, "arn"), arn);
}

size_t bucket_access_count(struct region *region, const struct resource *bucket)
{
    const char *arn;
    json_t *name;
    size_t count = 0;
    json_object_foreach (json_object_get(bucket->hidden, map_member), arn, name)
        count += exists(region, arn, json_string_value(name));
    return count;
}

void bucket_access_print(struct region *region, const struct resource *bucket, struct text *out)
{
    const char *arn, *comma = "";
    json_t *name;
    text_add(out, ",\"resourcesReceivingAccess\":[");
    json_object_foreach (json_object_get(bucket->hidden, map_member), arn, name) {
        if (!exists(region, arn, json_string_value(name)))
            continue;
        text_format(out, "%s{\"name\":", comma);
        text_add_json(out, json_string_value(name));
        text_format(out, ",\"resourceType\":\"%s\"}", instance_kind.api);
        comma = ",";
    }
    text_add(out, "]");
}

static bool set_access(struct call *call)
{
    struct resource *bucket = bucket_find(call);
    struct resource *instance = bucket ? instance_find_usable(call, "resourceName") : NULL;
    if (!instance)
        return false;
    if (strcmp(instance_state(instance), "running") != 0 && strcmp(instance_state(instance), "stopped") != 0)
        return call_fail_input(call,
                               "The instance %s is %s. Access to a bucket is set for one that is running or "
                               "stopped. Please try again in a few minutes.",
                               resource_name(instance), instance_state(instance));
    json_t *map = json_object_get(bucket->hidden, map_member);
    if (!map) {
        map = json_object();
        json_object_set_new(bucket->hidden, map_member, map);
    }
    const char *arn = resource_string(instance, "arn");
    if (!strcmp(call_string(call, "access"), "allow"))
        json_object_set_new(map, arn, json_string(resource_name(instance)));
    else
        json_object_del(map, arn);
    resource_changed(bucket);
    operation_add_for(call, "SetResourceAccessForBucket", bucket, resource_name(instance));
    operation_add_for(call, "SetResourceAccessForBucket", instance, resource_name(bucket));
    return operations_answer(call);
}

static const char *const accesses[] = {"allow", "deny", NULL};

static const struct api bucket_access_api[] = {
    {.name = "SetResourceAccessForBucket",
     .handle = set_access,
     .input = INPUT(REQUIRED("resourceName", NAME), BUCKET, WORD("access", accesses, true))},
    {0},
};
const struct family bucket_access_family = {.api = bucket_access_api};
