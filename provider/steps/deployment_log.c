/*
 * deployment_log.c — reads the log lines of containers for a message. Must not know what was deployed.
 */
#include "steps/deployment_log.h"

#include <stdlib.h>

/* The lines of all containers must fit into a message. */
enum { LAST_LINES = 10, LINES_OF_ALL = 40, LONGEST_LINE_BYTES = 300, MOST_PAGES = 20 };

/* The lines are in the order of time, with the newest at the end. Their last page is enough. */
static bool read_lines(struct session *s, struct str service, const char *container, const json_t *since,
                       json_t **ret_events)
{
    json_t *in = json_own(s->mem, member_of("serviceName", service)), *last = NULL, *events = NULL, *out;
    json_object_set_new(in, "containerName", json_string(container));
    if (since != NULL)
        json_object_set_new(in, "startTime", json_deep_copy(since));
    for (int page = 0; page < MOST_PAGES; page++) {
        TRY(session_call(s, OP_GET_CONTAINER_LOG, json_incref(in), &out));
        last = json_array_size(events) > 0 ? events : last;
        events = json_object_get(out, "logEvents");
        struct str token = json_member_text(out, "nextPageToken");
        if (token.len == 0)
            break;
        json_object_set_new(in, "pageToken", json_new_str(token));
    }
    *ret_events = json_own(s->mem, json_array());
    json_array_extend(*ret_events, last);
    json_array_extend(*ret_events, events);
    return true;
}

static struct str without_text(struct arena *mem, struct str line, struct str secret)
{
    if (secret.len == 0 || !str_contains(line, secret))
        return line;
    struct buf out = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    for (size_t i = 0; i < line.len;) {
        bool is_here = str_starts_with(str_slice(line, i, line.len), secret);
        buf_add(&out, is_here ? STR("(sensitive)") : str_slice(line, i, i + 1));
        i += is_here ? secret.len : 1;
    }
    return buf_str(&out);
}

/* A value of several lines is hidden line by line, because that is how a log has it. */
static struct str without_value(struct arena *mem, struct str line, struct str secret)
{
    struct str part, rest = secret;
    line = without_text(mem, line, secret);
    while (rest.len > 0) {
        if (!str_cut(rest, '\n', &part, &rest)) {
            part = rest;
            rest = STR("");
        }
        line = without_text(mem, line, str_trim(part));
    }
    return line;
}

static int longest_first(const void *a, const void *b)
{
    size_t left = ((const struct str *)a)->len, right = ((const struct str *)b)->len;
    return (left < right) - (left > right);
}

/* A value may be a part of another one. */
struct str deployment_hide(struct arena *mem, struct str text, const json_t *hidden)
{
    const char *container, *name;
    json_t *variables, *value;
    size_t count = 0;
    json_object_foreach ((json_t *)(uintptr_t)hidden, container, variables)
        count += json_object_size(variables);
    struct str *values = arena_new_array(mem, struct str, count);
    count = 0;
    json_object_foreach ((json_t *)(uintptr_t)hidden, container, variables) {
        json_object_foreach (variables, name, value)
            values[count++] = json_text(value);
    }
    qsort(values, count, sizeof values[0], longest_first);
    for (size_t i = 0; i < count; i++)
        text = without_value(mem, text, values[i]);
    return text;
}

static void add_line(struct session *s, const json_t *event, const json_t *hidden, struct buf *out)
{
    struct str line = deployment_hide(s->mem, json_member_text(event, "message"), hidden);
    line = str_printable(s->mem, str_trim(line), LONGEST_LINE_BYTES);
    buf_printf(out, "  %.*s\n", STR_ARG(line));
}

static void add_container(struct session *s, struct str service, const char *container,
                          const json_t *deployment, const json_t *hidden, struct buf *out)
{
    json_t *events;
    struct err failure = s->err;
    bool is_read = read_lines(s, service, container, json_object_get(deployment, "createdAt"), &events);
    s->err = failure;
    size_t count = is_read ? json_array_size(events) : 0;
    size_t most = LINES_OF_ALL / json_object_size(json_object_get(deployment, "containers"));
    most = most < LAST_LINES ? most : LAST_LINES;
    if (count == 0)
        return;
    buf_printf(out, "Last log lines of the container '%s':\n", container);
    for (size_t i = count > most ? count - most : 0; i < count; i++)
        add_line(s, json_array_get(events, i), hidden, out);
}

struct str deployment_log(struct session *s, struct str service, const json_t *deployment,
                          const json_t *hidden)
{
    struct buf out = buf_new(s->mem, BUF_DEFAULT_MAX_BYTES);
    json_t *containers = json_object_get(deployment, "containers"), *container;
    const char *name;
    json_object_foreach (containers, name, container)
        add_container(s, service, name, deployment, hidden, &out);
    return str_trim(buf_str(&out));
}
