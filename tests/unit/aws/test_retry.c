/*
 * test_retry.c — which requests are retried, how often and after how long. No time passes.
 */
#include "aws/retry.h"

#include "../testing.h"

static const struct aws_operation reads = {"GetInstances", false, true},
                                  creates = {"CreateInstances", true, false},
                                  sets = {"PutInstancePublicPorts", true, true};

static struct err an_error(enum err_kind kind, bool retryable, bool maybe_done)
{
    return (struct err){.kind = kind, .retryable = retryable, .maybe_done = maybe_done};
}

static void test_only_retryable_errors(void **state)
{
    (void)state;
    struct retry_state fresh = {.most_retries = 5, .has_responded = true};
    for (int kind = ERR_USER; kind <= ERR_INTERNAL; kind++) {
        struct err final = an_error((enum err_kind)kind, false, false);
        assert_false(retry_allowed(&fresh, &reads, &final));
    }
    struct err throttled = an_error(ERR_THROTTLED, true, false);
    assert_true(retry_allowed(&fresh, &creates, &throttled));
}

static void test_what_may_be_done_is_not_done_twice(void **state)
{
    (void)state;
    struct retry_state fresh = {.most_retries = 5, .has_responded = true};
    struct err lost = an_error(ERR_NETWORK, true, true), broken = an_error(ERR_SERVER, true, true);
    assert_true(retry_allowed(&fresh, &reads, &lost) && retry_allowed(&fresh, &reads, &broken));
    assert_true(retry_allowed(&fresh, &sets, &lost) && retry_allowed(&fresh, &sets, &broken));
    assert_false(retry_allowed(&fresh, &creates, &lost) || retry_allowed(&fresh, &creates, &broken));
}

static int count_retries(struct retry_state state, struct err err)
{
    while (retry_allowed(&state, &reads, &err))
        state.retries++;
    return state.retries;
}

/* RATE_FOLLOWS: until the deadline, except for an endpoint that never sent a valid response. */
static void test_limits(void **state)
{
    (void)state;
    struct retry_state usual = {.most_retries = RETRY_NO_LIMIT, .has_responded = true};
    struct retry_state early = {.most_retries = RETRY_NO_LIMIT, .has_responded = false};
    struct retry_state few = {.most_retries = 2, .has_responded = true};
    struct retry_state none = {.most_retries = 0, .has_responded = true};
    struct err throttled = an_error(ERR_THROTTLED, true, false), network = an_error(ERR_NETWORK, true, false);
    struct err busy = an_error(ERR_CONFLICT, true, false), broken = an_error(ERR_SERVER, true, false);
    struct err garbled = an_error(ERR_PROTOCOL, true, false);
    assert_int_equal(count_retries(usual, throttled), RETRY_NO_LIMIT);
    assert_int_equal(count_retries(usual, broken), RETRY_NO_LIMIT);
    assert_int_equal(count_retries(usual, network), RETRY_NO_LIMIT);
    assert_int_equal(count_retries(early, throttled), RETRY_NO_LIMIT);
    assert_int_equal(count_retries(early, network), 3);
    assert_int_equal(count_retries(early, broken), 3);
    assert_int_equal(count_retries(early, garbled), 3);
    assert_int_equal(count_retries(few, throttled), 2);
    assert_int_equal(count_retries(few, network), 2);
    assert_int_equal(count_retries(few, busy), RETRY_NO_LIMIT); /* a wait is no retry */
    assert_int_equal(count_retries(none, throttled), 0);
    assert_int_equal(count_retries(none, busy), 0);
}

/* Modes of the SDKs: a fixed number of attempts, with any responses. */
static void test_published_limits(void **state)
{
    (void)state;
    struct retry_state usual = {.is_published = true, .most_retries = RETRY_PUBLISHED_MOST};
    struct retry_state many = {.is_published = true, .most_retries = 99};
    struct err throttled = an_error(ERR_THROTTLED, true, false), network = an_error(ERR_NETWORK, true, false);
    assert_int_equal(1 + count_retries(usual, throttled), 3); /* attempts */
    assert_int_equal(1 + count_retries(usual, network), 3);
    assert_int_equal(1 + count_retries(many, network), 100);
}

static void check_delays(struct retry_state state, const struct err *err, const int64_t *expected_ms,
                         size_t count)
{
    for (size_t i = 0; i < count; i++) {
        state.retries = (int)i;
        assert_int_equal(retry_longest_delay_ms(&state, err), expected_ms[i]);
        for (int draw = 0; draw < 50; draw++) {
            int64_t delay_ms = retry_delay_ms(&state, err);
            assert_true(delay_ms >= 0 && delay_ms < expected_ms[i]);
        }
    }
    state.retries = 900; /* no overflow far out */
    assert_int_equal(retry_longest_delay_ms(&state, err), RETRY_MOST_DELAY_MS);
}

static void test_delays_grow_to_a_limit(void **state)
{
    (void)state;
    struct err throttled = an_error(ERR_THROTTLED, true, false), busy = an_error(ERR_CONFLICT, true, false);
    static const int64_t ours_ms[] = {200, 400, 800, 1600, 3200, 6400, 12800, 20000, 20000};
    /* botocore 1.43.11, tests/unit/retries/test_standard.py: rand(0, 1) * min(2 ^ i, 20) seconds */
    static const int64_t published_ms[] = {1000, 2000, 4000, 8000, 16000, 20000, 20000};
    struct retry_state ours = {.most_retries = 1000}, published = {.is_published = true};
    check_delays(ours, &throttled, ours_ms, sizeof ours_ms / sizeof ours_ms[0]);
    check_delays(published, &throttled, published_ms, sizeof published_ms / sizeof published_ms[0]);
    for (int draw = 0; draw < 50; draw++)
        assert_true(retry_delay_ms(&ours, &busy) >= RETRY_FIRST_WAIT_MS / 2);
}

/* Full jitter: the delays spread over the whole range, so that clients do not retry at the same time. */
static void test_delays_are_spread(void **state)
{
    (void)state;
    struct err throttled = an_error(ERR_THROTTLED, true, false);
    struct retry_state later = {.retries = 7};
    int64_t longest_ms = retry_longest_delay_ms(&later, &throttled);
    int low = 0, high = 0;
    for (int draw = 0; draw < 400; draw++) {
        int64_t delay_ms = retry_delay_ms(&later, &throttled);
        low += delay_ms < longest_ms / 4;
        high += delay_ms > longest_ms * 3 / 4;
    }
    assert_in_range(low, 40, 200);
    assert_in_range(high, 40, 200);
}

static void test_retry_after(void **state)
{
    (void)state;
    const int64_t now_ms = 1704067200000; /* 2024-01-01 00:00:00 UTC */
    assert_int_equal(retry_after_ms(STR("2"), now_ms), 2000);
    assert_int_equal(retry_after_ms(STR("0"), now_ms), 0);
    assert_int_equal(retry_after_ms(STR("-5"), now_ms), 0);
    assert_int_equal(retry_after_ms(STR("600"), now_ms), 60000);
    assert_int_equal(retry_after_ms(STR("99999999999999"), now_ms), 0);
    assert_int_equal(retry_after_ms(STR("Mon, 01 Jan 2024 00:00:07 GMT"), now_ms), 7000);
    assert_int_equal(retry_after_ms(STR("Mon, 01 Jan 2023 00:00:07 GMT"), now_ms), 0);
    assert_int_equal(retry_after_ms(STR("soon"), now_ms), 0);
    assert_int_equal(retry_after_ms(STR(""), now_ms), 0);

    struct err throttled = an_error(ERR_THROTTLED, true, false);
    struct retry_state asked = {.retry_after_ms = 5000};
    assert_true(retry_delay_ms(&asked, &throttled) >= 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_retryable_errors),
        cmocka_unit_test(test_what_may_be_done_is_not_done_twice),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_published_limits),
        cmocka_unit_test(test_delays_grow_to_a_limit),
        cmocka_unit_test(test_delays_are_spread),
        cmocka_unit_test(test_retry_after),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("retry", tests, NULL, NULL);
}
