/*
 * test_database_window.c — time ranges of a day and of a week: their forms, their length, and whether two have a minute
 * in common, also over midnight and over the end of the week.
 */
#include "../../testing.h"

#include "resources/database/database_window.h"

static void a_range_of_a_day_has_one_form(void **state)
{
    static const char *const bad[] = {"",           "16:00",       "16:00-24:00",  "16:60-17:00",
                                      "1600-1700",  "16:00_16:30", "16:00-16:30 ", "a6:00-16:30",
                                      "16-00-16:30"};
    struct database_window window;
    (void)state;
    assert_true(database_window_of_day(STR("16:00-16:30"), &window));
    assert_int_equal(window.start, 960);
    assert_int_equal(window.minutes, 30);
    assert_true(database_window_of_day(STR("23:50-00:10"), &window));
    assert_int_equal(window.minutes, 20);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(database_window_of_day(str_c(bad[i]), &window));
}

static void a_range_of_a_week_has_days(void **state)
{
    static const char *const bad[] = {"",
                                      "16:00-16:30",
                                      "tue:16:00-16:30",
                                      "xxx:16:00-tue:16:30",
                                      "tue:16:00-tue:25:30",
                                      "tue.16:00-tue:16:30",
                                      "tue:16:00-tue:16:300"};
    struct database_window window;
    (void)state;
    assert_true(database_window_of_week(STR("tue:17:00-Tue:17:30"), &window));
    assert_int_equal(window.start, 1440 + 17 * 60);
    assert_int_equal(window.minutes, 30);
    assert_true(database_window_of_week(STR("sun:23:30-mon:00:30"), &window));
    assert_int_equal(window.minutes, 60);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(database_window_of_week(str_c(bad[i]), &window));
}

static bool overlap(const char *daily, const char *weekly)
{
    struct database_window backup, maintenance;
    assert_true(database_window_of_day(str_c(daily), &backup));
    assert_true(database_window_of_week(str_c(weekly), &maintenance));
    return database_windows_overlap(backup, maintenance);
}

static void windows_with_a_common_minute_overlap(void **state)
{
    (void)state;
    assert_false(overlap("16:00-16:30", "tue:16:30-tue:17:00"));
    assert_false(overlap("17:00-17:30", "tue:16:30-tue:17:00"));
    assert_true(overlap("16:00-16:31", "tue:16:30-tue:17:00"));
    assert_true(overlap("16:59-17:30", "tue:16:30-tue:17:00"));
    assert_true(overlap("16:40-16:50", "tue:16:30-tue:17:00"));
    assert_true(overlap("05:00-05:30", "tue:16:30-wed:17:00"));
    assert_true(overlap("23:45-00:15", "wed:00:00-wed:00:30"));
    assert_true(overlap("23:45-00:15", "mon:00:00-mon:00:30"));
    assert_true(overlap("00:00-00:30", "sun:23:45-mon:00:15"));
    assert_false(overlap("00:15-00:45", "sun:23:45-mon:00:15"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_range_of_a_day_has_one_form),
        cmocka_unit_test(a_range_of_a_week_has_days),
        cmocka_unit_test(windows_with_a_common_minute_overlap),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
