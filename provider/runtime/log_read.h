/*
 * log_read.h — the lines of a log of AWS, for data sources: their time range, their pages with limits, and their order. Must
 * not know whose log it is.
 */
#ifndef RUNTIME_LOG_READ_H
#define RUNTIME_LOG_READ_H

#include "runtime/api.h"

struct log_source {
    enum ls_op op;
    const char *items, *token; /* members of a response: its lines, and the token of the next page */
    bool newest_first;         /* the first page has the latest lines, the next page those before them */
};

/* For `validate`: an error at `end_time` when it is before the start. */
void log_check_times(struct call *c, struct tf_string start_time, struct tf_string end_time);

/* Adds startTime and endTime to a request, as far as they are known. */
void log_add_times(json_t *in, struct tf_string start_time, struct tf_string end_time);

/*
 * The latest lines in the order of time, in c->mem; lines of one time keep their order. most_recent: how many; null: the
 * limit, which is 10000. `in` stays owned by the caller. ret_has_more: lines were left out that were not asked to be.
 * A token that repeats ends the log. Errors: those of the request.
 */
bool log_read(struct call *c, const struct log_source *source, json_t *in, struct tf_int most_recent,
              json_t **ret_events, bool *ret_has_more) MUST_USE;

#endif
