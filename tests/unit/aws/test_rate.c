/*
 * test_rate.c — the send rate against models of services, in a time of its own; the published one against its vectors; the quota; the
 * places. Knows what users want of a rate and what AWS publishes; must not know how ours is found.
 */
#include "aws/rate.h"

#include <math.h>

#include "../testing.h"

/* ---- models ------------------------------------------------------------------------------------------------- */

/*
 * A service with a token bucket, which besides throttles a share of what it could take: every so many requests, or so many of 1,000 at
 * random; and breaks down every so many. Its limit may become another one after a while.
 */
struct service {
    double per_s, burst, later_per_s, later_s; /* 0: no limit; 0: stays */
    int every, of_1000, breaks_every;
    double tokens, filled_s;
    int asked;
    uint32_t random;
};

enum answer { ACCEPTED, THROTTLED, BROKEN };

static double draw(uint32_t *random)
{
    *random = *random * 1664525U + 1013904223U;
    return (double)(*random >> 8) / (1 << 24);
}

static enum answer service_answers(struct service *service, double now_s)
{
    service->asked++;
    if (service->every > 0 && service->asked % service->every == 0)
        return THROTTLED;
    if (service->breaks_every > 0 && service->asked % service->breaks_every == 0)
        return BROKEN;
    if (service->of_1000 > 0 && draw(&service->random) * 1000 < service->of_1000)
        return THROTTLED;
    double per_s = service->later_s > 0 && now_s > service->later_s ? service->later_per_s : service->per_s;
    if (per_s <= 0)
        return ACCEPTED;
    service->tokens = fmin(service->burst, service->tokens + (now_s - service->filled_s) * per_s);
    service->filled_s = now_s;
    if (service->tokens < 1)
        return THROTTLED;
    service->tokens -= 1;
    return ACCEPTED;
}

/* What each worker does again and again: so many calls, with pauses in which it waits for something else. */
struct job {
    int count, calls;
    double pause_s; /* after the second and the third call */
};
static const struct job flood = {.count = 300, .calls = 1}, endless = {.count = 3000, .calls = 1},
                        fleet = {.count = 40, .calls = 7, .pause_s = 0.25};

struct outcome {
    double took_s;
    int asked, accepted, accepted_late, asked_late; /* late: since the limit became another one */
};

enum { MOST_WORKERS = 64, SEEDS = 8 };

struct worker {
    double ready_s;
    int calls_left, retries;
    bool is_done;
};

static struct outcome run(struct service service, int workers, struct job job, enum rate_mode mode,
                          uint32_t seed)
{
    struct rate rate = {.mode = mode};
    struct outcome out = {0};
    struct worker all[MOST_WORKERS] = {0};
    uint32_t random = seed;
    service.random = seed * 7919;
    service.tokens = service.burst;
    service.filled_s = 1;
    assert_true(workers <= MOST_WORKERS);
    for (int i = 0; i < workers; i++)
        all[i].ready_s = 1 + 0.01 * draw(&random);
    for (;;) {
        struct worker *next = NULL;
        for (struct worker *w = all; w < all + workers; w++) {
            if (!w->is_done && (next == NULL || w->ready_s < next->ready_s))
                next = w;
        }
        if (next == NULL)
            return out;
        if (next->calls_left == 0 && job.count-- <= 0) {
            next->is_done = true;
            continue;
        }
        if (next->calls_left == 0)
            next->calls_left = job.calls;
        double now_s = next->ready_s, wait_s = rate_take(&rate, now_s);
        if (wait_s > 0) { /* by the millisecond, and never exactly when they want */
            next->ready_s = now_s + ceil(fmin(wait_s, 1) * 1000) / 1000 + 0.002 * draw(&random);
            continue;
        }
        bool is_late = service.later_s > 0 && now_s > service.later_s;
        enum answer answer = service_answers(&service, now_s);
        double answered_s = now_s + 0.0025 + 0.005 * draw(&random);
        rate_note(&rate, now_s, answered_s, answer == THROTTLED);
        out.asked++;
        out.asked_late += is_late;
        if (answer == ACCEPTED) {
            out.accepted++;
            out.accepted_late += is_late;
            next->calls_left--;
            next->retries = 0;
            bool pauses = next->calls_left == job.calls - 2 || next->calls_left == job.calls - 3;
            next->ready_s = answered_s + (pauses ? job.pause_s : 0);
            out.took_s = answered_s - 1;
        } else {
            double longest_s = (mode == RATE_FOLLOWS ? 0.1 : 1) * pow(2, next->retries++);
            next->ready_s = answered_s + draw(&random) * fmin(longest_s, 20);
        }
    }
}

/* ---- ours ----------------------------------------------------------------------------------------------------- */

/* The worst of all seeds: how often as long as the limit needs, and how often as many requests. */
static void check_limit(const char *name, struct service service, struct job job, double most_time,
                        double most_asked)
{
    double time = 0, asked = 0;
    for (int workers = 10; workers <= 50; workers += 40) {
        for (uint32_t seed = 1; seed <= SEEDS; seed++) {
            struct outcome out = run(service, workers, job, RATE_FOLLOWS, seed);
            time = fmax(time, out.took_s * service.per_s / out.accepted);
            asked = fmax(asked, (double)out.asked / out.accepted);
        }
    }
    print_message("# %s, %g/s, burst %g: %.2f times the time, %.2f times the requests\n", name, service.per_s,
                  service.burst, time, asked);
    assert_true(time <= most_time);
    assert_true(asked <= most_asked);
}

static void a_limit_is_used_up_and_seldom_asked_in_vain(void **state)
{
    (void)state;
    static const double limits[] = {2, 5, 10, 25};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
        check_limit("flood", (struct service){.per_s = limits[i], .burst = limits[i]}, flood, 1.1, 1.4);
    check_limit("fleet", (struct service){.per_s = 10, .burst = 10}, fleet, 1.4, 1.25);
    check_limit("endless", (struct service){.per_s = 10, .burst = 10}, endless, 1.1, 1.25);
}

static void a_limit_without_a_burst_is_used_almost_as_well(void **state)
{
    (void)state;
    check_limit("flood", (struct service){.per_s = 5, .burst = 1}, flood, 1.7, 1.3);
    check_limit("flood", (struct service){.per_s = 10, .burst = 1}, flood, 1.7, 1.3);
    check_limit("fleet", (struct service){.per_s = 10, .burst = 1}, fleet, 1.7, 1.3);
}

/* How often as long as each request that waits for itself, on average over the seeds. */
static double ratio_to_standard(struct service service, int workers, struct job job)
{
    double ours_s = 0, standard_s = 0;
    for (uint32_t seed = 1; seed <= SEEDS; seed++) {
        ours_s += run(service, workers, job, RATE_FOLLOWS, seed).took_s;
        standard_s += run(service, workers, job, RATE_STANDARD, seed).took_s;
    }
    print_message("# every %d, %d of 1000 throttled, %d workers: %.1f s, %.2f times as long as standard\n",
                  service.every, service.of_1000, workers, ours_s / SEEDS, ours_s / standard_s);
    return ours_s / standard_s;
}

static void a_share_that_does_not_depend_on_the_rate_does_not_stop_it(void **state)
{
    (void)state;
    static const struct service services[] = {{.every = 7, .breaks_every = 23},
                                              {.every = 2},
                                              {.every = 3},
                                              {.every = 5},
                                              {.every = 10},
                                              {.of_1000 = 100},
                                              {.of_1000 = 143},
                                              {.of_1000 = 200},
                                              {.of_1000 = 333},
                                              {.of_1000 = 500}};
    for (size_t i = 0; i < sizeof services / sizeof services[0]; i++) {
        assert_true(ratio_to_standard(services[i], 10, fleet) < 1.5);
        assert_true(ratio_to_standard(services[i], 50, fleet) < 1.5);
    }
}

static void a_limit_is_found_behind_a_share(void **state)
{
    (void)state;
    for (int of_1000 = 100; of_1000 <= 500; of_1000 += 100) {
        double took_s = 0, asked = 0;
        for (uint32_t seed = 1; seed <= SEEDS; seed++) {
            struct outcome out = run((struct service){.per_s = 10, .burst = 10, .of_1000 = of_1000}, 10,
                                     endless, RATE_FOLLOWS, seed);
            took_s += out.took_s / SEEDS;
            asked += (double)out.asked / out.accepted / SEEDS;
        }
        print_message("# 10/s, and %d of 1000 throttled besides: %.0f s for 3000, %.2f times the requests\n",
                      of_1000, took_s, asked);
        assert_true(took_s < 1.5 * 300);
        assert_true(asked < 6);
    }
}

static void a_limit_that_changes_is_followed(void **state)
{
    (void)state;
    static const double limits[][2] = {{25, 5}, {5, 25}, {10, 1}, {50, 10}};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        struct service service = {.per_s = limits[i][0],
                                  .burst = limits[i][0],
                                  .later_per_s = limits[i][1],
                                  .later_s = 31};
        struct job job = {.count = (int)(30 * limits[i][0] + 60 * limits[i][1]), .calls = 1};
        struct outcome out = run(service, 20, job, RATE_FOLLOWS, 1);
        print_message("# %g/s, then %g/s: %d in %.0f s since then, %d asked\n", limits[i][0], limits[i][1],
                      out.accepted_late, out.took_s - 30, out.asked_late);
        assert_true(out.accepted_late > 0.7 * limits[i][1] * (out.took_s - 30));
        assert_true(out.asked_late < 60 + 1.5 * out.accepted_late);
    }
}

static void nothing_is_limited_before_a_fifth_is_throttled(void **state)
{
    (void)state;
    struct rate rate = {0};
    for (int i = 0; i < 1000; i++) {
        double now_s = 1 + i * 0.001;
        assert_true(rate_take(&rate, now_s) <= 0);
        rate_note(&rate, now_s, now_s, i % 6 == 5);
    }
    assert_false(rate.is_limited);
}

/* Requests sent before the rate was set say nothing about it. */
static void requests_that_are_throttled_together_count_once(void **state)
{
    (void)state;
    struct rate rate = {0};
    for (int i = 0; i < 20; i++)
        rate_note(&rate, 10 + i * 0.1, 10 + i * 0.1, false);
    for (int i = 0; i < 20; i++)
        rate_note(&rate, 12, 12.1 + i * 0.001, true);
    double per_s = rate.per_s;
    assert_true(rate.is_limited);
    assert_true(per_s >= 8); /* what was accepted lately */
    for (int i = 0; i < 50; i++)
        rate_note(&rate, 12.05, 12.2 + i * 0.05, true);
    assert_true(rate.per_s >= per_s);
    for (int i = 0; i < 20; i++)
        rate_note(&rate, 15 + i * 0.1, 15.1 + i * 0.1, true);
    assert_true(rate.per_s < per_s);
}

/* ---- the SDKs' ------------------------------------------------------------------------------------------------ */

/*
 * Vectors of the specification of AWS's SDKs as aws-sdk-java-v2 has them, commits 95d4365 (the curve) and 3dde332 (all of it).
 */
static void close_to(double is, double should)
{
    if (fabs(is - should) > 1e-6)
        fail_msg("%.9f instead of %.9f", is, should);
}

static void the_published_curve(void **state)
{
    (void)state;
    static const double all_success[] = {7.0,
                                         9.64893600966,
                                         10.000030849917364,
                                         10.453284520772092,
                                         13.408697022224185,
                                         21.26626835427364,
                                         36.425998516920465};
    static const struct {
        double expected;
        bool is_throttled;
    } mixed[] = {{7.0, false},
                 {9.64893600966, false},
                 {6.754255206761999, true},
                 {4.727978644733399, true},
                 {6.606547753887045, false},
                 {6.763279816944947, false},
                 {7.598174833907107, false},
                 {11.511232804773524, false}};
    for (size_t i = 0; i < sizeof all_success / sizeof all_success[0]; i++)
        close_to(rate_cubic(10, (double)i), all_success[i]);
    double last_max_per_s = 10, throttled_s = 0, per_s = 0;
    for (size_t i = 0; i < sizeof mixed / sizeof mixed[0]; i++) {
        if (mixed[i].is_throttled) {
            last_max_per_s = per_s;
            throttled_s = (double)i;
        }
        per_s = rate_cubic(last_max_per_s, (double)i - throttled_s);
        close_to(per_s, mixed[i].expected);
    }
}

static void the_published_rate(void **state)
{
    (void)state;
    static const struct {
        bool is_throttled;
        double now_s, measured_per_s, per_s;
    } steps[] = {{false, 0.2, 0.000000, 0.500000}, {false, 0.4, 0.000000, 0.500000},
                 {false, 0.6, 4.800000, 0.500000}, {false, 0.8, 4.800000, 0.500000},
                 {false, 1.0, 4.160000, 0.500000}, {false, 1.2, 4.160000, 0.691200},
                 {false, 1.4, 4.160000, 1.097600}, {false, 1.6, 5.632000, 1.638400},
                 {false, 1.8, 5.632000, 2.332800}, {true, 2.0, 4.326400, 3.028480},
                 {false, 2.2, 4.326400, 3.486639}, {false, 2.4, 4.326400, 3.821874},
                 {false, 2.6, 5.665280, 4.053386}, {false, 2.8, 5.665280, 4.200373},
                 {false, 3.0, 4.333056, 4.282037}, {true, 3.2, 4.333056, 2.997426},
                 {false, 3.4, 4.333056, 3.452226}};
    struct rate rate = {.mode = RATE_ADAPTIVE};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        rate_note(&rate, steps[i].now_s, steps[i].now_s, steps[i].is_throttled);
        close_to(rate.measured_per_s, steps[i].measured_per_s);
        close_to(rate.per_s, steps[i].per_s);
        assert_int_equal(rate.is_limited, steps[i].now_s >= 2);
    }
}

/* botocore 1.43.11, tests/unit/retries: no rate before the first throttling, at most twice what is measured. */
static void the_published_mode_begins_with_a_throttling(void **state)
{
    (void)state;
    struct rate rate = {.mode = RATE_ADAPTIVE};
    for (int i = 1; i <= 40; i++) {
        assert_true(rate_take(&rate, i * 0.1) <= 0);
        rate_note(&rate, i * 0.1, i * 0.1, false);
        assert_true(rate.per_s <= fmax(0.5, 2 * rate.measured_per_s));
    }
    rate_note(&rate, 4.1, 4.1, true);
    while (rate_take(&rate, 4.1) <= 0)
        continue;
    assert_true(rate_take(&rate, 4.1) <= 1 / rate.per_s);
}

static void the_standard_mode_knows_no_rate(void **state)
{
    (void)state;
    struct rate rate = {.mode = RATE_STANDARD};
    for (int i = 0; i < 100; i++)
        rate_note(&rate, 1 + i * 0.1, 1 + i * 0.1, true);
    assert_true(rate_take(&rate, 20) <= 0);
}

/* ---- for the workers --------------------------------------------------------------------------------------- */

/* botocore 1.43.11, tests/unit/retries/test_quota.py and test_standard.py. */
static void the_quota_ends_and_comes_back_with_success(void **state)
{
    (void)state;
    struct limiter limiter;
    limiter_init(&limiter);
    assert_int_equal(limiter.quota, 500);
    assert_true(limiter_pay(&limiter, -1)); /* never more than it began with */
    assert_int_equal(limiter.quota, 500);
    for (int i = 0; i < 100; i++)
        assert_true(limiter_pay(&limiter, 5));
    assert_false(limiter_pay(&limiter, 5));
    for (int i = 0; i < 7; i++)
        assert_true(limiter_pay(&limiter, -1));
    assert_false(limiter_pay(&limiter, 10));
    assert_int_equal(limiter.quota, 7);
    assert_true(limiter_pay(&limiter, 5));
    assert_true(limiter_pay(&limiter, -5));
    assert_int_equal(limiter.quota, 7);
    limiter_destroy(&limiter);
}

static void places_are_limited_and_waiting_for_one_can_be_stopped(void **state)
{
    (void)state;
    struct limiter limiter;
    struct err err = {0};
    struct deadline patient = deadline_begin(NULL, -1), brief = deadline_begin(NULL, 60);
    limiter_init(&limiter);
    limiter.most_at_once = 2;
    assert_true(limiter_enter(&limiter, &patient, &err));
    assert_true(limiter_enter(&limiter, &patient, &err));
    assert_false(limiter_enter(&limiter, &brief, &err));
    assert_int_equal(err.kind, ERR_TIMEOUT);
    limiter_leave(&limiter, 0, false);
    assert_true(limiter_enter(&limiter, &patient, &err));
    limiter_destroy(&limiter);
}

static void waiting_for_the_rate_ends_with_the_deadline(void **state)
{
    (void)state;
    struct limiter limiter;
    struct err err = {0};
    struct deadline brief = deadline_begin(NULL, 60);
    limiter_init(&limiter);
    for (int i = 0; i < 20; i++) {
        assert_true(limiter_enter(&limiter, &brief, &err));
        limiter_leave(&limiter, clock_monotonic_ms(), true);
        if (limiter_rate_per_s(&limiter) > 0)
            break;
    }
    assert_true(limiter_rate_per_s(&limiter) > 0);
    assert_false(limiter_enter(&limiter, &brief, &err));
    assert_int_equal(err.kind, ERR_TIMEOUT);
    assert_int_equal(limiter.at_once, 0);
    limiter_destroy(&limiter);
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_limit_is_used_up_and_seldom_asked_in_vain),
        cmocka_unit_test(a_limit_without_a_burst_is_used_almost_as_well),
        cmocka_unit_test(a_share_that_does_not_depend_on_the_rate_does_not_stop_it),
        cmocka_unit_test(a_limit_is_found_behind_a_share),
        cmocka_unit_test(a_limit_that_changes_is_followed),
        cmocka_unit_test(nothing_is_limited_before_a_fifth_is_throttled),
        cmocka_unit_test(requests_that_are_throttled_together_count_once),
        cmocka_unit_test(the_published_curve),
        cmocka_unit_test(the_published_rate),
        cmocka_unit_test(the_published_mode_begins_with_a_throttling),
        cmocka_unit_test(the_standard_mode_knows_no_rate),
        cmocka_unit_test(the_quota_ends_and_comes_back_with_success),
        cmocka_unit_test(places_are_limited_and_waiting_for_one_can_be_stopped),
        cmocka_unit_test(waiting_for_the_rate_ends_with_the_deadline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
