/*
 * test_pace.c — how late a waiter notices the end and how often it looks, in a time of its own. Knows what users want of a pace; must not
 * know how it computes.
 */
#include "lightsail/pace.h"

#include "../testing.h"

enum { LONGEST_PAUSE_MS = 2000 };

struct outcome {
    int64_t late_ms; /* from the end to the look that sees it */
    int looks;
};

/* One wait for something that ends took_ms after begun_ms, with looks that take no time. */
static struct outcome wait_at_pace(struct paces *paces, int64_t begun_ms, int64_t took_ms, bool may_stretch)
{
    struct pace pace = pace_begin(paces, "door open", 0, LONGEST_PAUSE_MS, may_stretch);
    int64_t looked_ms = begun_ms, before_ms = begun_ms;
    struct outcome outcome = {0};
    do {
        int64_t at_ms = pace_next_look_ms(&pace, begun_ms, looked_ms, outcome.looks == 0);
        before_ms = looked_ms;
        looked_ms = at_ms > looked_ms ? at_ms : looked_ms;
        outcome.looks++;
        assert_true(outcome.looks < 1000);
    } while (looked_ms - begun_ms < took_ms);
    outcome.late_ms = looked_ms - begun_ms - took_ms;
    pace_learn(paces, "door open", before_ms - begun_ms, looked_ms - begun_ms);
    return outcome;
}

static struct outcome wait_once(struct paces *paces, int64_t begun_ms, int64_t took_ms)
{
    return wait_at_pace(paces, begun_ms, took_ms, false);
}

/* What takes equally long each time is met within a twentieth after a few times, with few looks. */
static void test_constant(void **state)
{
    (void)state;
    static const int64_t times_ms[] = {200, 2500, 7000, 40000};
    for (size_t i = 0; i < sizeof times_ms / sizeof times_ms[0]; i++) {
        struct paces paces = {.count = 0};
        paces_init(&paces);
        int64_t now_ms = 1000003, late_ms = 0;
        int looks = 0;
        for (int turn = 0; turn < 40; turn++) {
            struct outcome outcome = wait_once(&paces, now_ms, times_ms[i]);
            now_ms += times_ms[i] + 77;
            if (turn < 10)
                continue;
            late_ms += outcome.late_ms;
            looks += outcome.looks;
        }
        /* The grid is never finer than 25 ms. */
        assert_in_range(late_ms / 30, 0, times_ms[i] / 20 > 25 ? times_ms[i] / 20 : 25);
        assert_in_range(looks / 30, 1, 5 + times_ms[i] / LONGEST_PAUSE_MS);
        paces_free(&paces);
    }
}

/* Times between 20 and 60 s, as they come: late by less than a tenth on the average, and still few looks. */
static void test_varying(void **state)
{
    (void)state;
    struct paces paces = {.count = 0};
    paces_init(&paces);
    uint32_t random = 7;
    int64_t now_ms = 0, late_ms = 0, sum_ms = 0;
    int looks = 0;
    for (int turn = 0; turn < 300; turn++) {
        random = random * 1664525U + 1013904223U;
        int64_t took_ms = 20000 + (random >> 8) % 40000;
        struct outcome outcome = wait_once(&paces, now_ms, took_ms);
        now_ms += took_ms;
        sum_ms += took_ms;
        late_ms += outcome.late_ms;
        looks += outcome.looks;
    }
    assert_in_range(late_ms, 0, sum_ms / 10);
    assert_in_range(looks / 300, 1, 5 + sum_ms / 300 / LONGEST_PAUSE_MS);
    paces_free(&paces);
}

/* A service that became three times as fast, or as slow, is known after a few times. */
static void test_changes_are_learned(void **state)
{
    (void)state;
    static const int64_t later_ms[] = {3000, 30000};
    for (size_t i = 0; i < 2; i++) {
        struct paces paces = {.count = 0};
        paces_init(&paces);
        int64_t now_ms = 0;
        struct outcome outcome = {0};
        for (int turn = 0; turn < 60; turn++) {
            int64_t took_ms = turn < 20 ? 10000 : later_ms[i];
            outcome = wait_once(&paces, now_ms, took_ms);
            now_ms += took_ms;
        }
        assert_in_range(outcome.late_ms, 0, later_ms[i] / 20);
        assert_in_range(outcome.looks, 1, 5 + later_ms[i] / LONGEST_PAUSE_MS);
        paces_free(&paces);
    }
}

/* What takes minutes costs no more looks than what takes seconds, unless somebody has named the longest pause. */
static void test_long(void **state)
{
    (void)state;
    for (int may_stretch = 0; may_stretch < 2; may_stretch++) {
        struct paces paces = {.count = 0};
        paces_init(&paces);
        int64_t now_ms = 0;
        struct outcome outcome = {0};
        for (int turn = 0; turn < 20; turn++) {
            outcome = wait_at_pace(&paces, now_ms, 300 * 1000, may_stretch);
            now_ms += 301 * 1000;
        }
        assert_in_range(outcome.looks, may_stretch ? 1 : 100, may_stretch ? 12 : 160);
        assert_in_range(outcome.late_ms, 0, 300 * 1000 / 20);
        outcome = wait_at_pace(&paces, now_ms, 60 * 1000, may_stretch); /* much faster, all of a sudden */
        assert_in_range(outcome.late_ms, 0, may_stretch ? 300 * 1000 / 8 : LONGEST_PAUSE_MS);
        paces_free(&paces);
    }
}

/* Nothing is known: at once, then an eighth more each time. */
static void test_unknown(void **state)
{
    (void)state;
    struct paces paces = {.count = 0};
    paces_init(&paces);
    struct outcome outcome = wait_once(&paces, 12345, 16000);
    assert_in_range(outcome.late_ms, 0, 2250);
    assert_in_range(outcome.looks, 10, 40);
    paces_free(&paces);
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_constant),
        cmocka_unit_test(test_varying),
        cmocka_unit_test(test_changes_are_learned),
        cmocka_unit_test(test_long),
        cmocka_unit_test(test_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
