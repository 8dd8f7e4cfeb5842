/*
 * list.h — the contract of a list resource: what exists of a type, found by filters, one event each as soon as it is known.
 * Source: protocol section 4.15 (ListResource).
 */
#ifndef RUNTIME_LIST_H
#define RUNTIME_LIST_H

#include "runtime/resource.h"

struct lister;

struct list_resource {
    const struct schema_desc *schema;                     /* of the filters */
    const struct resource *resource;                      /* what is listed */
    bool (*validate)(struct call *c, const void *config); /* optional */
    /*
     * For each match makes a state of the resource and hands it to list_emit; with list_wants_object false only the identity attributes need to be set. Page by
     * page: the first events leave before the last page is asked for.
     */
    bool (*list)(struct call *c, const void *config, struct lister *lister);
};

bool list_wants_object(const struct lister *lister);
/* False when the client has enough: then return true from `list` at once. */
bool list_emit(struct call *c, struct lister *lister, struct str display_name, const void *state) MUST_USE;

#endif
