/*
 * retry.h — which requests may be retried, and after how long. Pure: no network, no sleep. Must not know
 * requests.
 */
#ifndef AWS_RETRY_H
#define AWS_RETRY_H

#include "aws/settings.h"
#include "base/err.h"

/* The numbers count retries: requests after the first one. */
enum {
    RETRY_NO_LIMIT = 1000 * 1000,         /* until the deadline of the call */
    RETRY_PUBLISHED_MOST = 2,             /* of the modes of the SDKs: three attempts */
    RETRY_MOST_BEFORE_FIRST_RESPONSE = 3, /* no response yet: most likely the endpoint is wrong */
    RETRY_FIRST_DELAY_MS = 200,
    RETRY_FIRST_WAIT_MS = 1000, /* in the modes of the SDKs, and for "please wait for it to complete" */
    RETRY_MOST_DELAY_MS = 20 * 1000,
};

struct retry_state {
    bool is_published;      /* the limits of the SDKs, not the larger ones for Terraform */
    int most_retries;       /* the user's limit */
    int retries;            /* retries so far in this call */
    bool has_responded;     /* the endpoint has sent a valid response to a request of this process */
    int64_t retry_after_ms; /* the delay that the service requested; 0: none */
};

/* A failure of the service or of the network path, as opposed to a refusal. */
bool retry_is_breakdown(const struct err *err);

/*
 * The object is busy or being created. Waiting for it is no retry: the user's limit does not count it, unless
 * the limit is 0.
 */
bool retry_waits_for_work(const struct err *err);

/*
 * Whether `op` may be sent again after `err`. A request that may have taken effect is repeated only when `op`
 * is repeatable; otherwise the caller must read the object first.
 */
bool retry_allowed(const struct retry_state *state, const struct aws_operation *op, const struct err *err);

/*
 * The longest delay before the next attempt. After throttling and failures the delay is random in [0,
 * longest) ("full jitter"), so that many clients do not retry at the same time; while waiting for work in
 * progress it is random in the upper half.
 */
int64_t retry_longest_delay_ms(const struct retry_state *state, const struct err *err);

/* The random delay: at most the longest one, and at least what the service requested. */
int64_t retry_delay_ms(const struct retry_state *state, const struct err *err);

/*
 * "2" or an HTTP date as milliseconds from `now_ms` (wall clock), at most one minute; 0 for any other text.
 */
int64_t retry_after_ms(struct str header, int64_t now_ms);

#endif
