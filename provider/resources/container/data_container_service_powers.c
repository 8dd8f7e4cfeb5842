/*
 * data_container_service_powers.c — the powers of container services by price. Changes nothing.
 */
#include "gen/data_container_service_powers.h"

#include <stdlib.h>

#include "resources/catalogue/catalogue.h"
#include "tf/number.h"

/* Cheapest first. Powers without a price sort last. */
static int compare(const void *a, const void *b)
{
    const struct data_container_service_powers_powers *left = a, *right = b;
    bool has_left = TF_IS_KNOWN(left->price_usd), has_right = TF_IS_KNOWN(right->price_usd);
    int by_price = has_left && has_right ? number_compare(left->price_usd.v, right->price_usd.v)
                                         : has_right - has_left;
    return by_price != 0 ? by_price : str_cmp(left->name.v, right->name.v);
}

static bool read(struct call *c, const void *config_model, void *state_model)
{
    const struct data_container_service_powers *config = config_model;
    struct data_container_service_powers *state = state_model;
    int64_t scale = TF_IS_KNOWN(config->scale) ? config->scale.v : 1;
    const struct catalogue *list;
    TRY(catalogue_list(c, CATALOGUE_POWERS, &list));
    struct data_container_service_powers_powers *found = arena_new_array(
        c->mem, struct data_container_service_powers_powers, json_array_size(list->items));
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(list->items); i++) {
        const json_t *item = json_array_get(list->items, i);
        if (!catalogue_is_active(item) &&
            !(TF_IS_KNOWN(config->include_inactive) && config->include_inactive.v))
            continue;
        api_fill(c, &data_container_service_powers_powers_desc, item, &found[count]);
        found[count].monthly_price_usd = catalogue_power_price_usd(c, json_member_text(item, "name"), scale);
        count++;
    }
    qsort(found, count, sizeof *found, compare);
    state->powers.is = TF_KNOWN;
    state->powers.count = count;
    state->powers.v = found;
    state->names = (struct tf_strings){.is = TF_KNOWN,
                                       .count = count,
                                       .v = arena_new_array(c->mem, struct tf_string, count)};
    for (size_t i = 0; i < count; i++)
        state->names.v[i] = found[i].name;
    return true;
}

const struct data_source data_container_service_powers_source = {
    .schema = &data_container_service_powers_schema,
    .read = read,
};
