/*
 * active_names.c — GetActiveNames: every name that is taken in a region.
 * It must not know what the names belong to.
 */
#include "active_names.h"

/* The resource with the smallest sequence above after, over all types. */
static const struct resource *next_after(const struct region *region, uint64_t after)
{
    const struct resource *next = NULL;
    for (int type = 0; type < RESOURCE_TYPES; type++) {
        const struct resource_list *list = &region->lists[type];
        /* Each list is in the order of the sequence. */
        size_t low = 0, high = list->count;
        while (low < high) {
            size_t middle = (low + high) / 2;
            if (list->items[middle]->sequence <= after)
                low = middle + 1;
            else
                high = middle;
        }
        if (low < list->count && (!next || list->items[low]->sequence < next->sequence))
            next = list->items[low];
    }
    return next;
}

bool get_active_names(struct call *call)
{
    uint64_t after;
    size_t count = 0;
    if (!page_begin(call, "activeNames", &after))
        return false;
    const struct resource *resource;
    for (; (resource = next_after(call->region, after)); after = resource->sequence) {
        if (!page_next(call, &count)) {
            page_end(call, after);
            return true;
        }
        text_add_json(&call->out, resource_name(resource));
    }
    page_end(call, 0);
    return true;
}
