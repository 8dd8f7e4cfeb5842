/*
 * retry.c — which requests may be retried, and after how long. Pure: no network, no sleep. Must not know
 * requests.
 */
#include "aws/retry.h"

#include <curl/curl.h>

#include "base/clock.h"

enum { MOST_RETRY_AFTER_MS = 60 * 1000 };

bool retry_waits_for_work(const struct err *err)
{
    return err->kind == ERR_CONFLICT || err->kind == ERR_API;
}

bool retry_is_breakdown(const struct err *err)
{
    return err->kind == ERR_SERVER || err->kind == ERR_NETWORK || err->kind == ERR_PROTOCOL;
}

static int limit_for(const struct retry_state *state, const struct err *err)
{
    int most = state->most_retries;
    if (retry_waits_for_work(err))
        return most > 0 ? RETRY_NO_LIMIT : 0;
    bool is_early = !state->is_published && !state->has_responded && retry_is_breakdown(err);
    return is_early && most > RETRY_MOST_BEFORE_FIRST_RESPONSE ? RETRY_MOST_BEFORE_FIRST_RESPONSE : most;
}

bool retry_allowed(const struct retry_state *state, const struct aws_operation *op, const struct err *err)
{
    if (!err->retryable || state->retries >= limit_for(state, err))
        return false;
    return !err->maybe_done || op->repeatable;
}

int64_t retry_longest_delay_ms(const struct retry_state *state, const struct err *err)
{
    bool is_slow = state->is_published || retry_waits_for_work(err);
    int64_t delay_ms = is_slow ? RETRY_FIRST_WAIT_MS : RETRY_FIRST_DELAY_MS;
    for (int i = 0; i < state->retries && delay_ms < RETRY_MOST_DELAY_MS; i++)
        delay_ms *= 2;
    return delay_ms < RETRY_MOST_DELAY_MS ? delay_ms : RETRY_MOST_DELAY_MS;
}

int64_t retry_delay_ms(const struct retry_state *state, const struct err *err)
{
    int64_t longest_ms = retry_longest_delay_ms(state, err);
    int64_t least_ms = retry_waits_for_work(err) ? longest_ms / 2 : 0;
    int64_t delay_ms = least_ms + clock_jitter_ms(longest_ms - least_ms);
    return delay_ms > state->retry_after_ms ? delay_ms : state->retry_after_ms;
}

int64_t retry_after_ms(struct str header, int64_t now_ms)
{
    int64_t delay_ms = 0;
    int64_t seconds;
    if (str_to_int64(header, &seconds)) {
        delay_ms = seconds > 0 && seconds < 3600 ? seconds * 1000 : 0;
    } else if (header.len > 0) {
        struct arena *mem = arena_new();
        time_t at = curl_getdate(str_z(mem, header), NULL);
        arena_free(mem);
        delay_ms = at > 0 ? (int64_t)at * 1000 - now_ms : 0;
    }
    return delay_ms < 0 ? 0 : delay_ms < MOST_RETRY_AFTER_MS ? delay_ms : MOST_RETRY_AFTER_MS;
}
