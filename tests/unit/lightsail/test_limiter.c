/*
 * test_limiter.c — the rate against a service that takes so many requests a second, in a time of its own; the budget; the places.
 * Knows what users want of a limiter; must not know how it computes.
 */
#include "lightsail/limiter.h"

#include "../testing.h"

/*
 * A service with a token bucket, which besides throttles a share of what it could take: every so many requests, or so many of 1,000 at
 * random. Its limit may become another one in the middle.
 */
struct service {
    double per_s, later_per_s; /* 0: no limit; 0: stays */
    int every, of_1000;
    double tokens, filled_s;
    int asked;
    uint32_t random;
};

static bool service_takes(struct service *service, double now_s)
{
    service->asked++;
    service->random = service->random * 1664525U + 1013904223U;
    if (service->every > 0 && service->asked % service->every == 0)
        return false;
    if ((int)((service->random >> 8) % 1000) < service->of_1000)
        return false;
    if (service->per_s <= 0)
        return true;
    service->tokens += (now_s - service->filled_s) * service->per_s;
    service->tokens = service->tokens > service->per_s ? service->per_s : service->tokens;
    service->filled_s = now_s;
    if (service->tokens < 1)
        return false;
    service->tokens -= 1;
    return true;
}

enum { MOST_WORKERS = 64 };
static const double ANSWER_S = 0.02;

struct outcome {
    int taken, taken_late, throttled, throttled_late; /* late: in the second half */
    double worst_pause_s, took_60_s;                  /* when 60 requests had been taken */
};

/* Workers who ask as fast as the rate lets them, by the millisecond, as workers do. */
static struct outcome run(struct service service, int workers, double duration_s)
{
    struct rate rate = {0};
    struct outcome out = {0};
    double last_taken_s = 1, ready_s[MOST_WORKERS];
    bool has_token[MOST_WORKERS] = {false};
    assert_true(workers <= MOST_WORKERS);
    service.tokens = service.per_s;
    service.filled_s = 1;
    for (int i = 0; i < workers; i++)
        ready_s[i] = 1;
    for (;;) {
        int next = 0;
        for (int i = 1; i < workers; i++)
            next = ready_s[i] < ready_s[next] ? i : next;
        double now_s = ready_s[next];
        bool is_late = now_s > 1 + duration_s / 2;
        if (now_s > 1 + duration_s)
            return out;
        if (is_late && service.later_per_s > 0)
            service.per_s = service.later_per_s;
        if (!has_token[next]) {
            double wait_s = rate_take(&rate, now_s);
            has_token[next] = wait_s <= 0;
            ready_s[next] = now_s + wait_s + 0.001 * (next + 1);
            continue;
        }
        has_token[next] = false;
        double answered_s = now_s + ANSWER_S;
        if (service_takes(&service, now_s)) {
            out.taken++;
            out.taken_late += is_late;
            out.took_60_s = out.taken == 60 ? now_s - 1 : out.took_60_s;
            double pause_s = now_s - last_taken_s;
            out.worst_pause_s = pause_s > out.worst_pause_s ? pause_s : out.worst_pause_s;
            last_taken_s = now_s;
            rate_took(&rate, now_s, answered_s);
        } else {
            out.throttled++;
            out.throttled_late += is_late;
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
            struct outcome out = run((struct service){.per_s = services[i]}, workers, 120);
            print_message("# %g/s, %d workers: %d taken of %g, %d throttled, longest pause %.1f s\n",
                          services[i], workers, out.taken, services[i] * 120, out.throttled,
                          out.worst_pause_s);
            assert_true(out.taken > 0.5 * services[i] * 120);
            assert_true(out.throttled < workers + 0.25 * out.taken);
            assert_true(out.worst_pause_s < 10);
        }
    }
}

/* Sixty requests are what a small apply makes; without a background they would never end at the lowest rate. */
static void a_share_that_does_not_depend_on_the_rate_does_not_stop_it(void **state)
{
    (void)state;
    static const struct service services[] = {{.every = 2},     {.every = 3},     {.every = 5},
                                              {.every = 10},    {.of_1000 = 500}, {.of_1000 = 333},
                                              {.of_1000 = 200}, {.of_1000 = 100}};
    enum { SEEDS = 20 };
    for (size_t i = 0; i < sizeof services / sizeof services[0]; i++) {
        double sum_s = 0, worst_s = 0, late = 0;
        for (uint32_t seed = 1; seed <= SEEDS; seed++) {
            struct service service = services[i];
            service.random = seed;
            struct outcome out = run(service, 10, 90);
            assert_true(out.took_60_s > 0);
            late += out.taken_late;
            sum_s += out.took_60_s;
            worst_s = out.took_60_s > worst_s ? out.took_60_s : worst_s;
        }
        print_message("# one of %d, %d of 1000 throttled: 60 taken after %.1f s, at worst %.1f s\n",
                      services[i].every, services[i].of_1000, sum_s / SEEDS, worst_s);
        assert_true(sum_s / SEEDS < 25);
        assert_true(late / SEEDS > 5 * 45);
    }
}

static void a_limit_is_found_behind_a_share(void **state)
{
    (void)state;
    for (int of_1000 = 100; of_1000 <= 500; of_1000 += 100) {
        int taken = 0, throttled = 0;
        enum { SEEDS = 10 };
        for (uint32_t seed = 1; seed <= SEEDS; seed++) {
            struct service service = {.per_s = 10, .of_1000 = of_1000, .random = seed};
            struct outcome out = run(service, 10, 120);
            taken += out.taken;
            throttled += out.throttled;
        }
        print_message("# 10/s, and %d of 1000 throttled besides: %d taken of 1200, %d throttled\n", of_1000,
                      taken / SEEDS, throttled / SEEDS);
        assert_true(taken / SEEDS > 300);
        assert_true(throttled < 4 * taken);
    }
}

static void a_limit_that_changes_is_followed(void **state)
{
    (void)state;
    static const double services[][2] = {{25, 5}, {5, 25}, {10, 1}, {50, 10}};
    for (size_t i = 0; i < sizeof services / sizeof services[0]; i++) {
        struct service service = {.per_s = services[i][0], .later_per_s = services[i][1]};
        struct outcome out = run(service, 20, 240);
        print_message("# %g/s, then %g/s: %d taken of %g and %d throttled in the second half\n",
                      services[i][0], services[i][1], out.taken_late, services[i][1] * 120,
                      out.throttled_late);
        assert_true(out.taken_late > 0.5 * services[i][1] * 120);
        assert_true(out.throttled_late < 20 + 0.25 * out.taken_late);
    }
}

static void nothing_is_limited_before_the_first_throttling(void **state)
{
    (void)state;
    struct rate rate = {0};
    for (int i = 0; i < 1000; i++) {
        assert_true(rate_take(&rate, 1 + i * 0.001) <= 0);
        rate_took(&rate, 1 + i * 0.001, 1 + i * 0.001);
    }
}

static void requests_that_are_throttled_together_count_once(void **state)
{
    (void)state;
    struct rate rate = {0};
    for (int i = 0; i < 20; i++)
        rate_took(&rate, 10 + i * 0.1, 10 + i * 0.1);
    rate_throttled(&rate, 12, 12.1);
    double per_s = rate.per_s;
    for (int i = 0; i < 50; i++)
        rate_throttled(&rate, 12.05, 12.2 + i * 0.05);
    assert_true(rate.per_s >= per_s);
    for (int i = 0; i < 10; i++)
        rate_throttled(&rate, 15 + i * 0.2, 15.1 + i * 0.2);
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
        cmocka_unit_test(a_share_that_does_not_depend_on_the_rate_does_not_stop_it),
        cmocka_unit_test(a_limit_is_found_behind_a_share),
        cmocka_unit_test(a_limit_that_changes_is_followed),
        cmocka_unit_test(nothing_is_limited_before_the_first_throttling),
        cmocka_unit_test(requests_that_are_throttled_together_count_once),
        cmocka_unit_test(the_budget_ends_and_comes_back_with_success),
        cmocka_unit_test(places_are_limited_and_waiting_for_one_can_be_stopped),
        cmocka_unit_test(the_standard_mode_knows_no_rate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
