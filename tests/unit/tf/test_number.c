/*
 * test_number.c — canonical decimal text against a table, doubles, and 128-bit integers as the second
 * opinion.
 */
#include "values.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

static void every_number_has_one_text(void **state)
{
    (void)state;
    static const struct {
        const char *text, *canonical;
    } cases[] = {
        {"0", "0"},
        {"-0", "0"},
        {"+0", "0"},
        {"0.000", "0"},
        {"-0e99999999999999999999", "0"},
        {"1", "1"},
        {"+1", "1"},
        {"-1", "-1"},
        {"007", "7"},
        {"10", "10"},
        {"100.00", "100"},
        {"0.5", "0.5"},
        {"-0.50", "-0.5"},
        {"00.050", "0.05"},
        {"12.34", "12.34"},
        {"1e0", "1"},
        {"1e3", "1000"},
        {"1E+3", "1000"},
        {"1e-3", "0.001"},
        {"1.5e1", "15"},
        {"1.25e1", "12.5"},
        {"1200e-2", "12"},
        {"120e-3", "0.12"},
        {"0.0012e4", "12"},
        {"9007199254740993", "9007199254740993"},
        {"123456789012345678901234567890.123456789", "123456789012345678901234567890.123456789"},
        {"1e1100", "1e1100"},
        {"12.5e2000", "125e1999"},
        {"-1e-1100", "-1e-1100"},
        {"1e999999999", "1e999999999"},
        {"-1.5e-999999998", "-15e-999999999"},
    };
    struct arena *mem = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str canonical = {0};
        struct str again = {0};
        if (!number_parse(mem, str_c(cases[i].text), &canonical))
            fail_msg("%s was refused", cases[i].text);
        assert_str_equal(canonical, str_c(cases[i].canonical));
        assert_true(number_parse(mem, canonical, &again));
        assert_str_equal(again, canonical);
    }
    arena_free(mem);
}

static void long_numbers_stay_plain_up_to_1100_digits(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct str canonical = {0};
    assert_true(number_parse(mem, STR("1e1099"), &canonical));
    assert_int_equal(canonical.len, 1100);
    assert_true(number_parse(mem, STR("-1e-1099"), &canonical));
    assert_int_equal(canonical.len, 1102);
    assert_true(str_starts_with(canonical, STR("-0.000")));

    char *digits = arena_alloc(mem, 2000);
    memset(digits, '7', 2000);
    assert_true(number_parse(mem, str_n(digits, 2000), &canonical));
    assert_str_equal(canonical, str_n(digits, 2000));
    digits[1] = '.';
    assert_true(number_parse(mem, str_n(digits, 2000), &canonical));
    assert_int_equal(canonical.len, 1999 + strlen("e-1998"));
    assert_true(str_ends_with(canonical, STR("7e-1998")));
    arena_free(mem);
}

static void what_is_no_number_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "-",
        "+",
        "--1",
        "+-1",
        ".5",
        "5.",
        "-.5",
        "1.e3",
        "e3",
        "1e",
        "1e+",
        "1e-",
        "0x1",
        "1_000",
        "1 ",
        " 1",
        "1,5",
        "1.2.3",
        "Inf",
        "-Inf",
        "NaN",
        "infinity",
        "١",
        "1e3.5",
        "1ee3",
        "true",
        "null",
        "1e1000000000",
        "1e-1000000000",
        "1e99999999999999999999",
        "0.1e-999999999",
    };
    struct arena *mem = arena_new();
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct str canonical;
        if (number_parse(mem, str_c(texts[i]), &canonical))
            fail_msg("'%s' was accepted", texts[i]);
    }
    struct str canonical;
    assert_false(number_parse(mem, STR("1\0"), &canonical));
    arena_free(mem);
}

static void doubles_become_their_shortest_text(void **state)
{
    (void)state;
    static const struct {
        double number;
        const char *text;
    } cases[] = {
        {0.0, "0"},
        {-0.0, "0"},
        {0.1, "0.1"},
        {0.5, "0.5"},
        {-1.5, "-1.5"},
        {1e21, "1000000000000000000000"},
        {1.0 / 3, "0.3333333333333333"},
        {100, "100"},
        {2.5e-7, "0.00000025"},
        {5e-324, NULL},
        {DBL_MAX, NULL},
    };
    struct arena *mem = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str text = {0};
        assert_true(number_from_double(mem, cases[i].number, &text));
        if (cases[i].text != NULL)
            assert_str_equal(text, str_c(cases[i].text));
        assert_true(number_to_double(text) == cases[i].number);
    }
    struct str text;
    assert_false(number_from_double(mem, INFINITY, &text));
    assert_false(number_from_double(mem, -INFINITY, &text));
    assert_false(number_from_double(mem, NAN, &text));
    arena_free(mem);
}

static void random_doubles_come_back_exactly(void **state)
{
    (void)state;
    struct generator g = {.state = 88172645463325252u};
    for (int i = 0; i < 20000; i++) {
        generate(&g, 2);
        double number;
        memcpy(&number, &g.state, sizeof number);
        struct arena *mem = arena_new();
        struct str text;
        if (isfinite(number)) {
            assert_true(number_from_double(mem, number, &text));
            assert_true(number_to_double(text) == number);
        }
        arena_free(mem);
    }
}

static void reading_a_double_rounds_once(void **state)
{
    (void)state;
    /* 1 + 2^-53 lies halfway between two doubles: alone it goes down to 1, with any digit behind it up. */
    struct arena *mem = arena_new();
    struct str halfway = STR("1.00000000000000011102230246251565404236316680908203125");
    assert_true(number_to_double(halfway) == 1.0);
    struct buf above = buf_new(mem, 4096);
    buf_add(&above, halfway);
    for (int i = 0; i < 1000; i++)
        buf_addc(&above, '0');
    buf_addc(&above, '1');
    assert_true(number_to_double(buf_str(&above)) == 1.0 + DBL_EPSILON);
    assert_true(isinf(number_to_double(STR("1e400"))));
    assert_true(number_to_double(STR("-1e-400")) == 0.0);
    assert_true(number_to_double(STR("0")) == 0.0);
    arena_free(mem);
}

static void integers_fit_or_do_not(void **state)
{
    (void)state;
    int64_t n;
    uint64_t u;
    assert_true(number_to_int64(STR("9223372036854775807"), &n) && n == INT64_MAX);
    assert_true(number_to_int64(STR("-9223372036854775808"), &n) && n == INT64_MIN);
    assert_false(number_to_int64(STR("9223372036854775808"), &n));
    assert_false(number_to_int64(STR("-9223372036854775809"), &n));
    assert_false(number_to_int64(STR("0.5"), &n));
    assert_false(number_to_int64(STR("1e2000"), &n));
    assert_true(number_to_uint64(STR("18446744073709551615"), &u) && u == UINT64_MAX);
    assert_true(number_to_uint64(STR("0"), &u) && u == 0);
    assert_false(number_to_uint64(STR("18446744073709551616"), &u));
    assert_false(number_to_uint64(STR("99999999999999999999"), &u));
    assert_false(number_to_uint64(STR("-1"), &u));
    assert_false(number_to_uint64(STR("1.5"), &u));
    assert_false(number_to_uint64((struct str){0}, &u));

    struct arena *mem = arena_new();
    assert_str_equal(number_from_int64(mem, INT64_MIN), STR("-9223372036854775808"));
    assert_str_equal(number_from_uint64(mem, UINT64_MAX), STR("18446744073709551615"));
    arena_free(mem);
}

static void order_is_by_value(void **state)
{
    (void)state;
    static const char *const ascending[] = {
        "-1e2000",
        "-123456789012345678901234567890",
        "-100",
        "-99.99",
        "-10",
        "-9",
        "-1.5",
        "-1.25",
        "-1",
        "-0.5",
        "-1e-2000",
        "0",
        "1e-2000",
        "0.001",
        "0.01",
        "0.05",
        "0.1",
        "0.11",
        "1",
        "1.0000000000000000000000001",
        "1.5",
        "2",
        "9",
        "9.9",
        "10",
        "99",
        "100",
        "9007199254740992",
        "9007199254740993",
        "1e1999",
        "1e2000",
        "11e1999",
    };
    size_t count = sizeof ascending / sizeof ascending[0];
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++) {
            int expected = (i > j) - (i < j);
            if (number_compare(str_c(ascending[i]), str_c(ascending[j])) != expected)
                fail_msg("%s against %s", ascending[i], ascending[j]);
        }
    }
}

/* digits × 10^(exponent - 12), shown in one of the ways there are to write it. */
static struct str write_somehow(struct generator *g, int64_t digits, int exponent)
{
    struct str plain = {0};
    switch (generate(g, 3)) {
    case 0:
        return str_printf(g->mem, "%llde%d", (long long)digits, exponent - 12);
    case 1:
        return str_printf(g->mem, "%lld.000E%+d", (long long)digits, exponent - 12);
    default:
        assert_true(
            number_parse(g->mem, str_printf(g->mem, "%lld00e%d", (long long)digits, exponent - 14), &plain));
        return plain;
    }
}

static void order_agrees_with_wide_integers(void **state)
{
    (void)state;
    struct generator g = {.state = 362436069};
    for (int i = 0; i < 20000; i++) {
        g.mem = arena_new();
        struct str text[2];
        __int128 exact[2];
        for (int side = 0; side < 2; side++) {
            int64_t digits = (int64_t)generate(&g, 2000) - 1000;
            int exponent = (int)generate(&g, 25);
            text[side] = write_somehow(&g, digits, exponent);
            exact[side] = digits;
            for (int power = 0; power < exponent; power++)
                exact[side] *= 10;
        }
        int expected = (exact[0] > exact[1]) - (exact[0] < exact[1]);
        assert_int_equal(number_compare(text[0], text[1]), expected);
        struct str canonical[2];
        assert_true(number_parse(g.mem, text[0], &canonical[0]));
        assert_true(number_parse(g.mem, text[1], &canonical[1]));
        assert_int_equal(str_eq(canonical[0], canonical[1]), expected == 0);
        arena_free(g.mem);
    }
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_has_one_text),
        cmocka_unit_test(long_numbers_stay_plain_up_to_1100_digits),
        cmocka_unit_test(what_is_no_number_is_refused),
        cmocka_unit_test(doubles_become_their_shortest_text),
        cmocka_unit_test(random_doubles_come_back_exactly),
        cmocka_unit_test(reading_a_double_rounds_once),
        cmocka_unit_test(integers_fit_or_do_not),
        cmocka_unit_test(order_is_by_value),
        cmocka_unit_test(order_agrees_with_wide_integers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
