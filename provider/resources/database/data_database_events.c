/*
 * data_database_events.c — what happened to a database, in the order of time. Changes nothing. Source:
 * GetRelationalDatabaseEvents of the API model.
 */
#include "gen/data_database_events.h"

#include <stdlib.h>

#include "resources/database/database_find.h"

static int compare(const void *a, const void *b)
{
    const struct data_database_events_events *left = a, *right = b;
    return str_cmp(left->created_at.v, right->created_at.v);
}

static bool read(struct call *c, const void *config_model, void *state_model)
{
    const struct data_database_events *config = config_model;
    struct data_database_events *state = state_model;
    json_t *in = json_pack("{s:o}", "relationalDatabaseName", json_new_str(config->database_name.v)), *events;
    if (TF_IS_KNOWN(config->since_minutes))
        json_object_set_new(in, "durationInMinutes", json_integer(config->since_minutes.v));
    if (!api_list(c, OP_GET_RELATIONAL_DATABASE_EVENTS, in, "relationalDatabaseEvents", &events))
        return database_missing(c, config->database_name.v);
    size_t count = json_array_size(events);
    state->events.is = TF_KNOWN;
    state->events.count = count;
    state->events.v = arena_new_array(c->mem, struct data_database_events_events, count);
    for (size_t i = 0; i < count; i++)
        api_fill(c, &data_database_events_events_desc, json_array_get(events, i), &state->events.v[i]);
    qsort(state->events.v, count, sizeof *state->events.v, compare);
    return true;
}

const struct data_source data_database_events_source = {.schema = &data_database_events_schema, .read = read};
