/*
 * data_container_log.c — the log lines of a container. Knows times, pages and their limit; changes nothing. Source:
 * GetContainerLog of the API model.
 */
#include "gen/data_container_log.h"

#include <stdlib.h>

#include "runtime/api.h"

enum { MOST_EVENTS = 10000, MOST_PAGES = 200 };

static bool validate(struct call *c, const void *config_model)
{
    const struct data_container_log *config = config_model;
    int64_t start_ms, end_ms;
    if (TF_IS_KNOWN(config->start_time) && TF_IS_KNOWN(config->end_time) &&
        clock_parse_time(config->start_time.v, &start_ms) && clock_parse_time(config->end_time.v, &end_ms) &&
        start_ms > end_ms)
        call_error(c, "end_time", "No time between", "The end_time is before the start_time.");
    return true;
}

static void add_time(json_t *in, const char *member, struct tf_string time)
{
    int64_t ms;
    if (TF_IS_KNOWN(time) && clock_parse_time(time.v, &ms))
        json_object_set_new(in, member, json_integer(ms / 1000));
}

static json_t *request_of(struct call *c, const struct data_container_log *config)
{
    json_t *in = json_own(c->mem, json_pack("{s:o, s:o}", "serviceName", json_new_str(config->service_name.v),
                                            "containerName", json_new_str(config->container_name.v)));
    add_time(in, "startTime", config->start_time);
    add_time(in, "endTime", config->end_time);
    if (TF_IS_KNOWN(config->filter_pattern))
        json_object_set_new(in, "filterPattern", json_new_str(config->filter_pattern.v));
    return in;
}

/* Lines of the same time keep their order. */
struct line {
    double at;
    size_t number;
    json_t *event;
};

static int compare(const void *a, const void *b)
{
    const struct line *left = a, *right = b;
    if (left->at != right->at)
        return left->at < right->at ? -1 : 1;
    return left->number < right->number ? -1 : left->number > right->number;
}

/* The latest events, in the order of time. It takes over `events`. */
static json_t *latest(struct call *c, json_t *events, size_t most)
{
    size_t count = json_array_size(events), first = count > most ? count - most : 0;
    struct line *lines = arena_new_array(c->mem, struct line, count + 1);
    json_t *kept = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *event = json_array_get(events, i);
        lines[i] = (struct line){json_number_value(json_object_get(event, "createdAt")), i, event};
    }
    qsort(lines, count, sizeof *lines, compare);
    for (size_t i = first; i < count; i++)
        json_array_append(kept, lines[i].event);
    json_decref(events);
    return kept;
}

/* One page, in memory of its own; ret_token: of the next page, in c->mem. A token that repeats ends the log. */
static bool add_page(struct call *c, json_t *in, json_t *events, struct str *token)
{
    struct call page = *c;
    json_t *answer;
    page.mem = arena_new();
    if (token->len > 0)
        json_object_set_new(in, "pageToken", json_new_str(*token));
    bool good = api_call(&page, OP_GET_CONTAINER_LOG, json_incref(in), &answer);
    c->err = page.err;
    if (good) {
        struct str next = json_member_text(answer, "nextPageToken");
        json_array_extend(events, json_object_get(answer, "logEvents"));
        *token = str_eq(next, *token) ? STR("") : str_copy(c->mem, next);
    }
    arena_free(page.mem);
    return good;
}

/* ret_has_more: lines were left out that were not asked to be. */
static bool read_events(struct call *c, const struct data_container_log *config, json_t **ret_events,
                        bool *ret_has_more)
{
    size_t most = TF_IS_KNOWN(config->most_recent) ? (size_t)config->most_recent.v : MOST_EVENTS, total = 0;
    json_t *in = request_of(c, config), *events = json_array();
    struct str token = STR("");
    bool good = true;
    int page = 0;
    do {
        size_t before = json_array_size(events);
        good = add_page(c, in, events, &token);
        total += json_array_size(events) - before;
        if (json_array_size(events) > 2 * MOST_EVENTS)
            events = latest(c, events, most);
    } while (good && token.len > 0 && ++page < MOST_PAGES);
    *ret_events = json_own(c->mem, latest(c, events, most));
    *ret_has_more = token.len > 0 || (TF_IS_NULL(config->most_recent) && total > most);
    return good;
}

static bool read(struct call *c, const void *config_model, void *state_model)
{
    const struct data_container_log *config = config_model;
    struct data_container_log *state = state_model;
    json_t *events;
    bool has_more;
    if (!read_events(c, config, &events, &has_more)) {
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
