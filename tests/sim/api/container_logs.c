/*
 * container_logs.c — the log lines of containers. It must not know who writes them.
 */
#include "api/container_logs.h"

#include <string.h>

#include "api/containers.h"
#include "api/log_filter.h"
#include "families.h"

/* Source: the table of quotas, lines are kept for four days. The number of lines is ours. */
enum { MOST_LINES = 1000, KEPT_S = 4 * 24 * 60 * 60 };

/* The lines of a container, the oldest first, and the number of those that were dropped before them. */
static json_t *log_of(const struct resource *service, const char *container)
{
    return json_object_get(json_object_get(service->hidden, "logs"), container);
}

static json_t *log_new(struct resource *service, const char *container)
{
    json_t *logs = json_object_get(service->hidden, "logs");
    if (!logs) {
        logs = json_object();
        json_object_set_new(service->hidden, "logs", logs);
    }
    json_t *log = json_pack("{s:[], s:i}", "lines", "dropped", 0);
    json_object_set_new(logs, container, log);
    return log;
}

void container_log_add(struct resource *service, const char *container, int64_t at_ms, const char *line)
{
    json_t *log = log_of(service, container);
    if (!log)
        log = log_new(service, container);
    json_t *lines = json_object_get(log, "lines"), *dropped = json_object_get(log, "dropped");
    json_array_append_new(lines, json_pack("{s:f, s:s}", "createdAt", (double)at_ms / 1000, "message", line));
    if (json_array_size(lines) > MOST_LINES) {
        json_array_remove(lines, 0);
        json_integer_set(dropped, json_integer_value(dropped) + 1);
    }
    resource_changed(service);
}

/* Both ends of the time range are in it. */
static bool is_wanted(const struct call *call, const struct log_filter *filter, const json_t *line)
{
    double at = json_number_value(json_object_get(line, "createdAt"));
    const json_t *start = json_object_get(call->input, "startTime"),
                 *end = json_object_get(call->input, "endTime");
    return at > (double)call->now_ms / 1000 - KEPT_S && (!start || at >= json_number_value(start)) &&
           (!end || at <= json_number_value(end)) &&
           log_filter_wants(filter, json_string_value(json_object_get(line, "message")));
}

/* A token counts all lines that a container ever had, so that dropped ones do not move it. */
static void print_page(struct call *call, const struct log_filter *filter, const json_t *log, uint64_t after)
{
    const json_t *lines = json_object_get(log, "lines");
    uint64_t dropped = (uint64_t)json_integer_value(json_object_get(log, "dropped"));
    size_t count = 0;
    for (uint64_t i = after > dropped ? after - dropped : 0; i < json_array_size(lines); i++) {
        const json_t *line = json_array_get(lines, i);
        if (!is_wanted(call, filter, line))
            continue;
        if (!page_next(call, &count)) {
            page_end(call, dropped + i);
            return;
        }
        text_add_json_value(&call->out, line);
    }
    page_end(call, 0);
}

static bool get_log(struct call *call)
{
    const struct resource *service = container_service_find(call);
    struct log_filter *filter = service ? log_filter_read(call, call_string(call, "filterPattern")) : NULL;
    uint64_t after;
    bool fine = filter && page_begin(call, "logEvents", &after);
    if (fine)
        print_page(call, filter, log_of(service, call_string(call, "containerName")), after);
    log_filter_free(filter);
    return fine;
}

static const struct api container_logs_api[] = {
    {.name = "GetContainerLog",
     .shows = OF_ONE,
     .handle = get_log,
     .input = INPUT(SERVICE, REQUIRED("containerName", STRING), OPTIONAL("startTime", TIME),
                    OPTIONAL("endTime", TIME), OPTIONAL("filterPattern", STRING),
                    OPTIONAL("pageToken", STRING))},
    {0},
};
const struct family container_logs_family = {.api = container_logs_api};
