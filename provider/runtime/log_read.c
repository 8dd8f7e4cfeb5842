/*
 * log_read.c — reads the lines of a log in pages. Knows times and limits; must not know whose log it is.
 */
#include "runtime/log_read.h"

#include <stdlib.h>

enum { MOST_EVENTS = 10000, MOST_PAGES = 200 };

void log_check_times(struct call *c, struct tf_string start_time, struct tf_string end_time)
{
    int64_t start_ms, end_ms;
    if (TF_IS_KNOWN(start_time) && TF_IS_KNOWN(end_time) && clock_parse_time(start_time.v, &start_ms) &&
        clock_parse_time(end_time.v, &end_ms) && start_ms > end_ms)
        call_error(c, "end_time", "No time between", "The end_time is before the start_time.");
}

static void add_time(json_t *in, const char *member, struct tf_string time)
{
    int64_t ms;
    if (TF_IS_KNOWN(time) && clock_parse_time(time.v, &ms))
        json_object_set_new(in, member, json_integer(ms / 1000));
}

void log_add_times(json_t *in, struct tf_string start_time, struct tf_string end_time)
{
    add_time(in, "startTime", start_time);
    add_time(in, "endTime", end_time);
}

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

/* ---- pages ---- */

/* Takes over `events`. A response without lines has no member for them. */
static json_t *joined(const struct log_source *source, json_t *events, json_t *page)
{
    if (!source->newest_first) {
        json_array_extend(events, page);
        return events;
    }
    json_t *both = json_array();
    json_array_extend(both, page);
    json_array_extend(both, events);
    json_decref(events);
    return both;
}

/* One page, in memory of its own; token: of the next page, in c->mem. */
static bool add_page(struct call *c, const struct log_source *source, json_t *in, json_t **events,
                     struct str *token)
{
    struct call page = *c;
    json_t *answer;
    page.mem = arena_new();
    if (token->len > 0)
        json_object_set_new(in, "pageToken", json_new_str(*token));
    bool good = api_call(&page, source->op, json_incref(in), &answer);
    c->err = page.err;
    if (good) {
        struct str next = json_member_text(answer, source->token);
        *events = joined(source, *events, json_object_get(answer, source->items));
        *token = str_eq(next, *token) ? STR("") : str_copy(c->mem, next);
    }
    arena_free(page.mem);
    return good;
}

bool log_read(struct call *c, const struct log_source *source, json_t *in, struct tf_int most_recent,
              json_t **ret_events, bool *ret_has_more)
{
    bool is_limit = TF_IS_KNOWN(most_recent), good = true, is_enough = false;
    size_t most = is_limit ? (size_t)most_recent.v : MOST_EVENTS, total = 0;
    json_t *events = json_array();
    struct str token = STR("");
    int page = 0;
    do {
        size_t before = json_array_size(events);
        good = add_page(c, source, in, &events, &token);
        total += json_array_size(events) - before;
        is_enough = source->newest_first && json_array_size(events) >= most + !is_limit;
        if (json_array_size(events) > 2 * MOST_EVENTS)
            events = latest(c, events, most);
    } while (good && token.len > 0 && !is_enough && ++page < MOST_PAGES);
    *ret_events = json_own(c->mem, latest(c, events, most));
    *ret_has_more = is_limit ? token.len > 0 && !is_enough : token.len > 0 || total > most;
    return good;
}
