/*
 * data_database_log_streams.c — the names of the log streams of a database. Changes nothing.
 */
#include "gen/data_database_log_streams.h"
#include "resources/database/database_find.h"

bool database_streams(struct call *c, struct str name, json_t **ret_streams)
{
    json_t *answer;
    TRY(api_call(c, OP_GET_RELATIONAL_DATABASE_LOG_STREAMS,
                 json_pack("{s:o}", "relationalDatabaseName", json_new_str(name)), &answer));
    *ret_streams = json_object_get(answer, "logStreams");
    return true;
}

static bool read(struct call *c, const void *config_model, void *state_model)
{
    const struct data_database_log_streams *config = config_model;
    struct data_database_log_streams *state = state_model;
    json_t *streams;
    if (!database_streams(c, config->database_name.v, &streams))
        return database_missing(c, config->database_name.v);
    size_t count = json_array_size(streams);
    state->log_stream_names = (struct tf_strings){.is = TF_KNOWN,
                                                  .count = count,
                                                  .v = arena_new_array(c->mem, struct tf_string, count)};
    for (size_t i = 0; i < count; i++)
        state->log_stream_names.v[i] = tf_string(json_text(json_array_get(streams, i)));
    return true;
}

const struct data_source data_database_log_streams_source = {.schema = &data_database_log_streams_schema,
                                                             .read = read};
