/*
 * database_logs.c — the log streams of a database and their lines. It must not know who writes them.
 */
#include "api/database_logs.h"

#include <stdlib.h>
#include <string.h>

#include "api/databases.h"
#include "families.h"
#include "memory.h"

/* Lines are kept for a week; the number of lines is ours. */
enum { MOST_LINES = 1000, KEPT_S = 7 * 24 * 60 * 60 };

/* Source: the example of get-relational-database-log-streams; the stream of PostgreSQL is that of RDS. */
static const char *const mysql_streams[] = {"audit", "error", "general", "slowquery", NULL};
static const char *const postgres_streams[] = {"postgresql", NULL};

static bool is_mysql(const struct resource *database)
{
    return !strcmp(resource_string(database, "engine"), "mysql");
}

static const char *const *streams_of(const struct resource *database)
{
    return is_mysql(database) ? mysql_streams : postgres_streams;
}

static bool has_stream(const struct resource *database, const char *name)
{
    const char *const *stream = streams_of(database);
    while (*stream && strcmp(*stream, name) != 0)
        stream++;
    return *stream != NULL;
}

bool database_log_add(struct resource *database, const char *stream, const char *line)
{
    if (!has_stream(database, stream))
        return false;
    resource_changed(database);
    json_t *logs = json_object_get(database->hidden, "logs");
    if (!logs) {
        logs = json_object();
        json_object_set_new(database->hidden, "logs", logs);
    }
    json_t *log = json_object_get(logs, stream);
    if (!log) {
        log = json_pack("{s:[], s:i}", "lines", "dropped", 0);
        json_object_set_new(logs, stream, log);
    }
    json_t *lines = json_object_get(log, "lines"), *dropped = json_object_get(log, "dropped");
    json_array_append_new(lines, json_pack("{s:f, s:s}", "createdAt", (double)database->since_ms / 1000,
                                           "message", line));
    if (json_array_size(lines) > MOST_LINES) {
        json_array_remove(lines, 0);
        json_integer_set(dropped, json_integer_value(dropped) + 1);
    }
    return true;
}

void database_log_ready(struct resource *database)
{
    char *line = memory_format("[System] [MY-010931] [Server] mysqld: ready for connections. Version: '%s'",
                               resource_string(database, "engineVersion"));
    if (is_mysql(database))
        database_log_add(database, "error", line);
    else
        database_log_add(database, "postgresql", "LOG:  database system is ready to accept connections");
    free(line);
}

static bool get_streams(struct call *call)
{
    const struct resource *database = database_find(call);
    if (!database)
        return false;
    text_add(&call->out, "{\"logStreams\":[");
    for (const char *const *stream = streams_of(database); *stream; stream++)
        text_format(&call->out, "%s\"%s\"", stream == streams_of(database) ? "" : ",", *stream);
    text_add(&call->out, "]}");
    return true;
}

/* ---- pages in both directions ------------------------------------------------------------------------------------ */

/* From which line on, or before which one; lines are counted from the first one that the stream ever had. */
struct place {
    bool is_forward;
    uint64_t at;
};

static char *print_place(bool is_forward, uint64_t at)
{
    char *plain = memory_format("database log %c %llu", is_forward ? 'f' : 'b', (unsigned long long)at);
    char *token = base64_encode(plain, strlen(plain));
    free(plain);
    return token;
}

static bool read_place(struct call *call, uint64_t end, struct place *ret)
{
    const char *token = call_string(call, "pageToken");
    bool from_head = call_true(call, "startFromHead");
    *ret = (struct place){from_head, from_head ? 0 : end};
    if (!token)
        return true;
    unsigned char *plain = NULL;
    size_t length, prefix = strlen("database log ");
    bool fine = base64_decode(token, &plain, &length) && length > prefix + 2 &&
                !memcmp(plain, "database log ", prefix);
    if (fine)
        *ret = (struct place){plain[prefix] == 'f', strtoull((char *)plain + prefix + 2, NULL, 10)};
    free(plain);
    return fine || call_fail_input(call, "The page token is not valid: %s", token);
}

/* Both ends of the time range are in it. */
static bool is_wanted(const struct call *call, const json_t *line)
{
    double at = json_number_value(json_object_get(line, "createdAt"));
    const json_t *start = json_object_get(call->input, "startTime"),
                 *end = json_object_get(call->input, "endTime");
    return at > (double)call->now_ms / 1000 - KEPT_S && (!start || at >= json_number_value(start)) &&
           (!end || at <= json_number_value(end));
}

/* Finds the page: its first line and the one after its last, among those that are wanted. */
static void find_page(const struct call *call, const json_t *lines, uint64_t dropped, struct place place,
                      uint64_t *ret_first, uint64_t *ret_end)
{
    size_t found = 0, size = call->options->page_size, total = json_array_size(lines);
    uint64_t at = place.at < dropped ? dropped : place.at > dropped + total ? dropped + total : place.at;
    *ret_first = *ret_end = at;
    while (found < size && (place.is_forward ? at < dropped + total : at > dropped)) {
        uint64_t number = place.is_forward ? at++ : --at;
        if (!is_wanted(call, json_array_get(lines, number - dropped)))
            continue;
        found++;
        *(place.is_forward ? ret_end : ret_first) = place.is_forward ? number + 1 : number;
    }
}

static void print_page(struct call *call, const json_t *lines, uint64_t dropped, uint64_t first, uint64_t end)
{
    const char *comma = "";
    text_add(&call->out, "{\"resourceLogEvents\":[");
    for (uint64_t i = first; i < end; i++) {
        const json_t *line = json_array_get(lines, i - dropped);
        if (!is_wanted(call, line))
            continue;
        text_add(&call->out, comma);
        text_add_json_value(&call->out, line);
        comma = ",";
    }
    char *backward = print_place(false, first), *forward = print_place(true, end);
    text_format(&call->out, "],\"nextBackwardToken\":\"%s\",\"nextForwardToken\":\"%s\"}", backward, forward);
    free(backward);
    free(forward);
}

static bool get_lines(struct call *call)
{
    const struct resource *database = database_find(call);
    const char *stream = call_string(call, "logStreamName");
    if (!database)
        return false;
    if (!has_stream(database, stream))
        return call_fail(call, FAILURE_NOT_FOUND, "DoesNotExist", "The log stream does not exist: %s",
                         stream);
    if (!is_mysql(database) && call_true(call, "startFromHead"))
        return call_fail_input(call, "startFromHead is not available for PostgreSQL");
    const json_t *log = json_object_get(json_object_get(database->hidden, "logs"), stream),
                 *lines = json_object_get(log, "lines");
    uint64_t dropped = (uint64_t)json_integer_value(json_object_get(log, "dropped")), first, end;
    struct place place;
    if (!read_place(call, dropped + json_array_size(lines), &place))
        return false;
    find_page(call, lines, dropped, place, &first, &end);
    print_page(call, lines, dropped, first, end);
    return true;
}

static const struct api database_logs_api[] = {
    {.name = "GetRelationalDatabaseLogStreams",
     .shows = OF_ONE,
     .handle = get_streams,
     .input = INPUT(DATABASE)},
    {.name = "GetRelationalDatabaseLogEvents",
     .shows = OF_ONE,
     .handle = get_lines,
     .input = INPUT(DATABASE, REQUIRED("logStreamName", STRING), OPTIONAL("startTime", TIME),
                    OPTIONAL("endTime", TIME), OPTIONAL("startFromHead", BOOLEAN),
                    OPTIONAL("pageToken", STRING))},
    {0},
};
const struct family database_logs_family = {.api = database_logs_api};
