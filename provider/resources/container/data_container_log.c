/*
 * data_container_log.c — the log lines of a container. Knows the request; changes nothing. Source:
 * GetContainerLog of the API model.
 */
#include "gen/data_container_log.h"

#include "runtime/log_read.h"

static const struct ls_log log_source = {OP_GET_CONTAINER_LOG, "logEvents", "nextPageToken", false};

static bool validate(struct call *c, const void *config_model)
{
    const struct data_container_log *config = config_model;
    log_check_times(c, config->start_time, config->end_time);
    return true;
}

static json_t *request_of(struct call *c, const struct data_container_log *config)
{
    json_t *in = json_own(c->mem, json_pack("{s:o, s:o}", "serviceName", json_new_str(config->service_name.v),
                                            "containerName", json_new_str(config->container_name.v)));
    log_add_times(in, config->start_time, config->end_time);
    if (TF_IS_KNOWN(config->filter_pattern))
        json_object_set_new(in, "filterPattern", json_new_str(config->filter_pattern.v));
    return in;
}

static bool read(struct call *c, const void *config_model, void *state_model)
{
    const struct data_container_log *config = config_model;
    struct data_container_log *state = state_model;
    json_t *events;
    bool has_more;
    if (!log_read(c, &log_source, request_of(c, config), config->most_recent, &events, &has_more)) {
        if (c->err.kind == ERR_NOT_FOUND)
            ERR_SET(&c->err, attribute, STR("service_name"));
        return false;
    }
    if (has_more)
        call_warn(c, "events", "Not all log lines",
                  "The container '%.*s' has more log lines than are read. Set start_time, end_time, "
                  "filter_pattern or most_recent.",
                  STR_ARG(config->container_name.v));
    size_t count = json_array_size(events);
    state->events.is = TF_KNOWN;
    state->events.count = count;
    state->events.v = arena_new_array(c->mem, struct data_container_log_events, count);
    for (size_t i = 0; i < count; i++)
        api_fill(c, &data_container_log_events_desc, json_array_get(events, i), &state->events.v[i]);
    return true;
}

const struct data_source data_container_log_source = {
    .schema = &data_container_log_schema,
    .validate = validate,
    .read = read,
};
