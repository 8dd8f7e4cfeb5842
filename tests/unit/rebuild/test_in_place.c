/*
 * test_in_place.c — tests of rebuild/in_place: which two bundles differ only in their generation. Pure.
 */
#include "../testing.h"
#include "rebuild/rebuild.h"

static void generations(void **state)
{
    static const struct {
        const char *from, *to;
        bool is_generation;
    } cases[] = {
        {"small_2_0", "small_3_0", true},
        {"small_3_0", "small_2_0", true},
        {"small_3_0", "small_3_1", true},
        {"small_9_0", "small_10_0", true},
        {"2xlarge_2_0", "2xlarge_3_0", true},
        {"small_win_2_0", "small_win_3_0", true},
        {"small_ipv6_2_0", "small_ipv6_3_0", true},
        {"small_win_ipv6_2_0", "small_win_ipv6_3_0", true},
        {"small_3_0", "small_3_0", false},
        {"small_3_0", "medium_3_0", false},
        {"small_2_0", "medium_3_0", false},
        {"xlarge_2_0", "2xlarge_3_0", false},
        {"small_2_0", "small_win_3_0", false},
        {"small_2_0", "small_ipv6_3_0", false},
        {"small_win_2_0", "small_win_ipv6_3_0", false},
        {"small", "small_3_0", false},
        {"small_3", "small_3_0", false},
        {"small_2", "small_3", false},
        {"small_a_0", "small_b_0", false},
        {"small_2_0", "small_2_x", false},
        {"small2_0", "small3_0", false},
        {"_2_0", "_3_0", false},
        {"2_0", "3_0", false},
        {"", "small_3_0", false},
        {"small_2_0", "", false},
        {"", "", false},
        {"2", "3", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (rebuild_is_generation(str_c(cases[i].from), str_c(cases[i].to)) != cases[i].is_generation)
            fail_msg("%s, %s", cases[i].from, cases[i].to);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(generations)};
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
