/*
 * log_read.c — the time range of a log in a configuration. Must not know whose log it is, nor its pages
 * (lightsail/log_pages.c).
 */
#include "runtime/log_read.h"

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

bool log_read(struct call *c, const struct ls_log *log, json_t *in, struct tf_int most_recent,
              json_t **ret_events, bool *ret_has_more)
{
    size_t most = TF_IS_KNOWN(most_recent) ? (size_t)most_recent.v : 0;
    return api_has_client(c) &&
           ls_log_read(c->client, api_scope(c), log, in, most, ret_events, ret_has_more, &c->err);
}
