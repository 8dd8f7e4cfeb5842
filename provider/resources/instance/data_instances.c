/*
 * data_instances.c — the instances of the region that match filters. Knows the filters; changes nothing.
 */
#include "gen/data_instances.h"

#include <stdlib.h>

#include "resources/catalogue/catalogue.h"
#include "resources/instance/instance.h"
#include "runtime/filter.h"
#include "runtime/tags.h"

static bool matches(struct call *c, const struct filter *filter, const struct data_instances *config,
                    const json_t *answer)
{
    return filter_matches(c, filter, answer) &&
           (!TF_IS_KNOWN(config->state) || str_eq(config->state.v, instance_state(answer)));
}

static void fill(struct call *c, const json_t *answer, struct data_instances_instances *ret)
{
    api_fill(c, &data_instances_instances_desc, answer, ret);
    if (!TF_IS_KNOWN(ret->ipv6_addresses))
        ret->ipv6_addresses = (struct tf_strings){.is = TF_KNOWN};
    ret->disk_size = instance_system_disk_gb(answer);
    ret->monthly_price_usd = catalogue_price_usd(c, ret->bundle_id.v);
    ret->tags = tags_of_answer(c, json_object_get(answer, "tags"));
}

static int compare(const void *a, const void *b)
{
    const struct data_instances_instances *left = a, *right = b;
    return str_cmp(left->name.v, right->name.v);
}

static bool read(struct call *c, const void *config_model, void *state_model)
{
    const struct data_instances *config = config_model;
    struct data_instances *state = state_model;
    const struct filter *filter;
    json_t *items;
    TRY(filter_new(c, &config->name_regex, &config->tags, &filter));
    TRY(api_list(c, OP_GET_INSTANCES, NULL, "instances", &items));
    struct data_instances_instances *found = arena_new_array(c->mem, struct data_instances_instances,
                                                             json_array_size(items));
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(items); i++) {
        if (matches(c, filter, config, json_array_get(items, i)))
            fill(c, json_array_get(items, i), &found[count++]);
    }
    qsort(found, count, sizeof *found, compare);
    state->instances.is = TF_KNOWN;
    state->instances.count = count;
    state->instances.v = found;
    state->names = (struct tf_strings){.is = TF_KNOWN,
                                       .count = count,
                                       .v = arena_new_array(c->mem, struct tf_string, count)};
    for (size_t i = 0; i < count; i++)
        state->names.v[i] = found[i].name;
    return true;
}

const struct data_source data_instances_source = {.schema = &data_instances_schema, .read = read};
