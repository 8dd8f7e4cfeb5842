/*
 * data_database_blueprints.c — the blueprints of databases. Knows the filters; changes nothing.
 */
#include "gen/data_database_blueprints.h"

#include <stdlib.h>

#include "resources/catalogue/catalogue.h"
#include "resources/catalogue/catalogue_filter.h"

/* Engines in order, newest first in each. */
static int compare(const void *a, const void *b)
{
    const struct data_database_blueprints_blueprints *left = a, *right = b;
    int order = str_cmp(left->engine.v, right->engine.v);
    if (order == 0)
        order = -filter_compare_versions(left->engine_version.v, right->engine_version.v);
    return order != 0 ? order : str_cmp(left->blueprint_id.v, right->blueprint_id.v);
}

static size_t keep_newest(struct data_database_blueprints_blueprints *found, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || !str_eq(found[kept - 1].engine.v, found[i].engine.v))
            found[kept++] = found[i];
    }
    return kept;
}

static bool read(struct call *c, const void *config_model, void *state_model)
{
    const struct data_database_blueprints *filter = config_model;
    struct data_database_blueprints *state = state_model;
    const struct catalogue *list;
    TRY(catalogue_list(c, CATALOGUE_DATABASE_BLUEPRINTS, &list));
    size_t count = 0, size = json_array_size(list->items);
    struct data_database_blueprints_blueprints *found = arena_new_array(
        c->mem, struct data_database_blueprints_blueprints, size);
    for (size_t i = 0; i < size; i++) {
        api_fill(c, &data_database_blueprints_blueprints_desc, json_array_get(list->items, i), &found[count]);
        count += !TF_IS_KNOWN(filter->engine) || tf_string_equal(filter->engine, found[count].engine);
    }
    qsort(found, count, sizeof *found, compare);
    if (filter->newest.v)
        count = keep_newest(found, count);
    state->blueprints.is = TF_KNOWN;
    state->blueprints.count = count;
    state->blueprints.v = found;
    state->blueprint_ids = (struct tf_strings){.is = TF_KNOWN,
                                               .count = count,
                                               .v = arena_new_array(c->mem, struct tf_string, count)};
    for (size_t i = 0; i < count; i++)
        state->blueprint_ids.v[i] = found[i].blueprint_id;
    return true;
}

const struct data_source data_database_blueprints_source = {.schema = &data_database_blueprints_schema,
                                                            .read = read};
