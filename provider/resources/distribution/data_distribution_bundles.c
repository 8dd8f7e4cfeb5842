/*
 * data_distribution_bundles.c — the bundles of distributions by transfer and price. Knows the filters; changes nothing.
 */
#include "gen/data_distribution_bundles.h"

#include <stdlib.h>

#include "resources/catalogue/catalogue.h"
#include "resources/catalogue/catalogue_filter.h"

static bool matches(const struct data_distribution_bundles *filter,
                    const struct data_distribution_bundles_bundles *bundle)
{
    bool is_active = !TF_IS_KNOWN(bundle->is_active) || bundle->is_active.v;
    bool is_large = !TF_IS_KNOWN(filter->min_transfer_gb) ||
                    (TF_IS_KNOWN(bundle->transfer_gb) && bundle->transfer_gb.v >= filter->min_transfer_gb.v);
    return (is_active || filter->include_inactive.v) && is_large &&
           filter_at_most(bundle->price_usd, filter->max_price_usd);
}

static int compare(const void *a, const void *b)
{
    const struct data_distribution_bundles_bundles *left = a, *right = b;
    return filter_compare_prices(left->price_usd, left->bundle_id.v, right->price_usd, right->bundle_id.v);
}

static bool read(struct call *c, const void *config, void *state_model)
{
    struct data_distribution_bundles *state = state_model;
    const struct catalogue *list;
    TRY(catalogue_list(c, CATALOGUE_DISTRIBUTION_BUNDLES, &list));
    size_t count = 0, size = json_array_size(list->items);
    struct data_distribution_bundles_bundles *found = arena_new_array(
        c->mem, struct data_distribution_bundles_bundles, size);
    for (size_t i = 0; i < size; i++) {
        api_fill(c, &data_distribution_bundles_bundles_desc, json_array_get(list->items, i), &found[count]);
        count += matches(config, &found[count]);
    }
    qsort(found, count, sizeof *found, compare);
    state->bundles.is = state->bundle_ids.is = TF_KNOWN;
    state->bundles.count = state->bundle_ids.count = count;
    state->bundles.v = found;
    state->bundle_ids.v = arena_new_array(c->mem, struct tf_string, count);
    for (size_t i = 0; i < count; i++)
        state->bundle_ids.v[i] = found[i].bundle_id;
    return true;
}

const struct data_source data_distribution_bundles_source = {.schema = &data_distribution_bundles_schema,
                                                             .read = read};
