/*
 * test_static_ip_turns.c — static IPs that wait for each other's instances: which call detaches first, which
 * call fails and when, which attachment is kept, and what a run stores about it.
 */
#include "../../testing.h"

#include "resources/static_ip/static_ip_turns.h"

#define TURN(static_ip, from_instance, to_instance, its_status, ms)          \
    {                                                                        \
        STR(static_ip), STR(from_instance), STR(to_instance), its_status, ms \
    }
#define TURNS(array) ((struct turns){array, sizeof(array) / sizeof(array)[0]})

static void only_the_first_of_a_circle_detaches(void **state)
{
    (void)state;
    const struct turn three[] = {TURN("c", "3", "1", TURN_MOVES, 1), TURN("b", "2", "3", TURN_WAITS, 1),
                                 TURN("a", "1", "2", TURN_WAITS, 1), TURN("x", "9", "1", TURN_WAITS, 1)};
    assert_true(turn_opens_circle(TURNS(three), STR("a")));
    assert_false(turn_opens_circle(TURNS(three), STR("b")));
    assert_false(turn_opens_circle(TURNS(three), STR("c")));
    assert_false(turn_opens_circle(TURNS(three), STR("x"))); /* waits for the circle, but is not part of it */
    assert_false(turn_opens_circle(TURNS(three), STR("nobody")));
}

static void a_call_that_has_ended_detaches_nothing_and_a_chain_is_no_circle(void **state)
{
    (void)state;
    const struct turn ended[] = {TURN("a", "1", "2", TURN_GAVE_UP, 1), TURN("b", "2", "1", TURN_WAITS, 1)};
    assert_true(turn_opens_circle(TURNS(ended), STR("b")));
    const struct turn over[] = {TURN("a", "1", "2", TURN_OVER, 1), TURN("b", "2", "1", TURN_WAITS, 1)};
    assert_false(turn_opens_circle(TURNS(over), STR("b")));
    const struct turn opened[] = {TURN("a", "", "2", TURN_WAITS, 1), TURN("b", "2", "1", TURN_WAITS, 1)};
    assert_false(turn_opens_circle(TURNS(opened), STR("b")));
    const struct turn chain[] = {TURN("a", "1", "2", TURN_WAITS, 1), TURN("b", "2", "3", TURN_WAITS, 1)};
    assert_false(turn_opens_circle(TURNS(chain), STR("a")));
    const struct turn own[] = {TURN("a", "1", "1", TURN_WAITS, 1), TURN("b", "2", "1", TURN_WAITS, 1)};
    assert_false(turn_opens_circle(TURNS(own), STR("b"))); /* a circle without b ends, too */
}

static void calls_give_up_one_by_one_and_only_when_all_wait(void **state)
{
    (void)state;
    int64_t busy_ms = 0;
    const struct turn two[] = {TURN("b", "2", "3", TURN_WAITS, 1000), TURN("a", "1", "2", TURN_WAITS, 900)};
    assert_false(turn_is_hopeless(TURNS(two), STR("a"), 2, 15999, &busy_ms));
    assert_true(turn_is_hopeless(TURNS(two), STR("a"), 2, 16000, &busy_ms));
    assert_false(turn_is_hopeless(TURNS(two), STR("b"), 2, 16000, &busy_ms)); /* after a */
    assert_false(turn_is_hopeless(TURNS(two), STR("a"), 3, 20000, &busy_ms)); /* one call is working */
    assert_int_equal(busy_ms, 20000);
    assert_false(turn_is_hopeless(TURNS(two), STR("a"), 2, 34999, &busy_ms));
    assert_true(turn_is_hopeless(TURNS(two), STR("a"), 2, 35000, &busy_ms));
    const struct turn next[] = {TURN("a", "1", "2", TURN_GAVE_UP, 40000),
                                TURN("b", "2", "3", TURN_WAITS, 1000)};
    assert_false(turn_is_hopeless(TURNS(next), STR("b"), 1, 41999, &busy_ms));
    assert_true(turn_is_hopeless(TURNS(next), STR("b"), 1, 42000, &busy_ms));
}

static void the_old_attachment_of_a_moving_one_is_kept(void **state)
{
    (void)state;
    const struct turn turns[] = {TURN("a", "1", "2", TURN_MOVES, 1), TURN("b", "2", "3", TURN_GAVE_UP, 1)};
    assert_true(turn_is_kept(TURNS(turns), STR("1"), STR("x")));
    assert_false(turn_is_kept(TURNS(turns), STR("1"), STR("a")));
    assert_false(turn_is_kept(TURNS(turns), STR("2"), STR("x")));
    assert_ptr_equal(turn_left_waiting(TURNS(turns), STR("3")), &turns[1]);
    assert_null(turn_left_waiting(TURNS(turns), STR("2")));
}

static void a_run_keeps_the_latest_entry_of_each(void **state)
{
    (void)state;
    struct provider provider = {.walk = walk_new()};
    struct call c = {.mem = arena_new(), .provider = &provider};
    turn_tell(&c, (struct turn){STR("a"), STR("1"), STR("2"), TURN_MOVES, 0});
    turn_tell(&c, (struct turn){STR("b"), {NULL, 0}, STR("3"), TURN_MOVES, 0});
    turn_tell(&c, (struct turn){STR("a"), STR("1"), STR("2"), TURN_WAITS, 0});
    struct turns turns = turns_look(&c);
    assert_int_equal(turns.count, 2);
    assert_true(str_eqc(turns.v[0].name, "a") && turns.v[0].status == TURN_WAITS);
    assert_true(str_eqc(turns.v[0].from, "1") && str_eqc(turns.v[0].to, "2"));
    assert_true(turns.v[0].at_ms > 0 && turns.v[0].at_ms <= clock_monotonic_ms());
    assert_true(str_eqc(turns.v[1].name, "b") && turns.v[1].from.len == 0);
    walk_free(provider.walk);
    arena_free(c.mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_first_of_a_circle_detaches),
        cmocka_unit_test(a_call_that_has_ended_detaches_nothing_and_a_chain_is_no_circle),
        cmocka_unit_test(calls_give_up_one_by_one_and_only_when_all_wait),
        cmocka_unit_test(the_old_attachment_of_a_moving_one_is_kept),
        cmocka_unit_test(a_run_keeps_the_latest_entry_of_each),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
