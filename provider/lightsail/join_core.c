/*
 * join_core.c — which callers join a batch, which one sends it, and when. Pure; must not know names,
 * responses or threads.
 */
#include "lightsail/join_core.h"

bool join_is_open(const struct join_batch *batch)
{
    return !batch->is_over && !batch->is_sent && batch->slots < JOIN_MOST;
}

void join_enter(struct join_group *group, struct join_batch *batch, int64_t now_ms)
{
    if (batch->slots == 0)
        *batch = (struct join_batch){.opened_ms = now_ms,
                                     .has_followed = group->ever && now_ms - group->last_ms < JOIN_LATELY_MS};
    batch->slots++;
    batch->waiting++;
    group->ever = true;
    group->last_ms = now_ms;
}

/* How much longer the batch waits for more callers. */
static int64_t left_ms(const struct join_group *group, const struct join_batch *batch, int64_t now_ms)
{
    if (batch->slots == JOIN_MOST)
        return 0;
    int64_t gathers_ms = group->under_way > 0                      ? JOIN_LONGEST_MS
                         : batch->has_followed || batch->slots > 1 ? JOIN_MOMENT_MS
                                                                   : 0;
    int64_t left = batch->opened_ms + gathers_ms - now_ms;
    return left > 0 ? left : 0;
}

enum join_step join_step(struct join_group *group, struct join_batch *batch, int64_t now_ms,
                         int64_t *ret_wait_ms)
{
    *ret_wait_ms = -1;
    if (batch->is_over)
        return JOIN_OVER;
    if (batch->is_led)
        return JOIN_WAIT;
    int64_t wait_ms = left_ms(group, batch, now_ms);
    if (wait_ms > 0) {
        *ret_wait_ms = wait_ms;
        return JOIN_WAIT;
    }
    batch->is_led = true;
    group->under_way++;
    return JOIN_LEAD;
}

void join_sent(struct join_batch *batch)
{
    batch->is_sent = true;
}

void join_returned(struct join_batch *batch)
{
    batch->is_sent = false;
}

static void stop_leading(struct join_group *group, struct join_batch *batch)
{
    batch->is_led = false;
    group->under_way--;
}

void join_ended(struct join_group *group, struct join_batch *batch)
{
    stop_leading(group, batch);
    batch->is_over = true;
}

void join_left(struct join_group *group, struct join_batch *batch, bool is_leader)
{
    batch->waiting--;
    if (is_leader)
        stop_leading(group, batch);
    if (batch->waiting == 0 && !batch->is_led)
        batch->is_over = true;
}
