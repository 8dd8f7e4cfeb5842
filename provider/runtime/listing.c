/*
 * listing.c — requests a page, makes events of it, frees it, requests the next. Must not know any resource.
 */
#include "runtime/listing.h"

#include "runtime/crud.h"

struct walk {
    const struct listing *listing;
    const struct filter *filter;
    const void *config;
    struct lister *lister;
};

/* The filters know only the member "name"; some kinds have another one in the API. */
static void name_item(enum ls_op op, json_t *item)
{
    for (int kind = 0; kind < LS_KIND_COUNT; kind++) {
        if (ls_kind_row((enum ls_kind)kind)->list == op)
            crud_name_item((enum ls_kind)kind, item);
    }
}

static bool walk_page(struct call *page, const struct walk *walk, struct str token, struct str *ret_token,
                      bool *ret_more)
{
    const struct listing *listing = walk->listing;
    json_t *items;
    TRY(api_page(page, listing->op, token, listing->items_member, &items, ret_token));
    *ret_more = true;
    for (size_t i = 0; *ret_more && i < json_array_size(items); i++) {
        json_t *item = json_array_get(items, i);
        name_item(listing->op, item);
        if (filter_matches(page, walk->filter, item))
            TRY(listing->item(page, item, walk->config, walk->lister, ret_more));
    }
    return true;
}

bool listing_run(struct call *c, const struct listing *listing, const void *config, struct lister *lister)
{
    struct walk walk = {.listing = listing, .config = config, .lister = lister};
    struct str token = {NULL, 0};
    bool more;
    TRY(filter_new(c, listing->name_regex, listing->tags, &walk.filter));
    do {
        struct call page = {.mem = arena_new(),
                            .deadline = c->deadline,
                            .provider = c->provider,
                            .client = c->client,
                            .schema = listing->resource->schema};
        struct str next = {NULL, 0};
        bool good = walk_page(&page, &walk, token, &next, &more);
        token = str_copy(c->mem, next);
        c->err = page.err;
        arena_free(page.mem);
        TRY(good);
    } while (more && token.len > 0);
    return true;
}
