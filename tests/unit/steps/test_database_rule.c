/*
 * test_database_rule.c — texts of databases: names, passwords, limits of the engines, bundles of two zones.
 */
#include "steps/database_rule.h"

#include "../testing.h"

static void names(void **state)
{
    (void)state;
    assert_true(database_is_identifier(STR("trades"), 16));
    assert_true(database_is_identifier(STR("T_1"), 16));
    assert_true(database_is_identifier(STR("abc"), 3));
    assert_false(database_is_identifier(STR("abcd"), 3));
    assert_false(database_is_identifier(STR(""), 16));
    assert_false(database_is_identifier(STR("_a"), 16));
    assert_false(database_is_identifier(STR("1a"), 16));
    assert_false(database_is_identifier(STR("a-b"), 16));
    assert_false(database_is_identifier(STR("ä"), 16));
}

static void passwords(void **state)
{
    (void)state;
    assert_true(database_is_password(STR("12345678"), 41));
    assert_true(database_is_password(STR("!#$%&'()*+,-.:;<=>?[\\]^_`{|}~"), 41));
    assert_false(database_is_password(STR("1234567"), 41));
    assert_false(database_is_password(STR("123456789"), 8));
    static const char *const wrong[] = {"1234567/",  "1234567\"",   "@1234567",      "123 4567",
                                        "1234567\n", "1234567\x7f", "123456\xc3\xa4"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(database_is_password(str_c(wrong[i]), 41));
}

static void engines(void **state)
{
    (void)state;
    struct database_limits mysql = database_limits(STR("mysql_8_0")),
                           postgres = database_limits(STR("postgres_16"));
    assert_int_equal(mysql.database, 64);
    assert_int_equal(mysql.username, 16);
    assert_int_equal(mysql.password, 41);
    assert_int_equal(postgres.database, 63);
    assert_int_equal(postgres.username, 63);
    assert_int_equal(postgres.password, 128);
    assert_true(database_has_two_zones(STR("micro_ha_2_0")));
    assert_false(database_has_two_zones(STR("micro_2_0")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),
        cmocka_unit_test(passwords),
        cmocka_unit_test(engines),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
