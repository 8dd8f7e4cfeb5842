/*
 * log_read.h — the lines of a log of AWS, for data sources: their time range, their pages with limits, and their order. Must
 * not know whose log it is.
 */
#ifndef RUNTIME_LOG_READ_H
#define RUNTIME_LOG_READ_H

#include "lightsail/log_pages.h"
#include "runtime/api.h"

/* For `validate`: an error at `end_time` when it is before the start. */
void log_check_times(struct call *c, struct tf_string start_time, struct tf_string end_time);

/* Adds startTime and endTime to a request, as far as they are known. */
void log_add_times(json_t *in, struct tf_string start_time, struct tf_string end_time);

/* ls_log_read, in c->mem. most_recent: how many lines; null: the limit. */
bool log_read(struct call *c, const struct ls_log *log, json_t *in, struct tf_int most_recent,
              json_t **ret_events, bool *ret_has_more) MUST_USE;

#endif
