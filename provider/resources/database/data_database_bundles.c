/*
 * data_database_bundles.c — the bundles of databases by size and price. Knows the filters; changes nothing.
 */
#include "gen/data_database_bundles.h"

#include <stdlib.h>

#include "resources/catalogue/catalogue.h"
#include "resources/catalogue/catalogue_filter.h"
#include "steps/database_rule.h"

static bool has_count(struct tf_int value, struct tf_int least)
{
    return !TF_IS_KNOWN(least) || (TF_IS_KNOWN(value) && value.v >= least.v);
}

static bool matches(const struct data_database_bundles *filter,
                    const struct data_database_bundles_bundles *bundle)
{
    bool is_active = !TF_IS_KNOWN(bundle->is_active) || bundle->is_active.v;
    bool is_wanted = !TF_IS_KNOWN(filter->high_availability) ||
                     filter->high_availability.v == bundle->high_availability.v;
    return (is_active || filter->include_inactive.v) && is_wanted &&
           has_count(bundle->cpu_count, filter->min_cpu_count) &&
           has_count(bundle->disk_size, filter->min_disk_size) &&
           filter_at_least(bundle->price_usd, filter->min_price_usd) &&
           filter_at_most(bundle->price_usd, filter->max_price_usd) &&
           filter_at_least(bundle->ram_size, filter->min_ram_size);
}

static int compare(const void *a, const void *b)
{
    const struct data_database_bundles_bundles *left = a, *right = b;
    return filter_compare_prices(left->price_usd, left->bundle_id.v, right->price_usd, right->bundle_id.v);
}

static bool read(struct call *c, const void *config_model, void *state_model)
{
    const struct data_database_bundles *filter = config_model;
    struct data_database_bundles *state = state_model;
    const struct catalogue *list;
    TRY(catalogue_list(c, CATALOGUE_DATABASE_BUNDLES, &list));
    size_t count = 0, size = json_array_size(list->items);
    struct data_database_bundles_bundles *found = arena_new_array(c->mem,
                                                                  struct data_database_bundles_bundles, size);
    for (size_t i = 0; i < size; i++) {
        api_fill(c, &data_database_bundles_bundles_desc, json_array_get(list->items, i), &found[count]);
        found[count].high_availability = tf_bool(database_has_two_zones(found[count].bundle_id.v));
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

const struct data_source data_database_bundles_source = {.schema = &data_database_bundles_schema,
                                                         .read = read};
