/*
 * test_env.c — variables that are empty, switches, and paths in the home folder.
 */
#include "base/env.h"

#include <stdlib.h>

#include "../testing.h"

static void test_text(void **state)
{
    (void)state;
    setenv("ENV_FOR_TEST", "x", 1);
    assert_str_equal(env_text("ENV_FOR_TEST"), STR("x"));
    setenv("ENV_FOR_TEST", "", 1);
    assert_null(env_text("ENV_FOR_TEST").data);
    unsetenv("ENV_FOR_TEST");
    assert_null(env_text("ENV_FOR_TEST").data);
}

static void test_switch(void **state)
{
    (void)state;
    assert_true(env_is_on(STR("true")) && env_is_on(STR("TRUE")) && env_is_on(STR("1")));
    assert_false(env_is_on(STR("")) || env_is_on(STR("false")) || env_is_on(STR("yes")) ||
                 env_is_on(STR("0")));
}

static void test_home(void **state)
{
    (void)state;
    static const struct {
        struct str path, expected;
    } rows[] = {
        {STR("~/x/y"), STR("/home/me/x/y")}, {STR("~"), STR("/home/me")}, {STR("~x/y"), STR("~x/y")},
        {STR("a/~/b"), STR("a/~/b")},        {STR("/a"), STR("/a")},      {STR(""), STR("")},
    };
    struct arena *mem = arena_new();
    setenv("HOME", "/home/me", 1);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_str_equal(env_home_path(mem, rows[i].path), rows[i].expected);
    unsetenv("HOME");
    assert_str_equal(env_home_path(mem, STR("~/x")), STR("~/x"));
    arena_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_switch),
        cmocka_unit_test(test_home),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("env", tests, NULL, NULL);
}
