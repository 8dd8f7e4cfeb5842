/*
 * limiter.h — when a worker of a client may send a request: the rate that all share, a budget for repeating what broke down, and a limit
 * of requests at a time. Knows counts and time; must not know requests.
 */
#ifndef LIGHTSAIL_LIMITER_H
#define LIGHTSAIL_LIMITER_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "lightsail/rate.h"

enum limiter_mode { LIMITER_ADAPTIVE, LIMITER_STANDARD };

enum { LIMITER_BUDGET = 500, LIMITER_RETRY_COST = 5 };

struct limiter {
    pthread_mutex_t lock; /* guards all below, never held while somebody waits */
    pthread_cond_t left;
    enum limiter_mode mode;
    int most_at_once, at_once; /* 0: no limit */
    int budget;
    struct rate rate;
};

/* Adaptive, any number at once; mode and most_at_once may be set before the first request. */
void limiter_init(struct limiter *limiter);
void limiter_destroy(struct limiter *limiter);

/* Waits until a request may be sent. Errors: ERR_STOPPED, ERR_TIMEOUT of the patience. What was entered is left. */
bool limiter_enter(struct limiter *limiter, const struct patience *patience, struct err *err) MUST_USE;

enum limiter_outcome { LIMITER_TAKEN, LIMITER_THROTTLED, LIMITER_BROKEN };
/* The request that was sent at sent_ms (monotonic) has come back. */
void limiter_note(struct limiter *limiter, int64_t sent_ms, enum limiter_outcome outcome);
/* The place that was entered is free again. */
void limiter_leave(struct limiter *limiter);

/*
 * Whether a request that broke down may be sent again: each costs LIMITER_RETRY_COST, each success brings one back. When a service is
 * down, many workers would otherwise keep it there. Throttling has no budget: the rate is its limit.
 */
bool limiter_may_repeat(struct limiter *limiter);

/* Requests a second at this moment; 0: not limited. */
double limiter_rate_per_s(struct limiter *limiter);

#endif
