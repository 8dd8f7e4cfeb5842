/*
 * test_json.c — parsing with limits, printing, and the way through objects.
 */
#include "base/json.h"

#include "../testing.h"

static json_t *parse(struct arena *mem, struct str text)
{
    json_t *value = NULL;
    struct err err;
    if (!json_parse(mem, text, 1 << 20, &value, &err))
        fail_msg("%s", err.text);
    return value;
}

static void refuse(struct str text, const char *part)
{
    struct arena *mem = arena_new();
    json_t *value = NULL;
    struct err err;
    if (json_parse(mem, text, 1 << 20, &value, &err))
        fail_msg("'%.*s' was taken for JSON", STR_ARG(text));
    assert_int_equal(err.kind, ERR_PROTOCOL);
    if (strstr(err.text, part) == NULL)
        fail_msg("'%s' does not say '%s'", err.text, part);
    assert_null(value);
    arena_free(mem);
}

static void test_parse_and_print(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    json_t *value = parse(mem, STR(" {\"b\" : [1, 2.5, true, null], \"a\":\"\xc3\xa4\"}\n"));
    assert_str_equal(json_print(mem, value), STR("{\"a\":\"\xc3\xa4\",\"b\":[1,2.5,true,null]}"));
    assert_true(str_ends_with(json_print_pretty(mem, value), STR("}\n")));
    assert_true(str_contains(json_print_pretty(mem, value), STR("\n  \"a\": ")));
    assert_str_equal(json_print(mem, parse(mem, STR("7"))), STR("7"));
    assert_str_equal(json_print(mem, parse(mem, STR("\"x\""))), STR("\"x\""));
    assert_true(json_is_null(parse(mem, STR("null"))));
    arena_free(mem);
}

static void same_as_jansson(struct str text)
{
    struct arena *mem = arena_new();
    json_t *value = NULL,
           *expected = json_loadb(text.data, text.len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
    struct err err;
    bool is_parsed = json_parse(mem, text, 1 << 20, &value, &err);
    if (is_parsed != (expected != NULL) || (is_parsed && !json_equal(value, expected)))
        fail_msg("'%.*s' is not what jansson makes of it", STR_ARG(text));
    json_decref(expected);
    arena_free(mem);
}

static void test_same_as_jansson(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "[0,-0,7,-7,00,01,-01,+1,1.,.5,1e,1e5,-1.5E+3,2e-1,1.5.5]",
        "[123456789012345678,1234567890123456789,9223372036854775807,9223372036854775808,-"
        "9223372036854775808]",
        "[1e308,1e309]",
        "[1e-400,0.1,1.10,100000000000000000000]",
        "{\"\":{\"a\":[[],{}],\"b\":\"\"},\"\\u0061\":1,\"\xc3\xa9\":\"\\\"\\\\\\/"
        "\\b\\f\\n\\r\\t\\u20ac\\uD83D\\uDE00\"}",
        "{\"a\":1,\"\\u0061\":2}",
        "{\"a\\u0000\":1}",
        " [ true , false , null ] \r\n\t",
        "[\"\xf4\x8f\xbf\xbf\xf0\x90\x80\x80\xe0\xa0\x80\"]",
        "[\"\xc0\x80\"]",
        "[\"\xf4\x90\x80\x80\"]",
        "\xef\xbb\xbf[]",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        size_t len = strlen(texts[i]);
        for (size_t at = 0; at <= len; at++) {
            char copy[256];
            memcpy(copy, texts[i], len);
            same_as_jansson(str_n(copy, at));
            for (unsigned byte = 0; byte < 256 && at < len; byte++) {
                copy[at] = (char)byte;
                same_as_jansson(str_n(copy, len));
            }
        }
    }
}

static void test_refusals(void **state)
{
    (void)state;
    refuse(STR(""), "line 1");
    refuse(STR("{\n  \"a\": }"), "line 2 column");
    refuse(STR("{\"a\":1,\"a\":2}"), "duplicate");
    refuse(STR("{} x"), "line 1");
    refuse(STR("\"a\\u0000b\""), "u0000");
    refuse(STR("\"\xff\""), "decode byte");
    refuse(STR("{\"a\":\"\xed\xa0\x80\"}"), "decode byte");
    refuse((struct str){NULL, 0}, "line 1");
    refuse(STR("[1,"), "line 1");
}

static void test_limits(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    char deep[2000];
    memset(deep, '[', 513);
    memset(deep + 513, ']', 513);
    refuse(str_n(deep, 1026), "512 levels");
    memset(deep, '[', 512);
    memset(deep + 512, ']', 512);
    assert_true(json_is_array(parse(mem, str_n(deep, 1024))));
    /* Brackets in a text are not depth. */
    char text[700];
    memset(text, '[', sizeof text);
    text[0] = text[sizeof text - 1] = '"';
    assert_true(json_is_string(parse(mem, str_n(text, sizeof text))));

    json_t *value;
    struct err err;
    assert_false(json_parse(mem, STR("[1,2,3]"), 6, &value, &err));
    assert_non_null(strstr(err.text, "7 bytes"));
    assert_true(json_parse(mem, STR("[1,2,3]"), 7, &value, &err));
    arena_free(mem);
}

static void test_texts(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    json_t *value = parse(mem, STR("{\"a\":\"x\",\"b\":1,\"c\":\"\"}"));
    assert_str_equal(json_member_text(value, "a"), STR("x"));
    assert_null(json_member_text(value, "b").data);
    assert_null(json_member_text(value, "missing").data);
    assert_non_null(json_member_text(value, "c").data); /* empty is not missing */
    assert_null(json_member_text(NULL, "a").data);
    json_t *clean = json_own(mem, json_new_str(STR("a\xff")));
    assert_str_equal(json_text(clean), STR("a\xef\xbf\xbd"));
    assert_str_equal(json_text(json_own(mem, json_new_str((struct str){NULL, 0}))), STR(""));
    arena_free(mem);
}

/* As the AWS CLI prints it: with blanks, in the order of the members. */
static void test_secrets(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    json_t *value;
    struct err err = {0};
    assert_true(json_parse_secret(mem, STR("{\"b\":\"s\",\"a\":[{\"x\":\"t\"},1]}"), 100, &value, &err));
    assert_str_equal(json_print_secret(mem, value), STR("{\"b\": \"s\", \"a\": [{\"x\": \"t\"}, 1]}"));
    json_t *text = json_incref(json_object_get(value, "b"));
    arena_free(mem);
    assert_string_equal(json_string_value(text), ""); /* who still holds it finds nothing */
    json_decref(text);
}

static void test_way_through_objects(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    json_t *value = parse(mem, STR("{\"a\":{\"b\":{\"c\":7},\"n\":null,\"l\":[1]}}"));
    assert_int_equal(json_integer_value(json_at(value, "a.b.c")), 7);
    assert_true(json_is_object(json_at(value, "a")));
    assert_null(json_at(value, "a.x.c"));
    assert_null(json_at(value, "a.n"));
    assert_null(json_at(value, "a.n.x"));
    assert_null(json_at(value, "a.l.x"));
    assert_null(json_at(value, ""));
    assert_null(json_at(NULL, "a"));
    arena_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_as_jansson),
        cmocka_unit_test(test_parse_and_print),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_secrets),
        cmocka_unit_test(test_way_through_objects),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
