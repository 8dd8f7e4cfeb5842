/*
 * test_json_read.c — the values of a text one by one, the places of problems, nesting. test_json.c and
 * tf/test_statejson.c compare the accepted texts with jansson's.
 */
#include "base/json_read.h"

#include "base/err.h"

#include "../testing.h"

static void values_come_in_order(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct json_reader reader = json_reader(mem, STR(" {\"a\":[1.50,\"x\\n\",true],\"b\" : null} "), 2);
    struct str text;
    assert_int_equal(json_read(&reader, &text), READ_OBJECT);
    assert_true(json_read_key(&reader, true, &text));
    assert_str_equal(text, STR("a"));
    assert_int_equal(json_read(&reader, &text), READ_ARRAY);
    assert_true(json_read_item(&reader, true));
    assert_int_equal(json_read(&reader, &text), READ_NUMBER);
    assert_str_equal(text, STR("1.50")); /* as it is written */
    assert_true(json_read_item(&reader, false));
    assert_int_equal(json_read(&reader, &text), READ_STRING);
    assert_str_equal(text, STR("x\n"));
    assert_true(json_read_item(&reader, false));
    assert_int_equal(json_read(&reader, &text), READ_TRUE);
    assert_false(json_read_item(&reader, false));
    assert_true(json_read_key(&reader, false, &text));
    assert_int_equal(json_read(&reader, &text), READ_NULL);
    assert_false(json_read_key(&reader, false, &text));
    assert_true(json_read_end(&reader));
    arena_free(mem);
}

static void texts_without_escapes_are_not_copied(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct str input = STR("\"abc\""), text;
    struct json_reader reader = json_reader(mem, input, 0);
    assert_int_equal(json_read(&reader, &text), READ_STRING);
    assert_ptr_equal(text.data, input.data + 1);
    assert_int_equal(arena_size_bytes(mem), 0);
    arena_free(mem);
}

/* Reads everything; false with the problem. */
static bool read_all(struct json_reader *reader)
{
    struct str text;
    bool is_first = true;
    switch (json_read(reader, &text)) {
    case READ_ARRAY:
        for (; json_read_item(reader, is_first); is_first = false)
            TRY(read_all(reader));
        break;
    case READ_OBJECT:
        for (; json_read_key(reader, is_first, &text); is_first = false)
            TRY(read_all(reader));
        break;
    case READ_FAILED:
    case READ_NULL:
    case READ_TRUE:
    case READ_FALSE:
    case READ_NUMBER:
    case READ_STRING:
        break;
    }
    return reader->problem == NULL;
}

static void problems_have_their_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *problem;
        size_t line;
    } cases[] = {
        {"", "a value is expected", 1},
        {"\n\n  nul", "a value is expected", 3},
        {"[1\n2]", "',' or ']' is expected", 2},
        {"[1,\n]", "a value is expected", 2},
        {"{\"a\":1\n;", "',' or '}' is expected", 2},
        {"{\"a\":1,\n\n}", "a key is expected", 3},
        {"{\"a\"\n1}", "':' is expected", 2},
        {"{\"a\\u0000\":1}", "a key has a NUL", 1},
        {"[\n01]", "malformed number", 2},
        {"[\n-]", "malformed number", 2},
        {"\"a", "a string is not closed", 1},
        {"\"a\\", "a string is not closed", 1},
        {"\"a\tb\"", "control character in a string", 1},
        {"\"\xff\"", "a string is not UTF-8", 1},
        {"\"\\q\"", "invalid escape", 1},
        {"\"\\u12g4\"", "invalid escape", 1},
        {"\"\\udc00\"", "invalid escape", 1},
        {"\"\\ud800\\ud800\"", "invalid escape", 1},
        {"\"\\ud800\\u\"", "invalid escape", 1},
        {"[] \n x", "the end of the text is expected", 2},
        {"[[[[]]]]", "it is nested too deeply", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena *mem = arena_new();
        struct json_reader reader = json_reader(mem, str_c(cases[i].text), 3);
        assert_false(read_all(&reader) && json_read_end(&reader));
        assert_string_equal(reader.problem, cases[i].problem);
        assert_int_equal(json_read_line(&reader), cases[i].line);
        assert_int_equal(reader.is_too_deep, i == sizeof cases / sizeof cases[0] - 1);
        arena_free(mem);
    }
}

static void levels_are_given_back(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct json_reader reader = json_reader(mem, STR("[[],{},[[]],{\"a\":[]}]"), 3);
    assert_true(read_all(&reader) && json_read_end(&reader));
    arena_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_come_in_order),
        cmocka_unit_test(texts_without_escapes_are_not_copied),
        cmocka_unit_test(problems_have_their_line),
        cmocka_unit_test(levels_are_given_back),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("json_read", tests, NULL, NULL);
}
