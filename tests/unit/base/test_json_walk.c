/*
 * test_json_walk.c — iterating over objects and arrays: the parts are those that jansson finds, and an
 * incomplete text is detected.
 */
#include "base/json_walk.h"

#include <jansson.h>
#include <stdlib.h>

#include "../testing.h"

static void through_members_and_elements(void **state)
{
    (void)state;
    struct str name = {NULL, 0}, part;
    struct json_walk walk = json_walk_begin(STR(" {\"a\": [1, {\"x\":\"]}\"}] ,\"b\":\"t\\\"\"} "));
    assert_true(json_walk_next(&walk, &name, &part));
    assert_str_equal(name, STR("a"));
    assert_str_equal(part, STR("[1, {\"x\":\"]}\"}]"));
    struct json_walk inner = json_walk_begin(part);
    assert_true(json_walk_next(&inner, &name, &part));
    assert_str_equal(part, STR("1"));
    assert_true(json_walk_next(&inner, &name, &part));
    assert_str_equal(part, STR("{\"x\":\"]}\"}"));
    assert_false(json_walk_next(&inner, &name, &part));
    assert_true(inner.is_good);
    assert_true(json_walk_next(&walk, &name, &part));
    assert_str_equal(name, STR("b"));
    assert_str_equal(part, STR("\"t\\\"\""));
    assert_false(json_walk_next(&walk, &name, &part));
    assert_true(walk.is_good);
    assert_false(json_walk_next(&walk, &name, &part));
    assert_true(walk.is_good);
}

static void what_breaks_off_is_not_good(void **state)
{
    (void)state;
    static const char *const texts[] = {"[1,2",   "[1,]",       "{\"a\":1 \"b\":2}", "{\"a\":tru}",
                                        "7",      "",           "{\"\\u0061\":1}",   "{\"a\":1}x",
                                        "[1}",    "{\"a\":\"x", "{\"a\"}",           "{\"a\":[1,2}",
                                        "<html>", "{"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct str name, part;
        struct json_walk walk = json_walk_begin(str_c(texts[i]));
        while (json_walk_next(&walk, &name, &part))
            continue;
        assert_false(walk.is_good && walk.close == '\0' && json_walk_is_object(str_c(texts[i])));
        assert_false(json_walk_is_object(str_c(texts[i])));
    }
    assert_true(json_walk_is_object(STR("{}")));
    assert_false(json_walk_is_object(STR("[]")));
}

/* Every beginning of a text, in memory of its own, so that an overrun is seen: only the whole is an object, and its parts are jansson's. */
static void the_parts_are_those_of_the_parser(void **state)
{
    (void)state;
    static const char whole[] =
        "{\"name\":\"node-0\",\"ports\":[{\"fromPort\":22,\"cidrs\":[\"0.0.0.0/0\"]}],\"is\":true,\"at\":"
        "1795951115.069,\"x\":null,\"\xc3\xa4\":\"\\u00e4\\\\\"}";
    size_t len = strlen(whole);
    for (size_t end = 0; end < len; end++) {
        char *copy = malloc(end + 1);
        memcpy(copy, whole, end);
        assert_false(json_walk_is_object(str_n(copy, end)));
        free(copy);
    }
    assert_true(json_walk_is_object(str_c(whole)));
    json_t *parsed = json_loads(whole, 0, NULL);
    struct str name, part;
    size_t count = 0;
    for (struct json_walk walk = json_walk_begin(str_c(whole)); json_walk_next(&walk, &name, &part);
         count++) {
        json_t *same = json_loadb(part.data, part.len, JSON_DECODE_ANY, NULL);
        assert_true(json_equal(same, json_object_getn(parsed, name.data, name.len)));
        json_decref(same);
    }
    assert_int_equal(count, json_object_size(parsed));
    json_decref(parsed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(through_members_and_elements),
        cmocka_unit_test(what_breaks_off_is_not_good),
        cmocka_unit_test(the_parts_are_those_of_the_parser),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("json_walk", tests, NULL, NULL);
}
