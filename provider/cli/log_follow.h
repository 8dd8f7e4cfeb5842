/*
 * log_follow.h — which log lines are new, when the lines of the last seconds are read again and again. Knows the events of
 * GetContainerLog; must not read nor print them.
 */
#ifndef CLI_LOG_FOLLOW_H
#define CLI_LOG_FOLLOW_H

#include "base/json.h"

struct log_follow {
    int64_t from_ms;   /* the next read begins here: lines of the last seconds may still arrive late */
    int64_t newest_ms; /* of the lines so far */
    json_t *seen;      /* for each line from from_ms on, how often it was read in one response */
};

/* `mem` keeps what is remembered; it does not grow with the number of lines. */
struct log_follow log_follow_begin(struct arena *mem, int64_t since_ms);

/*
 * The events that no earlier call has had, in the order of time, in `mem`. Events are equal when time and text are; of
 * several equal ones as many are new as were not read before.
 */
json_t *log_follow_take(struct log_follow *follow, struct arena *mem, const json_t *events);

/* Milliseconds since 1970 of an event. */
int64_t log_event_ms(const json_t *event);

/*
 * "90s", "15m", "1h", "2d": that long before now_ms; or a time, "2026-11-29T12:00:00Z". False for anything else, and
 * for a time in the future.
 */
bool log_parse_since(struct str text, int64_t now_ms, int64_t *ret_since_ms) MUST_USE;

#endif
