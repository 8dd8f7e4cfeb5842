/*
 * test_err.c — the error value: filled once, cut at characters, context in front.
 */
#include "base/err.h"

#include "../testing.h"

static void test_fail_clears_what_was_there(void **state)
{
    (void)state;
    struct err err;
    memset(&err, 0x5a, sizeof err);
    assert_false(fail(&err, ERR_USER, "%s is %d", "x", 7));
    assert_int_equal(err.kind, ERR_USER);
    assert_string_equal(err.text, "x is 7");
    assert_string_equal(err.hint, "");
    assert_string_equal(err.attribute, "");
    assert_string_equal(err.code, "");
    assert_false(err.retryable);
    assert_false(err.maybe_done);
    assert_int_equal(err.http_status, 0);
}

static void test_attribute_hint_and_context(void **state)
{
    (void)state;
    struct err err;
    assert_false(fail_at(&err, ERR_USER, "rules[0].from_port", "too large"));
    assert_string_equal(err.attribute, "rules[0].from_port");
    assert_false(fail_hint(&err, "write %d", 22));
    assert_string_equal(err.hint, "write 22");
    assert_false(fail_context(&err, "while doing '%s'", "x"));
    assert_false(fail_context(&err, "outer"));
    assert_string_equal(err.text, "outer: while doing 'x': too large");
    assert_string_equal(err.attribute, "rules[0].from_port");
    assert_int_equal(err.kind, ERR_USER);
}

/* An error may be set from its own text. */
static void test_an_error_made_of_itself(void **state)
{
    (void)state;
    struct err err;
    assert_false(fail(&err, ERR_API, "no"));
    assert_false(fail(&err, ERR_TIMEOUT, "too late: %s", err.text));
    assert_string_equal(err.text, "too late: no");
}

static void test_long_texts_are_cut_at_a_character(void **state)
{
    (void)state;
    char text[3000];
    struct err err;
    for (size_t i = 0; i + 2 < sizeof text; i += 2) {
        text[i] = (char)0xc3;
        text[i + 1] = (char)0xa4;
    }
    text[sizeof text - 2] = '\0';
    assert_false(fail(&err, ERR_API, "%s", text));
    assert_in_range(strlen(err.text), sizeof err.text - 3, sizeof err.text - 1);
    assert_true(str_is_utf8(str_c(err.text)));
    assert_false(fail_context(&err, "%s", text));
    assert_true(str_is_utf8(str_c(err.text)));
    assert_false(fail_hint(&err, "%s", text));
    assert_true(str_is_utf8(str_c(err.hint)));
}

static void test_fields(void **state)
{
    (void)state;
    struct err err;
    assert_false(fail(&err, ERR_API, "x"));
    ERR_SET(&err, code, STR("ThrottlingException"));
    assert_string_equal(err.code, "ThrottlingException");
    ERR_SET(&err, code, ((struct str){NULL, 0}));
    assert_string_equal(err.code, "");
    char exact[sizeof err.code];
    memset(exact, 'a', sizeof exact);
    ERR_SET(&err, code, str_n(exact, sizeof exact - 1));
    assert_int_equal(strlen(err.code), sizeof err.code - 1);
    ERR_SET(&err, code, str_n(exact, sizeof exact));
    assert_int_equal(strlen(err.code), sizeof err.code - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fail_clears_what_was_there),
        cmocka_unit_test(test_attribute_hint_and_context),
        cmocka_unit_test(test_an_error_made_of_itself),
        cmocka_unit_test(test_long_texts_are_cut_at_a_character),
        cmocka_unit_test(test_fields),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("err", tests, NULL, NULL);
}
