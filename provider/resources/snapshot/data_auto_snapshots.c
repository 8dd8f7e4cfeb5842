/*
 * data_auto_snapshots.c — lightsail_auto_snapshots: the automatic snapshots of an instance or a disk. Must not know
 * what is made of them.
 */
#include "gen/data_auto_snapshots.h"

#include <stdlib.h>

#include "resources/snapshot/auto_source.h"

/* The newest first. */
static int compare(const void *a, const void *b)
{
    const struct data_auto_snapshots_auto_snapshots *left = a, *right = b;
    return str_cmp(right->date.v, left->date.v);
}

static void fill_dates(struct call *c, struct data_auto_snapshots *state)
{
    size_t count = 0;
    struct tf_string *dates = arena_new_array(c->mem, struct tf_string, state->auto_snapshots.count);
    for (size_t i = 0; i < state->auto_snapshots.count; i++) {
        if (str_eqc(state->auto_snapshots.v[i].status.v, "Success"))
            dates[count++] = state->auto_snapshots.v[i].date;
    }
    state->dates = (struct tf_strings){.is = TF_KNOWN, .count = count, .v = dates};
}

static bool read(struct call *c, const void *config_model, void *state_model)
{
    const struct data_auto_snapshots *config = config_model;
    struct data_auto_snapshots *state = state_model;
    json_t *response;
    if (!auto_source_list(c, config->resource_name.v, STR(""), &response)) {
        if (c->err.kind == ERR_NOT_FOUND)
            ERR_SET(&c->err, attribute, STR("resource_name"));
        return false;
    }
    const json_t *found = json_object_get(response, "autoSnapshots");
    size_t count = json_array_size(found);
    state->resource_type = tf_string(str_copy(c->mem, json_member_text(response, "resourceType")));
    state->auto_snapshots.is = TF_KNOWN;
    state->auto_snapshots.count = count;
    state->auto_snapshots.v = arena_new_array(c->mem, struct data_auto_snapshots_auto_snapshots, count);
    for (size_t i = 0; i < count; i++)
        api_fill(c, &data_auto_snapshots_auto_snapshots_desc, json_array_get(found, i),
                 &state->auto_snapshots.v[i]);
    qsort(state->auto_snapshots.v, count, sizeof *state->auto_snapshots.v, compare);
    fill_dates(c, state);
    return true;
}

const struct data_source data_auto_snapshots_source = {.schema = &data_auto_snapshots_schema, .read = read};
