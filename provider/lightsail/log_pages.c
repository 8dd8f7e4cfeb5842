/*
 * log_pages.c — reads the lines of a log in pages. Must not know whose log it is.
 */
#include "lightsail/log_pages.h"

#include <stdlib.h>

enum { MOST_EVENTS = 10000, MOST_PAGES = 200 };

const struct ls_log ls_database_log = {OP_GET_RELATIONAL_DATABASE_LOG_EVENTS, "resourceLogEvents",
                                       "nextBackwardToken", true};

/* ---- order ---- */

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
static json_t *latest(struct arena *mem, json_t *events, size_t most)
{
    size_t count = json_array_size(events), first = count > most ? count - most : 0;
    struct line *lines = arena_new_array(mem, struct line, count + 1);
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

/* ---- pages ---- */

/* Takes over `events`. A response without lines has no member for them. */
static json_t *joined(const struct ls_log *log, json_t *events, json_t *page)
{
    if (!log->newest_first) {
        json_array_extend(events, page);
        return events;
    }
    json_t *both = json_array();
    json_array_extend(both, page);
    json_array_extend(both, events);
    json_decref(events);
    return both;
}

struct reading {
    struct ls_client *client;
    struct aws_scope scope;
    const struct ls_log *log;
    json_t *events;
    struct str token; /* of the next page, in scope.mem; "": there is none */
};

/* The token of the next page. After the last page with the newest lines first there may be one, too. */
static struct str next_token(const struct reading *reading, const json_t *answer)
{
    struct str next = json_member_text(answer, reading->log->token);
    bool is_end = reading->log->newest_first &&
                  json_array_size(json_object_get(answer, reading->log->items)) == 0;
    return is_end || str_eq(next, reading->token) ? STR("") : str_copy(reading->scope.mem, next);
}

/* One page, in memory of its own. */
static bool add_page(struct reading *reading, json_t *in, struct err *err)
{
    struct aws_scope page = reading->scope;
    json_t *answer;
    page.mem = arena_new();
    if (reading->token.len > 0)
        json_object_set_new(in, "pageToken", json_new_str(reading->token));
    bool good = ls_call(reading->client, page, reading->log->op, in, &answer, err);
    if (good) {
        reading->events = joined(reading->log, reading->events, json_object_get(answer, reading->log->items));
        reading->token = next_token(reading, answer);
    }
    arena_free(page.mem);
    return good;
}

bool ls_log_read(struct ls_client *client, struct aws_scope scope, const struct ls_log *log, json_t *in,
                 size_t most, json_t **ret_events, bool *ret_has_more, struct err *err)
{
    struct reading reading = {client, scope, log, json_array(), STR("")};
    bool is_all = most == SIZE_MAX, is_limit = most > 0 && !is_all, good, is_enough;
    size_t wanted = most > 0 ? most : MOST_EVENTS, total = 0;
    int page = 0;
    do {
        size_t before = json_array_size(reading.events);
        good = add_page(&reading, in, err);
        total += json_array_size(reading.events) - before;
        is_enough = log->newest_first && !is_all && json_array_size(reading.events) >= wanted + !is_limit;
        if (!is_all && json_array_size(reading.events) > 2 * MOST_EVENTS)
            reading.events = latest(scope.mem, reading.events, wanted);
    } while (good && reading.token.len > 0 && !is_enough && (++page < MOST_PAGES || is_all));
    *ret_events = json_own(scope.mem, latest(scope.mem, reading.events, wanted));
    bool is_open = reading.token.len > 0;
    *ret_has_more = is_limit ? is_open && !is_enough : is_open || total > wanted;
    return good;
}
