/*
 * container_logs.c — the log lines of containers. It must not know who writes them. A filter is a part of the
 * line; the patterns of CloudWatch with fields are not supported.
 */
#include "api/container_logs.h"

#include <string.h>

#include "api/containers.h"
#include "families.h"

enum { MOST_LINES = 1000 };

void container_log_add(struct resource *service, const char *container, int64_t at_ms, const char *line)
{
    json_t *logs = json_object_get(service->hidden, "logs");
    if (!logs) {
        logs = json_object();
        json_object_set_new(service->hidden, "logs", logs);
    }
    json_t *lines = json_object_get(logs, container);
    if (!lines) {
        lines = json_array();
        json_object_set_new(logs, container, lines);
    }
    json_array_append_new(lines, json_pack("{s:f, s:s}", "createdAt", (double)at_ms / 1000, "message", line));
    if (json_array_size(lines) > MOST_LINES)
        json_array_remove(lines, 0);
    resource_changed(service);
}

static bool is_wanted(const struct call *call, const json_t *line)
{
    double at = json_number_value(json_object_get(line, "createdAt"));
    const json_t *start = json_object_get(call->input, "startTime"),
                 *end = json_object_get(call->input, "endTime");
    const char *pattern = call_string(call, "filterPattern");
    return (!start || at >= json_number_value(start)) && (!end || at <= json_number_value(end)) &&
           (!pattern || strstr(json_string_value(json_object_get(line, "message")), pattern));
}

static bool get_log(struct call *call)
{
    struct resource *service = container_service_find(call);
    uint64_t after, i;
    size_t count = 0;
    if (!service || !page_begin(call, "logEvents", &after))
        return false;
    const json_t *lines = json_object_get(json_object_get(service->hidden, "logs"),
                                          call_string(call, "containerName"));
    for (i = after; i < json_array_size(lines); i++) {
        const json_t *line = json_array_get(lines, i);
        if (!is_wanted(call, line))
            continue;
        if (!page_next(call, &count)) {
            page_end(call, i);
            return true;
        }
        text_add_json_value(&call->out, line);
    }
    page_end(call, 0);
    return true;
}

static const struct api container_logs_api[] = {
    {.name = "GetContainerLog",
     .shows = OF_MANY,
     .handle = get_log,
     .input = INPUT(SERVICE, REQUIRED("containerName", STRING), OPTIONAL("startTime", TIME),
                    OPTIONAL("endTime", TIME), OPTIONAL("filterPattern", STRING),
                    OPTIONAL("pageToken", STRING))},
    {0},
};
const struct family container_logs_family = {.api = container_logs_api};
