/*
 * list.h — the contract of a list resource: the objects of a type, found by filters, one event each as soon
 * as it is known. Source: protocol section 4.15 (ListResource).
 */
#ifndef RUNTIME_LIST_H
#define RUNTIME_LIST_H

#include "runtime/resource.h"

struct lister;

struct list_resource {
    const struct schema_desc *schema;                     /* of the filters */
    const struct resource *resource;                      /* of the listed resource */
    bool (*validate)(struct call *c, const void *config); /* optional */
    /*
     * For each match makes a state of the resource and passes it to list_emit. With list_wants_object false
     * only the identity attributes need to be set. Page by page: the first events are sent before the last
     * page is requested.
     */
    bool (*list)(struct call *c, const void *config, struct lister *lister);
};

bool list_wants_object(const struct lister *lister);
/* False when the client has enough: then return true from `list` immediately. */
bool list_emit(struct call *c, struct lister *lister, struct str display_name, const void *state) MUST_USE;

#endif
