/*
 * list_domain_entry.c — the entries of all zones, one event each. Changes nothing.
 */
#include "gen/list_domain_entry.h"

#include "resources/domain/domain_entry.h"
#include "runtime/listing.h"

static bool item(struct call *c, json_t *domain, const void *config_model, struct lister *lister,
                 bool *ret_more)
{
    const struct list_domain_entry *config = config_model;
    const json_t *items = json_object_get(domain, "domainEntries");
    struct str zone = dns_plain_name(c->mem, json_member_text(domain, "name"));
    if (TF_IS_KNOWN(config->domain_name) && !str_eq(dns_plain_name(c->mem, config->domain_name.v), zone))
        return true;
    for (size_t i = 0; *ret_more && i < json_array_size(items); i++) {
        struct entry entry = entry_of_item(c, zone, json_array_get(items, i));
        struct domain_entry state = {0};
        if (entry_is_of_service(&entry) || (TF_IS_KNOWN(config->type) && !str_eq(config->type.v, entry.type)))
            continue;
        domain_entry_fill(&entry, &state);
        *ret_more = list_emit(c, lister,
                              str_printf(c->mem, "%.*s %.*s", STR_ARG(entry.name), STR_ARG(entry.type)),
                              &state);
    }
    return true;
}

static bool list(struct call *c, const void *config, struct lister *lister)
{
    const struct listing listing = {OP_GET_DOMAINS, "domains", &domain_entry_resource, item, NULL, NULL};
    return listing_run(c, &listing, config, lister);
}

const struct list_resource list_domain_entry_resource = {
    .schema = &list_domain_entry_schema,
    .resource = &domain_entry_resource,
    .list = list,
};
