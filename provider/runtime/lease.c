/*
 * lease.c — when a value that expires is requested again. Must not know the value.
 */
#include <math.h>

#include "runtime/ephemeral.h"

/*
 * How long before its end the value is requested again; half of the remaining time when that is shorter, but
 * with a minimum, so that a response whose end has passed does not cause requests without a pause.
 */
enum { RENEW_BEFORE_END_MS = 5 * 60 * 1000, LEAST_PAUSE_MS = 10 * 1000 };

int64_t lease_renewal_ms(struct call *c, double expires_s)
{
    if (!(expires_s > 0 && expires_s <= CLOCK_LAST_S))
        return 0;
    int64_t now_ms = clock_wall_ms();
    int64_t left_ms = (int64_t)floor(expires_s * 1000) - ls_client_clock_skew_ms(c->client) - now_ms;
    int64_t pause_ms = left_ms / 2 > RENEW_BEFORE_END_MS ? left_ms - RENEW_BEFORE_END_MS : left_ms / 2;
    return now_ms + (pause_ms > LEAST_PAUSE_MS ? pause_ms : LEAST_PAUSE_MS);
}
