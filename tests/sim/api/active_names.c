/*
 * active_names.c — GetActiveNames: every name that is taken in a region.
 * It must not know what the names belong to.
 */
#include "families.h"

static bool get_active_names(struct call *call)
{
    uint64_t after, last = 0;
    size_t count = 0, at = 0;
    if (!page_begin(call, "activeNames", &after))
        return false;
    const struct resource *resource;
    while ((resource = region_next(call->region, NULL, &at))) {
        if (resource->sequence <= after || resource->kind->is_nameless)
            continue;
        if (!page_next(call, &count)) {
            page_end(call, last);
            return true;
        }
        text_add_json(&call->out, resource_name(resource));
        last = resource->sequence;
    }
    page_end(call, 0);
    return true;
}

static const struct api active_names_api[] = {
    {.name = "GetActiveNames", .shows = OF_MANY, .handle = get_active_names, .input = page_members},
    {0},
};
const struct family active_names_family = {.api = active_names_api};
