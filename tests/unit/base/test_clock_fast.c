/*
 * test_clock_fast.c — the clock of tests: LIGHTSAIL_TEST_CLOCK lets time run faster, for waits too.
 */
#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>

#include "../testing.h"

static int64_t real_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void test_waits_are_short(void **state)
{
    (void)state;
    struct err err;
    struct stop stop;
    stop_init(&stop);
    struct deadline free_of_stop = deadline_begin(NULL, -1), with_stop = deadline_begin(&stop, -1);
    int64_t real_begun_ms = real_ms(), begun_ms = clock_monotonic_ms(), wall_ms = clock_wall_ms();
    assert_true(clock_sleep(&free_of_stop, 60 * 1000, &err));
    assert_true(clock_sleep(&with_stop, 60 * 1000, &err));
    assert_true(clock_monotonic_ms() - begun_ms >= 120 * 1000 - 1000);
    assert_true(clock_wall_ms() - wall_ms >= 120 * 1000 - 1000);
    assert_true(real_ms() - real_begun_ms < 60 * 1000);
    stop_destroy(&stop);
}

int main(void)
{
    char text[64];
    snprintf(text, sizeof text, "1000@%lld", (long long)real_ms());
    setenv("LIGHTSAIL_TEST_CLOCK", text, 1);
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_waits_are_short)};
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
