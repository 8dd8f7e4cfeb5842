/*
 * data_domain_entries.c — the entries of a zone. Changes nothing.
 */
#include "gen/data_domain_entries.h"

#include <stdlib.h>

#include "resources/domain/domain_entry.h"

static bool is_wanted(struct call *c, const struct data_domain_entries *config, const struct entry *entry)
{
    bool is_named = !TF_IS_KNOWN(config->name) ||
                    str_eq(dns_full_name(c->mem, config->name.v, entry->zone), entry->name);
    return is_named && (!TF_IS_KNOWN(config->type) || str_eq(config->type.v, entry->type));
}

static int by_name(const void *a, const void *b)
{
    const struct data_domain_entries_entries *one = a, *other = b;
    int order = str_cmp(one->fqdn.v, other->fqdn.v);
    order = order != 0 ? order : str_cmp(one->type.v, other->type.v);
    return order != 0 ? order : str_cmp(one->target.v, other->target.v);
}

static bool read(struct call *c, const void *config_model, void *state_model)
{
    const struct data_domain_entries *config = config_model;
    struct data_domain_entries *state = state_model;
    struct str zone = dns_plain_name(c->mem, config->domain_name.v);
    json_t *domain;
    if (!zone_view(c, zone, &domain)) {
        if (c->err.kind == ERR_NOT_FOUND)
            ERR_SET(&c->err, attribute, STR("domain_name"));
        return false;
    }
    const json_t *items = json_object_get(domain, "domainEntries");
    struct data_domain_entries_entries *found = arena_new_array(c->mem, struct data_domain_entries_entries,
                                                                json_array_size(items));
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);
        struct entry entry = entry_of_item(c, zone, item);
        if (!is_wanted(c, config, &entry))
            continue;
        found[count++] = (struct data_domain_entries_entries){
            .id = tf_string(json_member_text(item, "id")),
            .import_id = tf_string(domain_entry_id(c, &entry)),
            .name = tf_string(dns_relative_name(entry.name, zone)),
            .fqdn = tf_string(entry.name),
            .type = tf_string(entry.type),
            .target = tf_string(entry.target),
            .is_alias = tf_bool(entry.is_alias)};
    }
    if (count > 0)
        qsort(found, count, sizeof *found, by_name);
    state->entries.is = TF_KNOWN;
    state->entries.count = count;
    state->entries.v = found;
    return true;
}

const struct data_source data_domain_entries_source = {.schema = &data_domain_entries_schema, .read = read};
