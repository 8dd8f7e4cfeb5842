/*
 * retry.h — who may try what again, and after how long. Pure: no network, no sleep. Must not know requests.
 */
#ifndef AWS_RETRY_H
#define AWS_RETRY_H

#include "aws/settings.h"
#include "base/err.h"

/* What the numbers count is retries: requests after the first one. */
enum {
    RETRY_NO_LIMIT = 1000 * 1000,       /* until the deadline of the call ends */
    RETRY_PUBLISHED_MOST = 2,           /* of the modes of the SDKs: three attempts */
    RETRY_MOST_BEFORE_FIRST_ANSWER = 3, /* nothing has ever answered: most likely the endpoint is wrong */
    RETRY_FIRST_DELAY_MS = 200,
    RETRY_FIRST_WAIT_MS = 1000, /* in the modes of the SDKs, and for "please wait for it to complete" */
    RETRY_MOST_DELAY_MS = 20 * 1000,
};

struct retry_state {
    bool is_published; /* as the SDKs do it, not as Terraform needs it */
    int most_retries;  /* the user's limit */
    int retries;       /* done so far in this call */
    bool
        ever_answered; /* the endpoint has answered some request of this process with something that makes sense */
    int64_t retry_after_ms; /* what the service asked for; 0 when it did not */
};

/* The service or the way to it has broken down, as opposed to a refusal. */
bool retry_is_breakdown(const struct err *err);

/* The thing is busy or being set up. Such a wait is no retry: the user's limit does not count it, unless it is 0. */
bool retry_waits_for_work(const struct err *err);

/*
 * Whether `op` may be sent again after `err`. A request that may have taken effect is repeated only when
 * doing it twice is doing it once; everything else the caller has to look at first.
 */
bool retry_allowed(const struct retry_state *state, const struct aws_operation *op, const struct err *err);

/*
 * The longest delay before the next attempt. Throttling and breakdowns draw the real one from [0, it) ("full
 * jitter"), so that many workers come back spread out; what waits for somebody else's work draws from its
 * upper half.
 */
int64_t retry_longest_delay_ms(const struct retry_state *state, const struct err *err);

/* The delay itself: random within what the longest one allows, and no shorter than the service asked for. */
int64_t retry_delay_ms(const struct retry_state *state, const struct err *err);

/* "2" or an HTTP date as milliseconds from `now_ms` (wall clock), at most one minute; 0 for anything else. */
int64_t retry_after_ms(struct str header, int64_t now_ms);

#endif
