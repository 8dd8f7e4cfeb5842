/*
 * pace.c — the pauses between reads while polling. Makes no request.
 */
#include "lightsail/client_parts.h"

enum {
    DEFAULT_POLL_INTERVAL_MS = 2000,
    LEAST_GRID_MS = 25,
};

int64_t ls_client_poll_interval_ms(const struct ls_client *client)
{
    return client->poll_interval_ms > 0 ? client->poll_interval_ms : DEFAULT_POLL_INTERVAL_MS;
}

struct ls_poll ls_poll_begin(const struct ls_client *client)
{
    int64_t most_ms = ls_client_poll_interval_ms(client);
    return (struct ls_poll){.next_ms = most_ms / 4 > 0 ? most_ms / 4 : 1, .most_ms = most_ms};
}

bool ls_poll_wait(struct ls_poll *poll, const struct aws_scope *scope, struct err *err)
{
    TRY(clock_sleep(scope->deadline, poll->next_ms, err));
    poll->next_ms += poll->next_ms / 2 + 1;
    if (poll->next_ms > poll->most_ms)
        poll->next_ms = poll->most_ms;
    return true;
}

int64_t ls_client_read_lag_ms(const struct ls_client *client)
{
    return client->read_lag_ms;
}

int64_t ls_client_visible_ms(const struct ls_client *client)
{
    enum { LAGS = 12 };
    return LAGS * client->read_lag_ms;
}

int64_t client_visible_until_ms(const struct ls_client *client, const struct aws_scope *scope)
{
    int64_t until_ms = clock_monotonic_ms() + ls_client_visible_ms(client);
    return scope->deadline != NULL && scope->deadline->deadline_ms < until_ms ? scope->deadline->deadline_ms
                                                                              : until_ms;
}

struct ls_poll client_lag_poll(const struct ls_client *client)
{
    int64_t lag_ms = client->read_lag_ms;
    return (struct ls_poll){.next_ms = lag_ms / 16 + 1, .most_ms = lag_ms / 4 + 1};
}

int64_t client_next_read_ms(const struct ls_client *client, int64_t begun_ms, int64_t read_ms)
{
    double rate_per_s = limiter_rate_per_s(client->limiter);
    int64_t least_ms = rate_per_s > 0 ? (int64_t)(10 * 1000 / rate_per_s) : 0;
    int64_t most_ms = ls_client_poll_interval_ms(client), pause_ms = (read_ms - begun_ms) / 8;
    int64_t grid_ms = most_ms / 8 > LEAST_GRID_MS ? most_ms / 8 : LEAST_GRID_MS;
    while (grid_ms < least_ms) /* doubled, so that the old multiples remain multiples when the rate changes */
        grid_ms *= 2;
    pause_ms = pause_ms < most_ms ? pause_ms : most_ms;
    return (read_ms + (pause_ms > grid_ms ? pause_ms : grid_ms)) / grid_ms * grid_ms;
}
