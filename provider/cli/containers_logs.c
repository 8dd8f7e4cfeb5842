/*
 * containers_logs.c — `containers logs`: prints the log lines of a container, and follows them. Knows GetContainerLog; must
 * not know which lines are new (log_follow.c).
 */
#include "cli/container_view.h"
#include "cli/infra.h"
#include "cli/log_follow.h"

enum { CONTAINER, SINCE, FILTER, FOLLOW };

static const struct option_row options[] = {
    [CONTAINER] = {.name = "container",
                   .argument = "CONTAINER",
                   .help = "the container (default: the only one of the deployment)"},
    [SINCE] = {.name = "since",
               .argument = "TIME",
               .help = "lines from then on: 90s, 15m, 1h (default), 2d, or 2026-11-29T12:00:00Z"},
    [FILTER] = {.name = "filter",
                .argument = "PATTERN",
                .help = "only matching lines; a filter pattern of CloudWatch Logs, such as ERROR or \"a b\""},
    [FOLLOW] = {.name = "follow", .letter = 'f', .help = "wait for further lines until Ctrl-C"},
    {.name = NULL},
};

struct reading {
    struct str service, container, filter;
    struct log_follow follow;
    size_t count; /* of the lines so far */
};

/* All pages, in one step. */
static bool read_events(struct session *s, const struct reading *reading, json_t **ret_events)
{
    json_t *in = member_of("serviceName", reading->service);
    json_object_set_new(in, "containerName", json_new_str(reading->container));
    json_object_set_new(in, "startTime", json_real((double)reading->follow.from_ms / 1000));
    if (reading->filter.len > 0)
        json_object_set_new(in, "filterPattern", json_new_str(reading->filter));
    struct deadline before = session_begin_step(s, USUAL_STEP_MS);
    bool done = session_list(s, OP_GET_CONTAINER_LOG, in, "logEvents", ret_events);
    s->deadline = before;
    return done;
}

static void print_event(struct arena *mem, const json_t *event)
{
    enum { LONGEST_LINE_BYTES = 256 * 1024 };
    int64_t at_ms = log_event_ms(event);
    struct str time = clock_print_time(mem, (double)at_ms / 1000);
    struct str line = str_printable(mem, json_member_text(event, "message"), LONGEST_LINE_BYTES);
    printf("%.*s.%03dZ %.*s\n", (int)time.len - 1, time.data, (int)(at_ms % 1000), STR_ARG(line));
}

/* Its memory is freed, so that following for days needs no more than one response. */
static bool print_new(struct session *s, struct reading *reading)
{
    struct arena *outer = s->mem;
    json_t *events, *fresh;
    s->mem = arena_new();
    bool done = read_events(s, reading, &events);
    if (done) {
        fresh = log_follow_take(&reading->follow, s->mem, events);
        for (size_t i = 0; i < json_array_size(fresh); i++)
            print_event(s->mem, json_array_get(fresh, i));
        reading->count += json_array_size(fresh);
        done = fflush(stdout) == 0 || fail(&s->err, ERR_USER, "cannot write to standard output");
    }
    arena_free(s->mem);
    s->mem = outer;
    return done;
}

/* Ends by Ctrl-C, which is how it is meant to end. */
static bool follow(struct session *s, struct reading *reading)
{
    s->deadline.deadline_ms = INT64_MAX;
    while (print_new(s, reading) && clock_sleep(&s->deadline, ls_client_poll_interval_ms(s->client), &s->err))
        continue;
    return s->err.kind == ERR_STOPPED;
}

static int run(struct session *s, const struct given *given)
{
    struct reading reading = {.service = given_text(given, GIVEN_WORD), .filter = given_text(given, FILTER)};
    struct str since = given->values[SINCE] != NULL ? given_text(given, SINCE) : STR("1h");
    int64_t since_ms;
    json_t *service;
    if (!log_parse_since(since, clock_wall_ms(), &since_ms))
        return usage_error(&containers_logs,
                           "--since '%.*s' is neither a duration (90s, 15m, 1h, 2d) nor a past time "
                           "(2026-11-29T12:00:00Z)",
                           STR_ARG(since));
    if (!container_service_get(s, reading.service, &service) ||
        !container_choose(s, service, given_text(given, CONTAINER), &reading.container))
        return session_failed(s, "cannot read the log of '%.*s'", STR_ARG(reading.service));
    /* By the service's clock, which is known by now. */
    int64_t then_ms, now_ms = clock_wall_ms() + ls_client_clock_skew_ms(s->client);
    if (log_parse_since(since, now_ms, &then_ms))
        since_ms = then_ms;
    reading.follow = log_follow_begin(s->mem, since_ms);
    bool done = given->values[FOLLOW] != NULL ? follow(s, &reading) : print_new(s, &reading);
    if (done && reading.count == 0 && given->values[FOLLOW] == NULL)
        note("no lines of the container '%.*s' since %.*s", STR_ARG(reading.container),
             STR_ARG(clock_print_time(s->mem, (double)since_ms / 1000)));
    return done ? EXIT_DONE
                : session_failed(s, "cannot read the log of '%.*s' in '%.*s'", STR_ARG(reading.container),
                                 STR_ARG(reading.service));
}

const struct command containers_logs = {
    .group = "containers",
    .name = "logs",
    .summary = "Print the log lines of a container of a service.",
    .options = options,
    .notes = "Lightsail keeps the lines for a few days, also those of earlier deployments. Each line begins "
             "with its "
             "time in UTC.",
    .run = run,
    SERVICE_WORD,
};
