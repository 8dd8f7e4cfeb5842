/*
 * list_firewall.c — the firewall of each instance of the region, one event each. Changes nothing.
 */
#include "gen/list_firewall.h"
#include "resources/firewall/firewall.h"
#include "runtime/listing.h"

static bool item(struct call *c, json_t *answer, const void *config, struct lister *lister, bool *ret_more)
{
    (void)config;
    struct instance_found found;
    TRY(instance_ref_of(c, answer, &found));
    struct firewall state = {.instance_name = tf_string(found.name)};
    if (list_wants_object(lister)) {
        const struct firewall unknown = state;
        TRY(firewall_fill(c, &unknown, &found, &state));
    }
    *ret_more = list_emit(c, lister, found.name, &state);
    return true;
}

static bool list(struct call *c, const void *config_model, struct lister *lister)
{
    const struct list_firewall *config = config_model;
    const struct listing listing = {OP_GET_INSTANCES,    "instances",  &firewall_resource, item,
                                    &config->name_regex, &config->tags};
    return listing_run(c, &listing, config, lister);
}

const struct list_resource list_firewall_resource = {
    .schema = &list_firewall_schema,
    .resource = &firewall_resource,
    .list = list,
};
