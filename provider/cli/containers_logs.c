/*
 * containers_logs.c — `containers logs`: prints the log lines of a container, and follows them. Knows GetContainerLog; must
 * not know how lines are printed (log_print.c).
 */
#include "cli/container_view.h"
#include "cli/infra.h"
#include "cli/log_print.h"

enum { CONTAINER, SINCE, FILTER, FOLLOW };

static const struct option_row options[] = {
    [CONTAINER] = {.name = "container",
                   .argument = "CONTAINER",
                   .help = "the container (default: the only one of the deployment)"},
    [SINCE] = SINCE_OPTION,
    [FILTER] = {.name = "filter",
                .argument = "PATTERN",
                .help = "only matching lines; a filter pattern of CloudWatch Logs, such as ERROR or \"a b\""},
    [FOLLOW] = FOLLOW_OPTION,
    {.name = NULL},
};

struct log {
    struct str service, container, filter;
};

static bool read_events(struct session *s, const void *context, int64_t since_ms, json_t **ret_events)
{
    const struct log *log = context;
    json_t *in = member_of("serviceName", log->service);
    json_object_set_new(in, "containerName", json_new_str(log->container));
    json_object_set_new(in, "startTime", json_real((double)since_ms / 1000));
    if (log->filter.len > 0)
        json_object_set_new(in, "filterPattern", json_new_str(log->filter));
    return session_list(s, OP_GET_CONTAINER_LOG, in, "logEvents", ret_events);
}

static int run(struct session *s, const struct given *given)
{
    struct log log = {.service = given_text(given, GIVEN_WORD), .filter = given_text(given, FILTER)};
    const struct log_source source = {read_events, &log};
    bool follows = given->values[FOLLOW] != NULL;
    json_t *service;
    int64_t since_ms;
    size_t count;
    if (!log_check_since(&containers_logs, given->values[SINCE]))
        return EXIT_USAGE;
    if (!container_service_get(s, log.service, &service) ||
        !container_choose(s, service, given_text(given, CONTAINER), &log.container))
        return session_failed(s, "cannot read the log of '%.*s'", STR_ARG(log.service));
    if (!log_print(s, &source, given->values[SINCE], follows, &since_ms, &count))
        return session_failed(s, "cannot read the log of '%.*s' in '%.*s'", STR_ARG(log.container),
                              STR_ARG(log.service));
    if (count == 0 && !follows)
        note("no lines of the container '%.*s' since %.*s", STR_ARG(log.container),
             STR_ARG(clock_print_time(s->mem, (double)since_ms / 1000)));
    return EXIT_DONE;
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
