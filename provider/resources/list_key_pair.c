/*
 * list_key_pair.c — the key pairs of the region, one event each. Changes nothing.
 */
#include "gen/list_key_pair.h"
#include "resources/key_pair.h"
#include "runtime/listing.h"

static bool item(struct call *c, json_t *answer, const void *config, struct lister *lister, bool *ret_more)
{
    (void)config;
    struct str name = json_member_text(answer, "name");
    struct key_pair state = {.name = tf_string(name)};
    if (list_wants_object(lister))
        key_pair_fill(c, answer, &state, &state);
    *ret_more = list_emit(c, lister, name, &state);
    return true;
}

static bool list(struct call *c, const void *config_model, struct lister *lister)
{
    const struct list_key_pair *config = config_model;
    const struct listing listing = {OP_GET_KEY_PAIRS,    "keyPairs",   &key_pair_resource, item,
                                    &config->name_regex, &config->tags};
    return listing_run(c, &listing, config, lister);
}

const struct list_resource list_key_pair_resource = {
    .schema = &list_key_pair_schema,
    .resource = &key_pair_resource,
    .list = list,
};
