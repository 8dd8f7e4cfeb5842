/*
 * control.c — the unsigned paths under /_sim/: metrics, state, faults, requests, changes from outside. It
 * must not know HTTP beyond method, path and body.
 */
#include "control.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "faults.h"
#include "history.h"
#include "metrics.h"
#include "mutate.h"
#include "requests.h"
#include "state.h"
#include "world.h"

typedef unsigned handler_fn(const struct options *options, const struct control_request *request,
                            struct text *out);

static unsigned answer_error(struct text *out, unsigned status, const char *reason)
{
    text_add(out, "{\"error\":");
    text_add_json(out, reason);
    text_add(out, "}");
    return status;
}

static unsigned answer_ok(struct text *out)
{
    text_add(out, "{\"ok\":true}");
    return 200;
}

/* The body as JSON; NULL after a response of 400. */
static json_t *read_body(const struct control_request *request, struct text *out)
{
    json_error_t error;
    json_t *body = json_loadb(request->body, request->body_length, 0, &error);
    if (!body)
        answer_error(out, 400, error.text);
    return body;
}

static unsigned ready(const struct options *options, const struct control_request *request, struct text *out)
{
    (void)options;
    (void)request;
    text_add(out, "{\"ready\":true,\"version\":\"" VERSION "\"}");
    return 200;
}

static unsigned get_metrics(const struct options *options, const struct control_request *request,
                            struct text *out)
{
    (void)options;
    (void)request;
    metrics_print(out);
    return 200;
}

static unsigned delete_metrics(const struct options *options, const struct control_request *request,
                               struct text *out)
{
    (void)options;
    (void)request;
    metrics_reset();
    return answer_ok(out);
}

static unsigned get_state(const struct options *options, const struct control_request *request,
                          struct text *out)
{
    (void)options;
    (void)request;
    world_lock();
    state_print(out, clock_world_ms());
    world_unlock();
    return 200;
}

static unsigned get_names(const struct options *options, const struct control_request *request,
                          struct text *out)
{
    (void)options;
    (void)request;
    world_lock();
    state_print_names(out, clock_world_ms());
    world_unlock();
    return 200;
}

static unsigned get_requests(const struct options *options, const struct control_request *request,
                             struct text *out)
{
    (void)options;
    requests_print(out, request->limit ? (size_t)strtoul(request->limit, NULL, 10) : 0, request->operation);
    return 200;
}

static unsigned delete_requests(const struct options *options, const struct control_request *request,
                                struct text *out)
{
    (void)options;
    (void)request;
    requests_clear();
    return answer_ok(out);
}

static unsigned get_faults(const struct options *options, const struct control_request *request,
                           struct text *out)
{
    (void)options;
    (void)request;
    faults_print(out);
    return 200;
}

static unsigned post_faults(const struct options *options, const struct control_request *request,
                            struct text *out)
{
    json_t *body = read_body(request, out);
    if (!body)
        return 400;
    char *reason = NULL;
    bool fine = faults_add_json(body, &reason);
    json_decref(body);
    if (fine)
        return get_faults(options, request, out);
    answer_error(out, 400, reason);
    free(reason);
    return 400;
}

static unsigned delete_faults(const struct options *options, const struct control_request *request,
                              struct text *out)
{
    (void)options;
    (void)request;
    faults_clear();
    return answer_ok(out);
}

static unsigned post_clock(const struct options *options, const struct control_request *request,
                           struct text *out)
{
    (void)options;
    json_t *body = read_body(request, out);
    if (!body)
        return 400;
    json_t *by_ms = json_object_get(body, "advance_ms");
    bool fine = json_is_integer(by_ms) && json_integer_value(by_ms) >= 0;
    if (fine)
        clock_advance(json_integer_value(by_ms));
    json_decref(body);
    return fine ? answer_ok(out) : answer_error(out, 400, "advance_ms must be a number that is not negative");
}

static unsigned post_latency(const struct options *options, const struct control_request *request,
                             struct text *out)
{
    (void)options;
    json_t *body = read_body(request, out);
    if (!body)
        return 400;
    json_t *latency_ms = json_object_get(body, "latency_ms");
    bool fine = json_is_integer(latency_ms) && json_integer_value(latency_ms) >= 0;
    if (fine)
        clock_set_latency(json_integer_value(latency_ms));
    json_decref(body);
    return fine ? answer_ok(out) : answer_error(out, 400, "latency_ms must be a number that is not negative");
}

/* A missing member keeps its value; false for an invalid time. */
static bool read_lag(const json_t *body, const char *member, int64_t *ret_ms)
{
    const json_t *value = json_object_get(body, member);
    if (json_is_integer(value))
        *ret_ms = json_integer_value(value);
    return (!value || json_is_integer(value)) && *ret_ms >= 0;
}

static unsigned post_lag(const struct options *options, const struct control_request *request,
                         struct text *out)
{
    (void)options;
    json_t *body = read_body(request, out);
    if (!body)
        return 400;
    world_lock();
    struct lag lag = *history_lag();
    bool fine = json_is_object(body) && read_lag(body, "get_ms", &lag.get_ms) &&
                read_lag(body, "list_ms", &lag.list_ms) && read_lag(body, "name_ms", &lag.name_ms);
    if (fine)
        history_set_lag(&lag, clock_world_ms());
    world_unlock();
    json_decref(body);
    return fine ? answer_ok(out)
                : answer_error(out, 400, "get_ms, list_ms and name_ms must be numbers that are not negative");
}

static unsigned post_mutate(const struct options *options, const struct control_request *request,
                            struct text *out)
{
    json_t *body = read_body(request, out);
    if (!body)
        return 400;
    char *reason = NULL;
    bool fine = mutate(options, body, &reason);
    json_decref(body);
    if (fine)
        return answer_ok(out);
    answer_error(out, 400, reason);
    free(reason);
    return 400;
}

static const struct {
    const char *method, *path;
    handler_fn *handle;
} routes[] = {
    {"GET", "/_sim/ready", ready},
    {"GET", "/_sim/metrics", get_metrics},
    {"DELETE", "/_sim/metrics", delete_metrics},
    {"GET", "/_sim/state", get_state},
    {"GET", "/_sim/names", get_names},
    {"GET", "/_sim/requests", get_requests},
    {"DELETE", "/_sim/requests", delete_requests},
    {"GET", "/_sim/faults", get_faults},
    {"POST", "/_sim/faults", post_faults},
    {"DELETE", "/_sim/faults", delete_faults},
    {"POST", "/_sim/mutate", post_mutate},
    {"POST", "/_sim/clock", post_clock},
    {"POST", "/_sim/latency", post_latency},
    {"POST", "/_sim/lag", post_lag},
};

unsigned control_handle(const struct options *options, const struct control_request *request,
                        struct text *out)
{
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++)
        if (!strcmp(routes[i].method, request->method) && !strcmp(routes[i].path, request->path))
            return routes[i].handle(options, request, out);
    return answer_error(out, 404, "no such path; see tests/sim/README.md");
}
