/*
 * join_core.h — when a request for one thing waits for others like it, and who sends for all, as a state machine without threads,
 * memory or network. Knows counts and times; must not know names, arguments or answers.
 *
 * The rule. Who comes alone is sent at once. Who comes while an equal request is under way gathers with those that come after, until
 * that one is back. Who comes shortly after another gathers for a moment. Nobody gathers longer than JOIN_LONGEST_MS, and who waits
 * for the rate of requests is joined until the last moment.
 */
#ifndef LIGHTSAIL_JOIN_CORE_H
#define LIGHTSAIL_JOIN_CORE_H

#include <stdbool.h>
#include <stdint.h>

enum {
    JOIN_MOST = 20, /* in one request; the service names no limit, and what fails is sent again one by one */
    JOIN_MOMENT_MS = 25, /* gathered at least, when others came lately */
    JOIN_LATELY_MS = 2000,
    JOIN_LONGEST_MS = 1000, /* gathered at most; the creation of a machine takes tens of seconds */
};

/* All requests with equal arguments. */
struct join_group {
    unsigned under_way; /* batches that somebody leads */
    bool ever;
    int64_t last_ms; /* when somebody came last */
};

struct join_batch {
    int64_t opened_ms;
    bool has_company; /* somebody came lately, before it was opened */
    unsigned seats;   /* ever taken */
    unsigned waiting; /* of them not left */
    bool is_led;      /* somebody is about to send it, or has sent it */
    bool is_sent;     /* it may have taken effect */
    bool is_over;
};

enum join_step {
    JOIN_WAIT, /* until something happens, or for ret_wait_ms */
    JOIN_LEAD, /* send it: then join_ended or join_handed_over */
    JOIN_OVER, /* the outcome is there */
};

/* Whether one more may take a seat. */
bool join_is_open(const struct join_batch *batch);
/* Somebody takes a seat; the first one opens the batch. */
void join_enter(struct join_group *group, struct join_batch *batch, int64_t now_ms);
/* What one of those who wait does next; asked again after everything that happened. ret_wait_ms: -1 when time alone changes nothing. */
enum join_step join_step(struct join_group *group, struct join_batch *batch, int64_t now_ms,
                         int64_t *ret_wait_ms);

/* The leader sends it now: nobody else gets in. */
void join_sent(struct join_batch *batch);
/* It came back without an effect and will be sent again: others may get in, and out, again. */
void join_came_back(struct join_batch *batch);
/* The outcome is there. */
void join_ended(struct join_group *group, struct join_batch *batch);

/*
 * Somebody leaves before the outcome is there: `is_leader` tells who. Afterwards one of those who stay leads; without any, it is over. A leader leaves only
 * what is not sent.
 */
void join_left(struct join_group *group, struct join_batch *batch, bool is_leader);

#endif
