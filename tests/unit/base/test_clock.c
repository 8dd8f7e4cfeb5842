/*
 * test_clock.c — deadline, the stop signal and the sleep that it ends.
 */
#include "base/clock.h"

#include <time.h>

#include "../testing.h"

static void test_clocks(void **state)
{
    (void)state;
    int64_t first_ms = clock_monotonic_ms(), second_ms = clock_monotonic_ms();
    assert_true(second_ms >= first_ms);
    int64_t wall_s = clock_wall_ms() / 1000, now_s = (int64_t)time(NULL);
    assert_true(now_s - wall_s >= -1 && now_s - wall_s <= 1);
}

static void test_deadlines(void **state)
{
    (void)state;
    struct deadline none = deadline_begin(NULL, -1);
    assert_true(deadline_left_ms(&none) == INT64_MAX);
    assert_false(deadline_stopped(&none));
    struct deadline minute = deadline_begin(NULL, 60 * 1000);
    assert_in_range(deadline_left_ms(&minute), 50 * 1000, 60 * 1000);
    struct deadline shorter = deadline_within(&minute, 1000);
    assert_in_range(deadline_left_ms(&shorter), 500, 1000);
    struct deadline not_longer = deadline_within(&shorter, 60 * 1000);
    assert_in_range(deadline_left_ms(&not_longer), 0, 1000);
    struct deadline within_none = deadline_within(&none, 1000);
    assert_in_range(deadline_left_ms(&within_none), 500, 1000);
    struct deadline over = deadline_begin(NULL, 0);
    assert_int_equal(deadline_left_ms(&over), 0);
}

static void test_sleep(void **state)
{
    (void)state;
    struct err err;
    struct stop stop;
    stop_init(&stop);
    struct deadline free_of_stop = deadline_begin(NULL, -1), with_stop = deadline_begin(&stop, -1);
    int64_t begun_ms = clock_monotonic_ms();
    assert_true(clock_sleep(&free_of_stop, 20, &err));
    assert_true(clock_sleep(&with_stop, 20, &err));
    assert_true(clock_sleep(&with_stop, 0, &err));
    assert_true(clock_monotonic_ms() - begun_ms >= 39);
    stop_destroy(&stop);
}

/* A wait that would end after the deadline fails at once. */
static void test_sleep_beyond_the_deadline(void **state)
{
    (void)state;
    struct err err;
    struct deadline short_one = deadline_begin(NULL, 30 * 1000);
    int64_t begun_ms = clock_monotonic_ms();
    assert_false(clock_sleep(&short_one, 60 * 1000, &err));
    assert_int_equal(err.kind, ERR_TIMEOUT);
    assert_true(clock_monotonic_ms() - begun_ms < 29 * 1000);
}

static void *sleeper(void *context)
{
    struct err err = {0};
    bool slept = clock_sleep(context, 60 * 1000, &err);
    return (void *)(intptr_t)(slept ? ERR_NONE : err.kind);
}

static void test_stop_ends_all_sleeps(void **state)
{
    (void)state;
    enum { SLEEPERS = 4 };
    struct stop stop;
    stop_init(&stop);
    struct deadline deadline = deadline_begin(&stop, -1);
    pthread_t threads[SLEEPERS];
    int64_t begun_ms = clock_monotonic_ms();
    for (int i = 0; i < SLEEPERS; i++)
        pthread_create(&threads[i], NULL, sleeper, &deadline);
    stop_fire(&stop);
    for (int i = 0; i < SLEEPERS; i++) {
        void *result;
        pthread_join(threads[i], &result);
        assert_int_equal((intptr_t)result, ERR_STOPPED);
    }
    assert_true(clock_monotonic_ms() - begun_ms < 30 * 1000);
    stop_destroy(&stop);
}

/* One call is cancelled: the others continue to wait. */
static void test_cancelling_ends_one_sleep(void **state)
{
    (void)state;
    struct stop stop;
    stop_init(&stop);
    atomic_bool cancelled = false;
    struct deadline deadline = deadline_begin(&stop, -1), other = deadline;
    deadline.cancelled = &cancelled;
    pthread_t thread;
    void *result;
    int64_t begun_ms = clock_monotonic_ms();
    pthread_create(&thread, NULL, sleeper, &deadline);
    atomic_store(&cancelled, true);
    stop_wake(&stop);
    pthread_join(thread, &result);
    assert_int_equal((intptr_t)result, ERR_STOPPED);
    assert_true(clock_monotonic_ms() - begun_ms < 30 * 1000);
    assert_true(deadline_stopped(&deadline));
    assert_false(deadline_stopped(&other));
    struct deadline within = deadline_within(&deadline, 1000);
    assert_true(deadline_stopped(&within));
    stop_destroy(&stop);
}

/* A stop is for the calls that run: those that begin after it are not affected. */
static void test_stop_is_for_running_calls(void **state)
{
    (void)state;
    struct err err;
    struct stop stop;
    stop_init(&stop);
    struct deadline before = deadline_begin(&stop, -1);
    stop_fire(&stop);
    struct deadline after = deadline_begin(&stop, -1);
    struct deadline within = deadline_within(&before, 1000);
    assert_true(deadline_stopped(&before));
    assert_true(deadline_stopped(&within));
    assert_false(deadline_stopped(&after));
    assert_false(clock_sleep(&before, 1, &err));
    assert_int_equal(err.kind, ERR_STOPPED);
    assert_true(clock_sleep(&after, 1, &err));
    stop_fire(&stop);
    assert_true(deadline_stopped(&after));
    stop_destroy(&stop);
}

static void test_jitter(void **state)
{
    (void)state;
    assert_int_equal(clock_jitter_ms(0), 0);
    assert_int_equal(clock_jitter_ms(-5), 0);
    assert_int_equal(clock_jitter_ms(1), 0);
    bool low = false, high = false;
    for (int i = 0; i < 1000; i++) {
        int64_t draw = clock_jitter_ms(100);
        assert_in_range(draw, 0, 99);
        low = low || draw < 20;
        high = high || draw >= 80;
    }
    assert_true(low && high);
}

static void test_times(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t ms;
    } rows[] = {
        {"1970-01-01T00:00:01Z", 1000},
        {"2030-01-31T12:00:00.123Z", 1896091200000},
        {"2030-01-31T12:00:00+01:30", 1896085800000},
        {"2030-01-31T12:00:00-0130", 1896096600000},
        {"2030-01-31 12:00:00z", 1896091200000},
        {"2030-01-31", -1},
        {"2030-13-31T12:00:00Z", -1},
        {"2030-01-31T12:00:00", -1},
        {"2030-01-31T12:00:00+1", -1},
        {"2030-01-31T12:00:00Zx", -1},
        {"20300131T120000Z", -1},
        {"", -1},
        {"soon", -1},
        {"-030-01-31T12:00:00Z", -1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t ms = -1;
        if (clock_parse_time(str_c(rows[i].text), &ms) != (rows[i].ms >= 0) ||
            (rows[i].ms >= 0 && ms != rows[i].ms))
            fail_msg("'%s' is %lld", rows[i].text, (long long)ms);
    }
}

static void test_printed_times(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    assert_str_equal(clock_print_time(mem, 1896091200.9), STR("2030-01-31T12:00:00Z"));
    assert_str_equal(clock_print_compact(mem, 1896091200.9), STR("20300131T120000Z"));
    assert_str_equal(clock_print_time(mem, -0.5), STR("1969-12-31T23:59:59Z"));
    assert_str_equal(clock_print_time(mem, 1e300), STR("1970-01-01T00:00:00Z"));
    arena_free(mem);
}

static void test_the_end_of_the_deadline_is_an_error(void **state)
{
    (void)state;
    struct stop stop;
    struct err err;
    stop_init(&stop);
    struct deadline long_one = deadline_begin(&stop, -1), over = deadline_begin(&stop, 0);
    assert_true(deadline_check(&long_one, &err, "before %s", "x"));
    assert_false(deadline_check(&over, &err, "before %s", "x"));
    assert_int_equal(err.kind, ERR_TIMEOUT);
    assert_string_equal(err.text, "the time limit was reached before x");
    stop_fire(&stop);
    assert_false(deadline_check(&long_one, &err, "before %s", "x"));
    assert_int_equal(err.kind, ERR_STOPPED);
    assert_string_equal(err.text, "interrupted before x");
    stop_destroy(&stop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_printed_times),
        cmocka_unit_test(test_the_end_of_the_deadline_is_an_error),
        cmocka_unit_test(test_clocks),
        cmocka_unit_test(test_deadlines),
        cmocka_unit_test(test_sleep),
        cmocka_unit_test(test_sleep_beyond_the_deadline),
        cmocka_unit_test(test_stop_ends_all_sleeps),
        cmocka_unit_test(test_cancelling_ends_one_sleep),
        cmocka_unit_test(test_stop_is_for_running_calls),
        cmocka_unit_test(test_jitter),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
