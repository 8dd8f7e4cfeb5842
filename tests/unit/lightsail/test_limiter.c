/*
 * test_limiter.c — the rate against a service that takes so many requests a second, in a time of its own; the budget; the places.
 * Knows what users want of a limiter; must not know how it computes.
 */
#include "lightsail/limiter.h"

#include "../testing.h"

/* A service with a token bucket, and workers who ask as fast as the rate lets them. */
struct outcome {
    int taken, throttled;
    double worst_pause_s;
};

static struct outcome run(double service_per_s, int workers, double duration_s)
{
    struct rate rate = {0};
    struct outcome out = {0};
    double tokens = service_per_s, filled_s = 1, last_taken_s = 1;
    double ready_s[64];
    bool has_token[64] = {false};
    assert_true(workers <= 64);
    for (int i = 0; i < workers; i++)
        ready_s[i] = 1;
    for (;;) {
        int next = 0;
        for (int i = 1; i < workers; i++)
            next = ready_s[i] < ready_s[next] ? i : next;
        double now_s = ready_s[next];
        if (now_s > 1 + duration_s)
            return out;
        if (!has_token[next]) {
            double wait_s = rate_take(&rate, now_s);
            has_token[next] = wait_s <= 0;
            ready_s[next] = now_s + wait_s + 0.001 * (next + 1); /* by the millisecond, as workers do */
            continue;
        }
        has_token[next] = false;
        tokens += (now_s - filled_s) * service_per_s;
        tokens = tokens > service_per_s ? service_per_s : tokens;
        filled_s = now_s;
        double answered_s = now_s + 0.02;
        if (tokens >= 1) {
            tokens -= 1;
            out.taken++;
            double pause_s = now_s - last_taken_s;
            out.worst_pause_s = pause_s > out.worst_pause_s ? pause_s : out.worst_pause_s;
            last_taken_s = now_s;
            rate_took(&rate, answered_s);
        } else {
            out.throttled++;
            rate_throttled(&rate, now_s, answered_s);
        }
        ready_s[next] = answered_s;
    }
}

static void a_limited_service_is_used_and_seldom_asked_in_vain(void **state)
{
    (void)state;
    static const double services[] = {2, 5, 10, 25};
    for (size_t i = 0; i < sizeof services / sizeof services[0]; i++) {
        for (int workers = 10; workers <= 50; workers += 40) {
            struct outcome out = run(services[i], workers, 120);
            print_message("# %g/s, %d workers: %d taken of %g, %d throttled, longest pause %.1f s\n",
                          services[i], workers, out.taken, services[i] * 120, out.throttled,
                          out.worst_pause_s);
            assert_true(out.taken > 0.5 * services[i] * 120);
            assert_true(out.throttled < workers + 0.25 * out.taken);
            assert_true(out.worst_pause_s < 10);
        }
    }
}

static void nothing_is_limited_before_the_first_throttling(void **state)
{
    (void)state;
    struct rate rate = {0};
    for (int i = 0; i < 1000; i++) {
        assert_true(rate_take(&rate, 1 + i * 0.001) <= 0);
        rate_took(&rate, 1 + i * 0.001);
    }
}

static void requests_that_are_throttled_together_count_once(void **state)
{
    (void)state;
    struct rate rate = {0};
    for (int i = 0; i < 20; i++)
        rate_took(&rate, 10 + i * 0.1);
    rate_throttled(&rate, 12, 12.1);
    double per_s = rate.per_s;
    for (int i = 0; i < 10; i++)
        rate_throttled(&rate, 12.05, 12.2);
    assert_true(rate.per_s >= per_s);
    rate_throttled(&rate, 12.3, 12.4);
    assert_true(rate.per_s < per_s);
}

/* ---- for the workers --------------------------------------------------------------------------------------- */

static void the_budget_ends_and_comes_back_with_success(void **state)
{
    (void)state;
    struct limiter limiter;
    limiter_init(&limiter);
    for (int i = 0; i < LIMITER_BUDGET / LIMITER_RETRY_COST; i++)
        assert_true(limiter_may_repeat(&limiter));
    assert_false(limiter_may_repeat(&limiter));
    for (int i = 0; i < LIMITER_RETRY_COST; i++)
        limiter_note(&limiter, clock_monotonic_ms(), LIMITER_TAKEN);
    assert_true(limiter_may_repeat(&limiter));
    assert_false(limiter_may_repeat(&limiter));
    limiter_destroy(&limiter);
}

static void places_are_limited_and_waiting_for_one_can_be_stopped(void **state)
{
    (void)state;
    struct limiter limiter;
    struct err err = {0};
    struct patience endless = patience_begin(NULL, -1), brief = patience_begin(NULL, 60);
    limiter_init(&limiter);
    limiter.most_at_once = 2;
    assert_true(limiter_enter(&limiter, &endless, &err));
    assert_true(limiter_enter(&limiter, &endless, &err));
    assert_false(limiter_enter(&limiter, &brief, &err));
    assert_int_equal(err.kind, ERR_TIMEOUT);
    limiter_leave(&limiter);
    assert_true(limiter_enter(&limiter, &endless, &err));
    limiter_destroy(&limiter);
}

static void the_standard_mode_knows_no_rate(void **state)
{
    (void)state;
    struct limiter limiter;
    limiter_init(&limiter);
    limiter.mode = LIMITER_STANDARD;
    limiter_note(&limiter, clock_monotonic_ms(), LIMITER_THROTTLED);
    assert_true(limiter_rate_per_s(&limiter) <= 0);
    limiter.mode = LIMITER_ADAPTIVE;
    limiter_note(&limiter, clock_monotonic_ms(), LIMITER_THROTTLED);
    assert_true(limiter_rate_per_s(&limiter) > 0);
    limiter_destroy(&limiter);
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_limited_service_is_used_and_seldom_asked_in_vain),
        cmocka_unit_test(nothing_is_limited_before_the_first_throttling),
        cmocka_unit_test(requests_that_are_throttled_together_count_once),
        cmocka_unit_test(the_budget_ends_and_comes_back_with_success),
        cmocka_unit_test(places_are_limited_and_waiting_for_one_can_be_stopped),
        cmocka_unit_test(the_standard_mode_knows_no_rate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
