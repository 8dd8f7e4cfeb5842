/*
 * rate.h — how many requests a second a service is asked: a token bucket whose rate follows what the service takes. Pure: knows times
 * in seconds of any clock; must not know requests, threads or a real clock.
 *
 * Nothing is limited until the service throttles for the first time; then the rate falls to 0.7 of what the service took, as in the
 * adaptive mode of the AWS SDKs, and is on trial: it stays until some answers say whether that helped. If nothing is throttled any more,
 * it grows by a cubic: fast to where it was throttled, carefully around it, and faster when nothing happens. Otherwise it falls again;
 * but when at a lower rate the same share is throttled as at a higher one, the share does not depend on us (somebody else wears out the
 * account, say), to ask less would never end it, and the rate grows until clearly more than that share is throttled.
 */
#ifndef LIGHTSAIL_RATE_H
#define LIGHTSAIL_RATE_H

#include <stdbool.h>

/* What came back of the requests that were sent since a rate was set. */
struct rate_trial {
    bool is_on;
    double asked, throttled;
    double busy_s, answered_s; /* pauses in which nobody wanted to ask are no part of it */
};

struct rate {
    bool is_limited;
    double per_s; /* tokens that come in a second */
    double tokens, most_tokens;
    double filled_s;         /* when tokens were counted last */
    double measured_per_s;   /* what the service took lately */
    double measured_until_s; /* 0: nothing measured yet */
    double taken;            /* since then */
    double set_s; /* when the rate was set or began to grow: what was sent before says nothing about it */
    double last_max_per_s; /* what the service took when it throttled */
    struct rate_trial trial;
    bool has_failed, has_background; /* the last trial; the same share at two rates */
    double share, asked_per_s;       /* what was throttled in the last trial, and of how much */
};

/* Takes a token and answers 0; or, when there is none, after how many seconds to try again. */
double rate_take(struct rate *rate, double now_s);

/* The service took a request that was sent at sent_s, or refused it because there were too many. */
void rate_took(struct rate *rate, double sent_s, double now_s);
void rate_throttled(struct rate *rate, double sent_s, double now_s);

#endif
