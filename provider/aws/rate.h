/*
 * rate.h — when a request of a client may leave: the send rate that all its workers share, a limit of requests at a time, and the
 * quota of retries. Knows times and counts; must not know requests. Reasons and measurements: docs/design/036-retries.md.
 */
#ifndef AWS_RATE_H
#define AWS_RATE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

/*
 * RATE_FOLLOWS is ours: the rate is what the service accepts, and nothing is limited while it throttles less than a fifth. The others
 * are modes of AWS's SDKs, as botocore 1.43.11 has them: standard knows no rate, adaptive the published one.
 */
enum rate_mode { RATE_FOLLOWS, RATE_STANDARD, RATE_ADAPTIVE };

/* The send rate of one client. Pure: times are seconds of any clock, later than 0. */
struct rate {
    enum rate_mode mode;
    bool is_limited;
    double per_s; /* tokens that come in a second */
    double tokens, most_tokens, filled_s;
    /*
     * RATE_FOLLOWS works in rounds of a second and some answers. What was sent before a round tells nothing about its rate; time in which
     * nobody asks is not busy.
     */
    double round_s, answered_s, asked, accepted, busy_s;
    int in_a_row;          /* throttled, one after the other */
    bool has_waited;       /* in this round somebody waited for a token: the rate matters */
    double accepted_per_s; /* in the round before */
    double fell_per_s,
        fell_accepted; /* the rate that began to fall, and what part of it was accepted; 0: it does not fall */
    double share;      /* is throttled at any rate */
    double top_per_s;  /* was too much; 0: not known */
    int rest;          /* rounds to stay near it before it is tried again */
    /* RATE_ADAPTIVE: answers of this half second, and the names of the published text */
    double answers, measured_s, measured_per_s, last_max_per_s, last_throttle_s;
};

/* Takes a token and answers 0; or, when there is none, after how many seconds to try again. */
double rate_take(struct rate *rate, double now_s);

/* A request that was sent at sent_s came back, throttled or not. */
void rate_note(struct rate *rate, double sent_s, double now_s, bool is_throttled);

/* The published curve: the rate so long after a throttling at last_max_per_s. */
double rate_cubic(double last_max_per_s, double since_s);

enum { RATE_QUOTA = 500, RATE_RETRY_COST = 5, RATE_TIMEOUT_COST = 10 };

/* What the workers of a client share; mode and most_at_once may be set before the first request. */
struct limiter {
    pthread_mutex_t lock; /* guards all below, never held while somebody waits */
    pthread_cond_t left;
    struct rate rate;
    int most_at_once, at_once; /* 0: no limit */
    int quota;                 /* for retries, in the modes of the SDKs */
};

void limiter_init(struct limiter *limiter);
void limiter_destroy(struct limiter *limiter);

/* Waits until a request may be sent. Errors: ERR_STOPPED, ERR_TIMEOUT of the deadline. What was entered is left. */
bool limiter_enter(struct limiter *limiter, const struct deadline *deadline, struct err *err) MUST_USE;
/* The request that was sent at sent_ms (monotonic; 0: none was) has come back. */
void limiter_leave(struct limiter *limiter, int64_t sent_ms, bool is_throttled);

/* Takes `cost` from the quota, or gives it back (cost < 0); false: there is not so much left, and nothing is taken. */
bool limiter_pay(struct limiter *limiter, int cost);

/* Requests a second at this moment; 0: not limited. */
double limiter_rate_per_s(struct limiter *limiter);

#endif
