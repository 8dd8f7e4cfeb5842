/*
 * data_bundles.c — the bundles of the region by size and price. Knows the filters; changes nothing.
 */
#include "gen/data_bundles.h"

#include <stdlib.h>

#include "resources/catalogue/catalogue.h"
#include "resources/catalogue/catalogue_filter.h"

static bool has_platform(const struct data_bundles_bundles *bundle, struct tf_string platform)
{
    for (size_t i = 0; i < bundle->platforms.count; i++) {
        if (tf_string_equal(bundle->platforms.v[i], platform))
            return true;
    }
    return !TF_IS_KNOWN(platform);
}

static bool has_family(const struct data_bundles_bundles *bundle, struct tf_string ip_address_type)
{
    if (!TF_IS_KNOWN(ip_address_type))
        return true;
    bool is_ipv6_only = TF_IS_KNOWN(bundle->public_ipv4_address_count)
                            ? bundle->public_ipv4_address_count.v == 0
                            : catalogue_is_ipv6_bundle(bundle->bundle_id.v);
    return is_ipv6_only == str_eq(ip_address_type.v, STR(DATA_BUNDLES_IP_ADDRESS_TYPE_IPV6));
}

static bool matches(const struct data_bundles *filter, const struct data_bundles_bundles *bundle)
{
    bool is_active = !TF_IS_KNOWN(bundle->is_active) || bundle->is_active.v;
    bool cpu_fits = !TF_IS_KNOWN(filter->min_cpu_count) || bundle->cpu_count.v >= filter->min_cpu_count.v;
    return (is_active || filter->include_inactive.v) && cpu_fits && has_platform(bundle, filter->platform) &&
           has_family(bundle, filter->ip_address_type) &&
           filter_at_least(bundle->price_usd, filter->min_price_usd) &&
           filter_at_most(bundle->price_usd, filter->max_price_usd) &&
           filter_at_least(bundle->ram_size, filter->min_ram_size);
}

static int compare(const void *a, const void *b)
{
    const struct data_bundles_bundles *left = a, *right = b;
    return filter_compare_prices(left->price_usd, left->bundle_id.v, right->price_usd, right->bundle_id.v);
}

static bool read(struct call *c, const void *config_model, void *state_model)
{
    const struct data_bundles *filter = config_model;
    struct data_bundles *state = state_model;
    const struct catalogue *list;
    TRY(catalogue_list(c, CATALOGUE_BUNDLES, &list));
    struct data_bundles_bundles *found = arena_new_array(c->mem, struct data_bundles_bundles,
                                                         json_array_size(list->items));
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(list->items); i++) {
        api_fill(c, &data_bundles_bundles_desc, json_array_get(list->items, i), &found[count]);
        count += matches(filter, &found[count]);
    }
    qsort(found, count, sizeof *found, compare);
    state->bundles.is = TF_KNOWN;
    state->bundles.count = count;
    state->bundles.v = found;
    state->bundle_ids = (struct tf_strings){.is = TF_KNOWN,
                                            .count = count,
                                            .v = arena_new_array(c->mem, struct tf_string, count)};
    for (size_t i = 0; i < count; i++)
        state->bundle_ids.v[i] = found[i].bundle_id;
    return true;
}

const struct data_source data_bundles_source = {.schema = &data_bundles_schema, .read = read};
