/*
 * listing.h — the loop that all list resources share: page by page, each in its own memory, filtered, one
 * event for each object. Knows pages and filters; must not know any resource.
 */
#ifndef RUNTIME_LISTING_H
#define RUNTIME_LISTING_H

#include "runtime/filter.h"
#include "runtime/list.h"

/*
 * Makes events of one object of a response by list_emit. `c` is the call of the listed resource: its schema,
 * and memory that lasts as long as the page. `ret_more` false: the client has enough.
 */
typedef bool listing_item_fn(struct call *c, json_t *item, const void *config, struct lister *lister,
                             bool *ret_more);

struct listing {
    enum ls_op op;
    const char *items_member; /* "instances" of GetInstances */
    const struct resource *resource;
    listing_item_fn *item;
    const struct tf_string *name_regex; /* NULL: no such filter */
    const struct tf_strings *tags;
};

/* The implementation of a list hook. */
bool listing_run(struct call *c, const struct listing *listing, const void *config, struct lister *lister)
    MUST_USE;

#endif
