/*
 * list_firewall_rule.c — the open ports of the region's instances, one event for each protocol and port
 * range. Changes nothing.
 */
#include "gen/list_firewall_rule.h"
#include "resources/firewall/firewall.h"
#include "runtime/listing.h"

static bool item(struct call *c, json_t *answer, const void *config_model, struct lister *lister,
                 bool *ret_more)
{
    const struct list_firewall_rule *config = config_model;
    struct instance_found found;
    struct port_set set;
    TRY(instance_ref_of(c, answer, &found));
    TRY(port_set_from_json(c->mem, json_at(found.instance, "networking.ports"), &set, &c->err));
    for (size_t i = 0; *ret_more && i < set.count; i++) {
        struct firewall_rule state = {0};
        firewall_rule_fill(c, &found, &set.rules[i], &state);
        if (TF_IS_KNOWN(config->protocol) && !str_eq(config->protocol.v, state.protocol.v))
            continue;
        struct str label = str_printf(c->mem, "%.*s: %.*s", STR_ARG(found.name),
                                      STR_ARG(port_rule_print(c->mem, &set.rules[i])));
        *ret_more = list_emit(c, lister, label, &state);
    }
    return true;
}

static bool list(struct call *c, const void *config_model, struct lister *lister)
{
    const struct list_firewall_rule *config = config_model;
    const struct listing listing = {OP_GET_INSTANCES,    "instances",  &firewall_rule_resource, item,
                                    &config->name_regex, &config->tags};
    return listing_run(c, &listing, config, lister);
}

const struct list_resource list_firewall_rule_resource = {
    .schema = &list_firewall_rule_schema,
    .resource = &firewall_rule_resource,
    .list = list,
};
