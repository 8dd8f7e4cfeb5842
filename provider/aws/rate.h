/*
 * rate.h — when a client's request may be sent: the request rate that all its threads share, a limit of
 * concurrent requests, and the retry quota. Knows times and counts; must not know requests. Reasons and
 * measurements: docs/design/036-retries.md.
 */
#ifndef AWS_RATE_H
#define AWS_RATE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

/*
 * RATE_FOLLOWS is the default of this provider: the rate follows what the service accepts, and is not limited
 * while less than a fifth of the requests is throttled. The others are modes of AWS's SDKs, as in botocore
 * 1.43.11: standard has no rate limit, adaptive has the published one.
 */
enum rate_mode { RATE_FOLLOWS, RATE_STANDARD, RATE_ADAPTIVE };

/* The request rate of one client. Pure: times are seconds of any clock, greater than 0. */
struct rate {
    enum rate_mode mode;
    bool is_limited;
    double per_s; /* tokens per second */
    double tokens, most_tokens, filled_s;
    /*
     * RATE_FOLLOWS works in rounds of one second and several responses. Requests sent before a round say
     * nothing about its rate; time without requests does not count as busy.
     */
    double round_s, responded_s, asked, accepted, busy_s;
    int in_a_row;          /* consecutive throttled responses */
    bool has_waited;       /* a caller waited for a token in this round, so the rate has an effect */
    double accepted_per_s; /* in the round before */
    double fell_per_s,
        fell_accepted; /* the rate before it was lowered, and the share accepted at it; 0: not lowered */
    double share;      /* the share that is throttled at any rate */
    double top_per_s;  /* the rate that was too high; 0: unknown */
    int rest;          /* rounds to stay near it before a higher rate is tried */
    /* RATE_ADAPTIVE: responses of this half second, and the names of the published text */
    double responses, measured_s, measured_per_s, last_max_per_s, last_throttle_s;
};

/* Takes a token and returns 0; when there is none, returns the seconds after which to try again. */
double rate_take(struct rate *rate, double now_s);

/* A request that was sent at sent_s has returned, throttled or not. */
void rate_note(struct rate *rate, double sent_s, double now_s, bool is_throttled);

/* The published curve: the rate this long after a throttling at last_max_per_s. */
double rate_cubic(double last_max_per_s, double since_s);

enum { RATE_QUOTA = 500, RATE_RETRY_COST = 5, RATE_TIMEOUT_COST = 10 };

/* What the threads of a client share; mode and most_at_once may be set before the first request. */
struct limiter {
    pthread_mutex_t lock; /* guards everything below; never held during a wait */
    pthread_cond_t left;
    struct rate rate;
    int most_at_once, at_once; /* 0: no limit */
    int quota;                 /* for retries, in the modes of the SDKs */
};

void limiter_init(struct limiter *limiter);
void limiter_destroy(struct limiter *limiter);

/*
 * Waits until a request may be sent; limiter_leave must follow. Errors: ERR_STOPPED, ERR_TIMEOUT of the
 * deadline.
 */
bool limiter_enter(struct limiter *limiter, const struct deadline *deadline, struct err *err) MUST_USE;
/* The request that was sent at sent_ms (monotonic; 0: none was sent) has returned. */
void limiter_leave(struct limiter *limiter, int64_t sent_ms, bool is_throttled);

/*
 * Takes `cost` from the quota, or returns it (cost < 0); false: the quota is too low, and nothing is taken.
 */
bool limiter_pay(struct limiter *limiter, int cost);

/* Current requests per second; 0: not limited. */
double limiter_rate_per_s(struct limiter *limiter);

#endif
