/*
 * tagging.c — TagResource and UntagResource. It must not know which kind of resource has the tags, nor their
 * limits.
 */
#include <string.h>

#include "families.h"
#include "operations.h"
#include "tags.h"

/* The resource named in the input, if it exists, has the given ARN (if any), and may have tags. */
static struct resource *find_taggable(struct call *call)
{
    const char *name = call_string(call, "resourceName"), *arn = call_string(call, "resourceArn");
    struct resource *resource = region_find(call->region, name);
    if (!resource || (arn && strcmp(resource_string(resource, "arn"), arn) != 0)) {
        call_fail(call, FAILURE_NOT_FOUND, "DoesNotExist", "The Resource does not exist: %s",
                  resource ? arn : name);
        return NULL;
    }
    if (!resource->kind->taggable) {
        call_fail_input(call, "Tagging is not supported for the resource type %s", resource->kind->api);
        return NULL;
    }
    return resource;
}

static bool tag_resource(struct call *call)
{
    struct resource *resource = find_taggable(call);
    if (!resource)
        return false;
    json_t *tags = json_object_get(call->input, "tags"), *tag;
    json_t *mine = json_object_get(resource->document, "tags");
    size_t i, place, kept = json_array_size(mine);
    json_array_foreach (tags, i, tag) {
        const char *key = json_string_value(json_object_get(tag, "key"));
        if (key && tags_find(mine, key, &place))
            kept--;
    }
    if (!tags_check(call, kept) || (resource->kind->tags_have_values && !tags_check_values(call)))
        return false;
    tags_merge(resource, tags);
    operation_add_for(call, "TagResource", resource, "");
    return operations_answer(call);
}

static bool untag_resource(struct call *call)
{
    struct resource *resource = find_taggable(call);
    if (!resource)
        return false;
    json_t *mine = json_object_get(resource->document, "tags"), *key;
    size_t i, place;
    json_array_foreach (json_object_get(call->input, "tagKeys"), i, key)
        if (tags_find(mine, json_string_value(key), &place))
            json_array_remove(mine, place);
    resource_changed(resource);
    operation_add_for(call, "UntagResource", resource, "");
    return operations_answer(call);
}

static const struct api tagging_api[] = {
    {.name = "TagResource",
     .handle = tag_resource,
     .input = INPUT(REQUIRED("resourceName", NAME), OPTIONAL("resourceArn", STRING),
                    PARTS("tags", STRUCTURES, tag_members, true))},
    {.name = "UntagResource",
     .handle = untag_resource,
     .input = INPUT(REQUIRED("resourceName", NAME), OPTIONAL("resourceArn", STRING),
                    REQUIRED("tagKeys", STRINGS))},
    {0},
};
const struct family tagging_family = {.api = tagging_api};
