/*
 * data_blueprints.c — the blueprints of the region. Knows the filters; changes
 * nothing.
 */
#include "gen/data_blueprints.h"

#include <stdlib.h>

#include "resources/catalogue/catalogue.h"
#include "resources/catalogue/catalogue_filter.h"

/* "ubuntu" matches "ubuntu_22" and "ubuntu-22": the API has a group for each version of some images. */
static bool in_group(struct str group, struct tf_string wanted)
{
    if (!TF_IS_KNOWN(wanted) || str_eq(group, wanted.v))
        return true;
    char next = group.len > wanted.v.len ? group.data[wanted.v.len] : '\0';
    return str_starts_with(group, wanted.v) && (next == '_' || next == '-');
}

static bool matches(const struct data_blueprints *filter, const struct data_blueprints_blueprints *blueprint)
{
    bool is_active = !TF_IS_KNOWN(blueprint->is_active) || blueprint->is_active.v;
    return (is_active || filter->include_inactive.v) && in_group(blueprint->group.v, filter->group) &&
           (!TF_IS_KNOWN(filter->platform) || tf_string_equal(filter->platform, blueprint->platform)) &&
           (!TF_IS_KNOWN(filter->type) || tf_string_equal(filter->type, blueprint->type));
}

static int compare_by_version(const struct data_blueprints_blueprints *left,
                              const struct data_blueprints_blueprints *right)
{
    int order = -filter_compare_versions(left->version.v, right->version.v);
    if (order == 0)
        order = -filter_compare_versions(left->version_code.v, right->version_code.v);
    return order != 0 ? order : str_cmp(left->blueprint_id.v, right->blueprint_id.v);
}

/* Groups in order, newest first in each. */
static int compare_grouped(const void *a, const void *b)
{
    const struct data_blueprints_blueprints *left = a, *right = b;
    int order = str_cmp(left->group.v, right->group.v);
    return order != 0 ? order : compare_by_version(left, right);
}

static int compare_ungrouped(const void *a, const void *b)
{
    return compare_by_version(a, b);
}

static size_t keep_newest(struct data_blueprints_blueprints *found, size_t count, bool of_all)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || (!of_all && !str_eq(found[kept - 1].group.v, found[i].group.v)))
            found[kept++] = found[i];
    }
    return kept;
}

static bool read(struct call *c, const void *config_model, void *state_model)
{
    const struct data_blueprints *filter = config_model;
    struct data_blueprints *state = state_model;
    const struct catalogue *list;
    TRY(catalogue_list(c, CATALOGUE_BLUEPRINTS, &list));
    struct data_blueprints_blueprints *found = arena_new_array(c->mem, struct data_blueprints_blueprints,
                                                               json_array_size(list->items));
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(list->items); i++) {
        api_fill(c, &data_blueprints_blueprints_desc, json_array_get(list->items, i), &found[count]);
        count += matches(filter, &found[count]);
    }
    bool one_group = TF_IS_KNOWN(filter->group);
    qsort(found, count, sizeof *found, one_group ? compare_ungrouped : compare_grouped);
    if (filter->newest.v)
        count = keep_newest(found, count, one_group);
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

const struct data_source data_blueprints_source = {.schema = &data_blueprints_schema, .read = read};
