/*
 * test_join_core.c — every order of events of small scripts: no caller waits for ever, one sends at a time,
 * and a request has all callers that have not left. Knows the rule as a caller sees it; must not know how the
 * module decides.
 */
#include <string.h>

#include "lightsail/join_core.h"

#include "../testing.h"

static int64_t left(struct join_group *group, struct join_batch *batch, int64_t now_ms,
                    enum join_step expected)
{
    int64_t wait_ms;
    assert_int_equal(join_step(group, batch, now_ms, &wait_ms), expected);
    return wait_ms;
}

static void a_single_request_is_sent_at_once(void **state)
{
    (void)state;
    struct join_group group = {0};
    struct join_batch first = {0}, second = {0};
    join_enter(&group, &first, 5000);
    left(&group, &first, 5000, JOIN_LEAD);
    join_sent(&first);
    join_ended(&group, &first);
    left(&group, &first, 5001, JOIN_OVER);
    join_enter(&group, &second, 5000 + JOIN_LATELY_MS);
    left(&group, &second, 5000 + JOIN_LATELY_MS, JOIN_LEAD);
}

static void requests_collect_while_one_is_in_flight(void **state)
{
    (void)state;
    struct join_group group = {0};
    struct join_batch first = {0}, second = {0};
    join_enter(&group, &first, 0);
    left(&group, &first, 0, JOIN_LEAD);
    join_sent(&first);
    assert_false(join_is_open(&first));
    join_enter(&group, &second, 10);
    join_enter(&group, &second, 20);
    assert_int_equal(left(&group, &second, 100, JOIN_WAIT), JOIN_LONGEST_MS - 90);
    join_ended(&group, &first);
    left(&group, &second, 100, JOIN_LEAD);
    assert_int_equal(left(&group, &second, 100, JOIN_WAIT), -1);
}

static void no_request_waits_longer_than_the_limit(void **state)
{
    (void)state;
    struct join_group group = {0};
    struct join_batch first = {0}, second = {0};
    join_enter(&group, &first, 0);
    left(&group, &first, 0, JOIN_LEAD);
    join_enter(&group, &second, 1);
    left(&group, &second, JOIN_LONGEST_MS, JOIN_WAIT);
    left(&group, &second, JOIN_LONGEST_MS + 1, JOIN_LEAD);
    assert_int_equal(group.under_way, 2);
}

static void a_request_shortly_after_another_waits_for_more(void **state)
{
    (void)state;
    struct join_group group = {0};
    struct join_batch first = {0}, second = {0};
    join_enter(&group, &first, 0);
    left(&group, &first, 0, JOIN_LEAD);
    join_ended(&group, &first);
    join_enter(&group, &second, 3);
    assert_int_equal(left(&group, &second, 3, JOIN_WAIT), JOIN_MOMENT_MS);
    left(&group, &second, 3 + JOIN_MOMENT_MS, JOIN_LEAD);
}

static void a_full_batch_goes(void **state)
{
    (void)state;
    struct join_group group = {0};
    struct join_batch first = {0}, second = {0};
    join_enter(&group, &first, 0);
    left(&group, &first, 0, JOIN_LEAD);
    for (int i = 0; i < JOIN_MOST; i++) {
        assert_true(join_is_open(&second));
        join_enter(&group, &second, 1);
    }
    assert_false(join_is_open(&second));
    left(&group, &second, 1, JOIN_LEAD);
}

static void what_came_back_may_be_joined_again(void **state)
{
    (void)state;
    struct join_group group = {0};
    struct join_batch batch = {0};
    join_enter(&group, &batch, 0);
    left(&group, &batch, 0, JOIN_LEAD);
    assert_true(join_is_open(&batch));
    join_sent(&batch);
    join_returned(&batch);
    assert_true(join_is_open(&batch));
    join_enter(&group, &batch, 50);
    left(&group, &batch, 50, JOIN_WAIT);
}

/* ---- every order ------------------------------------------------------------------------------------------------ */

enum { ACTORS = 3, STEPS = 9 };
enum where { OUTSIDE, SEATED, LEADING, SENT, GONE };

/* One batch and its callers; another request of the group may be in flight all the time. */
struct walk {
    struct join_group group;
    struct join_batch batch;
    enum where where[ACTORS];
    int64_t now_ms;
};

static unsigned seated(const struct walk *w)
{
    unsigned count = 0;
    for (int i = 0; i < ACTORS; i++)
        count += w->where[i] == SEATED || w->where[i] == LEADING || w->where[i] == SENT;
    return count;
}

static void check(struct walk w)
{
    unsigned leaders = 0;
    for (int i = 0; i < ACTORS; i++)
        leaders += w.where[i] == LEADING || w.where[i] == SENT;
    assert_true(leaders <= 1);
    assert_int_equal(w.batch.waiting, seated(&w));
    assert_int_equal(w.batch.is_led, leaders == 1);
    assert_true(w.group.under_way <= 2);
    if (w.batch.is_over || seated(&w) == 0 || leaders == 1)
        return;
    /* A caller waits without a leader: the passing of time makes one a leader. */
    int64_t wait_ms;
    enum join_step step = join_step(&w.group, &w.batch, w.now_ms, &wait_ms);
    if (step == JOIN_WAIT) {
        assert_true(wait_ms > 0 && wait_ms <= JOIN_LONGEST_MS);
        step = join_step(&w.group, &w.batch, w.now_ms + wait_ms, &wait_ms);
    }
    assert_int_equal(step, JOIN_LEAD);
}

/* The actor's n-th possible step; false: it has none. */
static bool act(struct walk *w, int actor, int way)
{
    enum where *where = &w->where[actor];
    int64_t wait_ms;
    switch (*where) {
    case OUTSIDE:
        if (way > 0 || !(w->batch.slots == 0 || join_is_open(&w->batch)))
            return false;
        join_enter(&w->group, &w->batch, w->now_ms);
        *where = SEATED;
        return true;
    case SEATED:
        if (way > 1 || w->batch.is_over)
            return false;
        if (way == 1) {
            join_left(&w->group, &w->batch, false);
            *where = GONE;
        } else if (join_step(&w->group, &w->batch, w->now_ms, &wait_ms) == JOIN_LEAD) {
            *where = LEADING;
        }
        return true;
    case LEADING:
        if (way > 1)
            return false;
        if (way == 0) {
            join_sent(&w->batch);
            *where = SENT;
        } else {
            join_left(&w->group, &w->batch, true);
            *where = GONE;
        }
        return true;
    case SENT:
        if (way > 1)
            return false;
        if (way == 0) {
            join_returned(&w->batch);
            *where = LEADING;
            return true;
        }
        join_ended(&w->group, &w->batch);
        for (int i = 0; i < ACTORS; i++)
            w->where[i] = w->where[i] == OUTSIDE ? OUTSIDE : GONE;
        w->batch.waiting = 0;
        return true;
    case GONE:
        break;
    }
    return false;
}

static unsigned long walk(struct walk w, int steps)
{
    unsigned long count = 1;
    check(w);
    if (steps == 0 || w.batch.is_over)
        return count;
    for (int actor = 0; actor < ACTORS; actor++) {
        for (int way = 0; way < 2; way++) {
            struct walk next = w;
            if (act(&next, actor, way))
                count += walk(next, steps - 1);
        }
    }
    struct walk later = w;
    later.now_ms += JOIN_MOMENT_MS;
    return count + walk(later, steps - 1);
}

static void in_every_order_one_caller_sends(void **state)
{
    (void)state;
    for (unsigned others = 0; others < 2; others++) {
        struct walk w = {.group = {.under_way = others, .ever = others > 0}};
        assert_true(walk(w, STEPS) > 1000);
    }
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_single_request_is_sent_at_once),
        cmocka_unit_test(requests_collect_while_one_is_in_flight),
        cmocka_unit_test(no_request_waits_longer_than_the_limit),
        cmocka_unit_test(a_request_shortly_after_another_waits_for_more),
        cmocka_unit_test(a_full_batch_goes),
        cmocka_unit_test(what_came_back_may_be_joined_again),
        cmocka_unit_test(in_every_order_one_caller_sends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
