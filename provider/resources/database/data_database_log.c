/*
 * data_database_log.c — the lines of a log stream of a database. Knows the request; changes nothing. Source:
 * GetRelationalDatabaseLogEvents of the API model.
 */
#include "gen/data_database_log.h"
#include "resources/database/database_find.h"
#include "runtime/log_read.h"

static bool validate(struct call *c, const void *config_model)
{
    const struct data_database_log *config = config_model;
    log_check_times(c, config->start_time, config->end_time);
    return true;
}

static json_t *request_of(struct call *c, const struct data_database_log *config)
{
    json_t *in = json_own(c->mem, json_pack("{s:o, s:o}", "relationalDatabaseName",
                                            json_new_str(config->database_name.v), "logStreamName",
                                            json_new_str(config->log_stream_name.v)));
    log_add_times(in, config->start_time, config->end_time);
    return in;
}

/* Either the database or the stream is missing. */
static bool explain_missing(struct call *c, const struct data_database_log *config)
{
    json_t *streams;
    struct err first = c->err;
    if (first.kind != ERR_NOT_FOUND)
        return false;
    c->err = (struct err){0};
    if (!database_streams(c, config->database_name.v, &streams))
        return database_missing(c, config->database_name.v);
    struct buf names = buf_new(c->mem, BUF_DEFAULT_MAX_BYTES);
    for (size_t i = 0; i < json_array_size(streams); i++)
        buf_printf(&names, "%s%s", i > 0 ? ", " : "", json_string_value(json_array_get(streams, i)));
    c->err = first;
    ERR_SET(&c->err, attribute, STR("log_stream_name"));
    return fail_hint(&c->err, "Log streams of the database: %.*s.", STR_ARG(buf_str(&names)));
}

static bool read(struct call *c, const void *config_model, void *state_model)
{
    const struct data_database_log *config = config_model;
    struct data_database_log *state = state_model;
    json_t *events;
    bool has_more;
    if (!log_read(c, &ls_database_log, request_of(c, config), config->most_recent, &events, &has_more))
        return explain_missing(c, config);
    if (has_more)
        call_warn(
            c, "events", "Not all log lines",
            "The log stream '%.*s' has more lines than are read. Set start_time, end_time or most_recent.",
            STR_ARG(config->log_stream_name.v));
    size_t count = json_array_size(events);
    state->events.is = TF_KNOWN;
    state->events.count = count;
    state->events.v = arena_new_array(c->mem, struct data_database_log_events, count);
    for (size_t i = 0; i < count; i++)
        api_fill(c, &data_database_log_events_desc, json_array_get(events, i), &state->events.v[i]);
    return true;
}

const struct data_source data_database_log_source = {
    .schema = &data_database_log_schema,
    .validate = validate,
    .read = read,
};
