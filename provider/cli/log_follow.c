/*
 * log_follow.c — remembers the log lines of the last seconds. Must not read nor print them.
 */
#include "cli/log_follow.h"

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"

/* The lines of several nodes are merged, and some arrive later than newer ones. */
enum { LATE_MS = 10 * 1000 };

int64_t log_event_ms(const json_t *event)
{
    return llround(json_number_value(json_object_get(event, "createdAt")) * 1000);
}

struct log_follow log_follow_begin(struct arena *mem, int64_t since_ms)
{
    return (struct log_follow){since_ms, since_ms, json_own(mem, json_object())};
}

/* ---- order ---- */

struct item {
    json_t *event;
    int64_t at_ms;
    size_t index;
};

static int compare_items(const void *a, const void *b)
{
    const struct item *left = a, *right = b;
    if (left->at_ms != right->at_ms)
        return left->at_ms < right->at_ms ? -1 : 1;
    return left->index < right->index ? -1 : 1;
}

static struct item *sorted(struct arena *mem, const json_t *events)
{
    size_t count = json_array_size(events);
    struct item *items = arena_new_array(mem, struct item, count + 1);
    for (size_t i = 0; i < count; i++)
        items[i] = (struct item){json_array_get(events, i), log_event_ms(json_array_get(events, i)), i};
    qsort(items, count, sizeof *items, compare_items);
    return items;
}

/* ---- what was read before ---- */

/* The key of an event begins with its time, so that old ones can be found. */
static const char *key_of(struct arena *mem, const struct item *item)
{
    return str_printf(mem, "%lld %.*s", (long long)item->at_ms,
                      STR_ARG(json_member_text(item->event, "message")))
        .data;
}

static json_int_t count_of(const json_t *counts, const char *key)
{
    return json_integer_value(json_object_get(counts, key));
}

static void remember(struct log_follow *follow, const json_t *now)
{
    const char *key;
    json_t *count;
    void *next;
    json_object_foreach ((json_t *)(uintptr_t)now, key, count) {
        if (count_of(follow->seen, key) < json_integer_value(count))
            json_object_set(follow->seen, key, count);
    }
    if (follow->newest_ms - LATE_MS > follow->from_ms)
        follow->from_ms = follow->newest_ms - LATE_MS;
    json_object_foreach_safe (follow->seen, next, key, count) {
        if (strtoll(key, NULL, 10) < follow->from_ms)
            json_object_del(follow->seen, key);
    }
}

json_t *log_follow_take(struct log_follow *follow, struct arena *mem, const json_t *events)
{
    json_t *fresh = json_own(mem, json_array()), *now = json_own(mem, json_object());
    const struct item *items = sorted(mem, events);
    for (size_t i = 0; i < json_array_size(events); i++) {
        const char *key = key_of(mem, &items[i]);
        json_int_t count = count_of(now, key) + 1;
        json_object_set_new(now, key, json_integer(count));
        if (items[i].at_ms >= follow->from_ms && count > count_of(follow->seen, key))
            json_array_append(fresh, items[i].event);
        if (items[i].at_ms > follow->newest_ms)
            follow->newest_ms = items[i].at_ms;
    }
    remember(follow, now);
    return fresh;
}

/* ---- since ---- */

static bool unit_ms(char letter, int64_t *ret_ms)
{
    static const struct {
        char letter;
        int64_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 60 * 60}, {'d', 24 * 60 * 60}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (units[i].letter == letter) {
            *ret_ms = units[i].seconds * 1000;
            return true;
        }
    }
    return false;
}

bool log_parse_since(struct str text, int64_t now_ms, int64_t *ret_since_ms)
{
    enum { MOST = 1000 * 1000 };
    int64_t number, unit;
    if (text.len > 1 && unit_ms(text.data[text.len - 1], &unit)) {
        TRY(text.data[0] >= '0' && text.data[0] <= '9' &&
            str_to_int64(str_slice(text, 0, text.len - 1), &number) && number > 0 && number <= MOST);
        *ret_since_ms = now_ms - number * unit;
        return true;
    }
    return clock_parse_time(text, ret_since_ms) && *ret_since_ms <= now_ms;
}
