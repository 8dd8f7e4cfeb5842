/*
 * test_str.c — views, numbers, UTF-8, distances and the capped builder.
 */
#include "base/str.h"

#include <stdlib.h>

#include "../testing.h"

static void test_compare(void **state)
{
    (void)state;
    assert_true(str_eq(STR("a"), STR("a")));
    assert_false(str_eq(STR("a"), STR("b")));
    assert_false(str_eq(STR("a"), STR("aa")));
    assert_true(str_eq(STR(""), (struct str){NULL, 0}));
    assert_true(str_eqc(STR("x"), "x"));
    assert_true(str_cmp(STR("a"), STR("b")) < 0);
    assert_true(str_cmp(STR("a"), STR("aa")) < 0);
    assert_true(str_cmp(STR("b"), STR("aa")) > 0);
    assert_int_equal(str_cmp(STR(""), (struct str){NULL, 0}), 0);
    assert_true(str_cmp(STR("\xff"), STR("a")) > 0); /* bytes are unsigned */
    assert_true(str_eq_nocase(STR("Content-TYPE"), STR("content-type")));
    assert_false(str_eq_nocase(STR("\xc4"), STR("\xe4"))); /* ASCII only */
    struct str items[] = {STR("c"), STR("a"), STR("b")};
    qsort(items, 3, sizeof items[0], str_compare_items);
    assert_str_equal(items[0], STR("a"));
    assert_str_equal(items[2], STR("c"));
}

static void test_parts(void **state)
{
    (void)state;
    struct str s = STR("key=value=more"), head, tail;
    assert_true(str_starts_with(s, STR("key")));
    assert_true(str_starts_with(s, STR("")));
    assert_false(str_starts_with(STR("k"), STR("key")));
    assert_true(str_ends_with(s, STR("more")));
    assert_false(str_ends_with(STR("e"), STR("more")));
    assert_int_equal(str_find(s, '=', 0), 3);
    assert_int_equal(str_find(s, '=', 4), 9);
    assert_int_equal(str_find(s, '#', 0), s.len);
    assert_int_equal(str_find(s, '=', 99), s.len);
    assert_true(str_contains(s, STR("value")));
    assert_true(str_contains(s, STR("")));
    assert_false(str_contains(s, STR("values")));
    assert_true(str_cut(s, '=', &head, &tail));
    assert_str_equal(head, STR("key"));
    assert_str_equal(tail, STR("value=more"));
    assert_true(str_cut(STR("="), '=', &head, &tail));
    assert_int_equal(head.len + tail.len, 0);
    assert_false(str_cut(STR(""), '=', &head, &tail));
    assert_str_equal(str_slice(s, 4, 9), STR("value"));
    assert_str_equal(str_slice(s, 10, 99), STR("more"));
    assert_int_equal(str_slice(s, 9, 4).len, 0);
    assert_int_equal(str_slice(s, 99, 100).len, 0);
    assert_str_equal(str_trim(STR(" \t\r\n a b \n")), STR("a b"));
    assert_int_equal(str_trim(STR("   ")).len, 0);
    assert_int_equal(str_c(NULL).len, 0);
}

static void test_copies(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    char text[] = "abc";
    struct str copy = str_copy(mem, str_n(text, 2));
    text[0] = 'X';
    assert_str_equal(copy, STR("ab"));
    assert_int_equal(copy.data[2], '\0');
    assert_string_equal(str_z(mem, STR("a\0b")), "a");
    assert_string_equal(str_z(mem, (struct str){NULL, 0}), "");
    assert_str_equal(str_printf(mem, "%d-%s-%.*s", 7, "x", STR_ARG(STR("yz"))), STR("7-x-yz"));
    assert_str_equal(str_printf(mem, "%.*s", STR_ARG(((struct str){NULL, 0}))), STR(""));
    for (int len = 254; len <= 258; len++) { /* 255 is the longest that is printed once */
        struct str padded = str_printf(mem, "%*d", len, 7);
        assert_int_equal(padded.len, len);
        assert_int_equal(padded.data[len - 1], '7');
        assert_int_equal(padded.data[len], '\0');
    }
    assert_str_equal(str_lower(mem, STR("AbC-1\xc4")), STR("abc-1\xc4"));
    assert_str_equal(str_copy_secret(mem, STR("abc")), STR("abc"));
    assert_str_equal(str_after_bom(STR("\xef\xbb\xbfx")), STR("x"));
    assert_str_equal(str_after_bom(STR("\xef\xbb")), STR("\xef\xbb"));
    arena_free(mem);
}

static void test_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool good;
        int64_t number;
    } facts[] = {
        {"0", true, 0},
        {"+7", true, 7},
        {"-7", true, -7},
        {"007", true, 7},
        {"9223372036854775807", true, INT64_MAX},
        {"-9223372036854775808", true, INT64_MIN},
        {"9223372036854775808", false, 0},
        {"-9223372036854775809", false, 0},
        {"99999999999999999999999", false, 0},
        {"", false, 0},
        {"-", false, 0},
        {"+", false, 0},
        {" 1", false, 0},
        {"1 ", false, 0},
        {"1.0", false, 0},
        {"0x1", false, 0},
        {"--1", false, 0},
    };
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        int64_t number = 42;
        if (str_to_int64(str_c(facts[i].text), &number) != facts[i].good)
            fail_msg("'%s'", facts[i].text);
        assert_int_equal(number, facts[i].good ? facts[i].number : 42);
    }
}

static void test_utf8(void **state)
{
    (void)state;
    static const char *const good[] = {
        "", "abc", "ü€", "\xf0\x9f\x98\x80", "\xef\xbf\xbd", "\xf4\x8f\xbf\xbf", "\xed\x9f\xbf"};
    static const char *const bad[] = {
        "\x80",
        "\xc3",
        "\xc0\xaf",
        "\xc1\xbf",
        "\xe0\x9f\xbf",
        "\xed\xa0\x80",
        "\xf0\x8f\xbf\xbf",
        "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80",
        "\xff",
        "a\xe2\x82",
        "\xe2\x28\xa1",
        "\xfe",
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(str_is_utf8(str_c(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (str_is_utf8(str_c(bad[i])))
            fail_msg("bad text %zu was taken for UTF-8", i);
    }
    assert_true(str_is_utf8(STR("a\0b")));
}

static void test_private_keys(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    static const char key[] = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----";
    assert_str_equal(str_without_private_keys(mem, STR("no key")), STR("no key"));
    assert_str_equal(str_without_private_keys(mem, str_printf(mem, "a is '%s', b is '%s'.", key, key)),
                     STR("a is '(private key)', b is '(private key)'."));
    assert_str_equal(str_without_private_keys(mem, STR("a is '-----BEGIN PRIVATE KEY-----\\nMIIE")),
                     STR("a is '(private key)"));
    assert_str_equal(str_without_private_keys(mem, STR("ssh-rsa AAAA PRIVATE KEY MIIE")),
                     STR("ssh-rsa AAAA (private key)"));
    arena_free(mem);
}

static void test_printable(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    assert_str_equal(str_printable(mem, STR("a\x1b[1m\tb\nc\x7f\0d"), 100), STR("a [1m\tb\nc  d"));
    assert_str_equal(str_printable(mem, STR("x\xff\xc3y"), 100), STR("x\xef\xbf\xbd\xef\xbf\xbdy"));
    assert_str_equal(str_printable(mem, STR("abcdef"), 3), STR("abc\xe2\x80\xa6"));
    assert_str_equal(str_printable(mem, STR("abc"), 3), STR("abc"));
    assert_str_equal(str_printable(mem, STR(""), 3), STR(""));
    /* A cut falls between characters. */
    assert_true(str_is_utf8(str_printable(mem, STR("ääää"), 3)));
    arena_free(mem);
}

static void test_distance(void **state)
{
    (void)state;
    assert_int_equal(str_distance(STR("kitten"), STR("sitting"), 5), 3);
    assert_int_equal(str_distance(STR("nano_3_0"), STR("nano_3_0"), 5), 0);
    assert_int_equal(str_distance(STR(""), STR("abc"), 5), 3);
    assert_int_equal(str_distance(STR("abc"), STR(""), 5), 3);
    assert_int_equal(str_distance(STR("abc"), STR("xyz"), 2), 3); /* limit + 1 */
    assert_int_equal(str_distance(STR("a"), STR("abcdefgh"), 3), 4);
    char long_text[300];
    memset(long_text, 'a', sizeof long_text);
    assert_int_equal(str_distance(str_n(long_text, 300), str_n(long_text, 300), 3),
                     4); /* too long to compare */
}

static void test_builder(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct buf buf = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    assert_str_equal(buf_str(&buf), STR(""));
    assert_non_null(buf_str(&buf).data);
    for (int i = 0; i < 1000; i++) {
        buf_add(&buf, STR("ab"));
        buf_addc(&buf, 'c');
        buf_printf(&buf, "%d", i % 10);
    }
    struct str text = buf_str(&buf);
    assert_int_equal(text.len, 4000);
    assert_true(str_starts_with(text, STR("abc0abc1")));
    assert_true(str_ends_with(text, STR("abc8abc9")));
    assert_int_equal(text.data[text.len], '\0');
    assert_false(buf.overflowed);
    arena_free(mem);
}

static void test_builder_has_an_end(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct buf buf = buf_new(mem, 5);
    buf_add(&buf, STR("abc"));
    buf_add(&buf, STR("def")); /* does not fit: nothing of it is taken */
    assert_true(buf.overflowed);
    buf_add(&buf, STR("x")); /* nor anything after it */
    assert_str_equal(buf_str(&buf), STR("abc"));
    struct buf exact = buf_new(mem, 3);
    buf_add(&exact, STR("abc"));
    assert_false(exact.overflowed);
    assert_str_equal(buf_str(&exact), STR("abc"));
    struct buf secret = buf_new_secret(mem, 8);
    const char *place = secret.data;
    buf_add_encoded(&secret, STR("a-/\xff"));
    assert_str_equal(buf_str(&secret), STR("a-%2F%FF"));
    assert_ptr_equal(secret.data, place);
    buf_addc(&secret, 'x');
    assert_true(secret.overflowed);
    arena_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_compare),   cmocka_unit_test(test_parts),
        cmocka_unit_test(test_copies),    cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_utf8),      cmocka_unit_test(test_private_keys),
        cmocka_unit_test(test_printable), cmocka_unit_test(test_distance),
        cmocka_unit_test(test_builder),   cmocka_unit_test(test_builder_has_an_end),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}
