/*
 * join_core.h — when a creation waits for others with equal arguments, and which caller sends the batch, as a
 * state machine without threads, memory or network. Knows counts and times; must not know names, arguments or
 * responses.
 *
 * The rule. A single request is sent at once. While an equal request is in flight, new requests collect in a
 * batch until it has returned. A request that follows shortly after another one waits JOIN_MOMENT_MS for
 * more. No request waits longer than JOIN_LONGEST_MS for others. A batch that waits for the request rate
 * accepts callers until it is sent.
 */
#ifndef LIGHTSAIL_JOIN_CORE_H
#define LIGHTSAIL_JOIN_CORE_H

#include <stdbool.h>
#include <stdint.h>

enum {
    JOIN_MOST = 20, /* names in one request; AWS documents no limit; a refused batch is sent one by one */
    JOIN_MOMENT_MS = 25, /* least time to collect when other requests came recently */
    JOIN_LATELY_MS = 2000,
    JOIN_LONGEST_MS = 1000, /* longest time to collect; creating an instance takes tens of seconds */
};

/* All requests with equal arguments. */
struct join_group {
    unsigned under_way; /* batches that have a leader */
    bool ever;
    int64_t last_ms; /* when the last caller joined */
};

struct join_batch {
    int64_t opened_ms;
    bool has_followed; /* another caller joined shortly before this batch was opened */
    unsigned slots;    /* slots taken in total */
    unsigned waiting;  /* callers that have not left */
    bool is_led;       /* a leader is about to send it, or has sent it */
    bool is_sent;      /* it may have taken effect */
    bool is_over;
};

enum join_step {
    JOIN_WAIT, /* until something changes, or for ret_wait_ms */
    JOIN_LEAD, /* send it, then call join_ended or join_handed_over */
    JOIN_OVER, /* the result is known */
};

/* Whether one more caller may join. */
bool join_is_open(const struct join_batch *batch);
/* A caller joins; the first one opens the batch. */
void join_enter(struct join_group *group, struct join_batch *batch, int64_t now_ms);
/*
 * What a waiting caller does next; called again after every change. ret_wait_ms: -1 when the passing of time
 * changes nothing.
 */
enum join_step join_step(struct join_group *group, struct join_batch *batch, int64_t now_ms,
                         int64_t *ret_wait_ms);

/* The leader sends it now: no caller may join any more. */
void join_sent(struct join_batch *batch);
/* The request had no effect and will be sent again: callers may join and leave again. */
void join_returned(struct join_batch *batch);
/* The result is known. */
void join_ended(struct join_group *group, struct join_batch *batch);

/*
 * A caller leaves before the result is known; `is_leader`: it was the leader. Afterwards one of the remaining
 * callers leads; without any, the batch is over. A leader leaves only a batch that is not sent.
 */
void join_left(struct join_group *group, struct join_batch *batch, bool is_leader);

#endif
