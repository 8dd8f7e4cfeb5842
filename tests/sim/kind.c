/*
 * kind.c — the operations that are the same for every kind of resource: creating, reading, listing and
 * deleting one. It must not know any kind; the families of the API have the rows.
 */
#include "kind.h"

#include <stdlib.h>

#include "digest.h"
#include "families.h"
#include "memory.h"
#include "operations.h"
#include "tags.h"

struct resource *kind_create(struct call *call, const struct kind *kind, const char *name, const char *zone,
                             const char *id, json_t *members)
{
    char short_id[18];
    digest_short_id(id, short_id);
    char *support = kind->id_prefix ? memory_format("%s-%s", kind->id_prefix, short_id) : memory_copy(id);
    struct resource *resource = resource_create(call->region, kind, name, zone, support, call->now_ms);
    free(support);
    if (kind->no_support_code)
        json_object_del(resource->document, "supportCode");
    json_object_update(resource->document, members);
    json_decref(members);
    if (kind->taggable)
        tags_merge(resource, json_object_get(call->input, "tags"));
    resource_changed(resource);
    return resource;
}

static struct resource *find(struct call *call)
{
    return call_find(call, call->api->kind, call->api->kind->name_member);
}

void kind_print(struct call *call, struct resource *resource)
{
    resource_print(resource, &call->out);
    if (!resource->kind->print_more)
        return;
    call->out.length--; /* the closing brace comes later */
    resource->kind->print_more(call, resource, &call->out);
    text_add(&call->out, "}");
}

bool kind_get(struct call *call)
{
    struct resource *resource = find(call);
    if (!resource)
        return false;
    text_format(&call->out, "{\"%s\":", resource->kind->member);
    kind_print(call, resource);
    text_add(&call->out, "}");
    return true;
}

bool kind_list(struct call *call)
{
    uint64_t after, last = 0;
    if (!page_begin(call, call->api->kind->list_member, &after))
        return false;
    struct resource *resource;
    size_t count = 0, at = 0;
    while ((resource = region_next(call->region, call->api->kind, &at))) {
        if (resource->sequence <= after)
            continue;
        if (!page_next(call, &count)) {
            page_end(call, last);
            return true;
        }
        kind_print(call, resource);
        last = resource->sequence;
    }
    page_end(call, 0);
    return true;
}

bool kind_delete(struct call *call)
{
    const struct kind *kind = call->api->kind;
    struct resource *resource = find(call);
    if (!resource || (kind->before_delete && !kind->before_delete(call, resource)))
        return false;
    if (kind->delete_is_done)
        operation_add_done(call, call->operation, kind, resource_name(resource), resource_zone(resource),
                           kind->delete_details);
    else
        operation_add_for(call, call->operation, resource, kind->delete_details);
    /* A request that is stuck leaves the resource until it is released. */
    if (kind->delete_is_done && call->end == END_NEVER)
        resource_plan(call->region, resource, WORD_GONE, call->now_ms);
    else if (kind->delete_takes_time)
        resource_plan(call->region, resource, WORD_GONE, call->now_ms + call->options->operation_ms);
    else
        resource_delete(call->region, resource);
    return kind->delete_answers_one ? operation_answer(call) : operations_answer(call);
}
