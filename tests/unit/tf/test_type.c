/*
 * test_type.c — types and their JSON.
 */
#include "values.h"

static void json_is_read_and_printed(void **state)
{
    (void)state;
    static const struct {
        const char *json, *printed, *name;
    } cases[] = {
        {"\"string\"", NULL, "string"},
        {" \"number\" ", "\"number\"", "number"},
        {"\"bool\"", NULL, "bool"},
        {"\"dynamic\"", NULL, "any type"},
        {"[\"list\",\"string\"]", NULL, "list of string"},
        {"[\"set\", [\"map\", \"number\"]]", "[\"set\",[\"map\",\"number\"]]", "set of map of number"},
        {"[\"tuple\",[]]", NULL, "tuple"},
        {"[\"tuple\",[\"string\",[\"list\",\"bool\"]]]", NULL, "tuple"},
        {"[\"object\",{}]", NULL, "object"},
        {"[\"object\",{\"b\":\"bool\",\"a\":\"string\"}]", "[\"object\",{\"a\":\"string\",\"b\":\"bool\"}]",
         "object"},
        {"[\"object\",{\"a\":\"string\"},[\"a\"]]", "[\"object\",{\"a\":\"string\"}]", "object"},
        {"[\"object\",{\"a\":\"string\"},[]]", "[\"object\",{\"a\":\"string\"}]", "object"},
        {"[\"list\",\"dynamic\"]", NULL, "list of any type"},
    };
    struct arena *mem = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct type *type = type_of(mem, cases[i].json);
        const char *printed = cases[i].printed != NULL ? cases[i].printed : cases[i].json;
        assert_str_equal(type_print(mem, type), str_c(printed));
        assert_str_equal(type_name(mem, type), str_c(cases[i].name));
        assert_true(type_equal(type, type_of(mem, printed)));
    }
    arena_free(mem);
}

static void what_is_no_type_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *json, *text;
    } cases[] = {
        {"", "not JSON"},
        {"string", "not JSON"},
        {"\"text\"", "'text' is not the name of a type"},
        {"\"list\"", "not the name of a type"},
        {"1", "a type is a name or an array"},
        {"null", "a type is a name or an array"},
        {"{}", "a type is a name or an array"},
        {"[]", "a type is a name or an array"},
        {"[\"list\"]", "a type is a name or an array"},
        {"[1,\"string\"]", "a type is a name or an array"},
        {"[\"string\",\"string\"]", "'string' is not the name of a type with 1 parts"},
        {"[\"list\",\"string\",\"string\"]", "with 2 parts"},
        {"[\"vector\",\"string\"]", "'vector' is not"},
        {"[\"list\",\"x\"]", "'x' is not"},
        {"[\"list\",null]", "a type is a name or an array"},
        {"[\"tuple\",\"string\"]", "needs its items"},
        {"[\"tuple\",[1]]", "a type is a name or an array"},
        {"[\"object\",[]]", "needs its attributes"},
        {"[\"object\",{\"a\":1}]", "a type is a name or an array"},
        {"[\"object\",{\"a\":\"bool\",\"a\":\"bool\"}]", "not JSON"},
        {"[\"object\",{\"a\":\"bool\"},\"a\"]", "a JSON array of names"},
        {"[\"object\",{\"a\":\"bool\"},[1]]", "not one of its attributes"},
        {"[\"object\",{\"a\":\"bool\"},[\"b\"]]", "not one of its attributes"},
        {"[\"object\",{\"a\":\"bool\"},[],[]]", "with 3 parts"},
        {"\"string\" x", "not JSON"},
    };
    struct arena *mem = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct type *type;
        struct err err;
        if (type_parse(mem, str_c(cases[i].json), &type, &err))
            fail_msg("%s was accepted", cases[i].json);
        assert_int_equal(err.kind, ERR_PROTOCOL);
        if (!str_contains(str_c(err.text), str_c(cases[i].text)))
            fail_msg("%s says: %s", cases[i].json, err.text);
    }
    arena_free(mem);
}

static bool parse_nested(size_t depth)
{
    struct arena *mem = arena_new();
    struct buf json = buf_new(mem, 1024 * 1024);
    for (size_t i = 0; i < depth; i++)
        buf_add(&json, STR("[\"list\","));
    buf_add(&json, STR("\"string\""));
    for (size_t i = 0; i < depth; i++)
        buf_addc(&json, ']');
    const struct type *type;
    struct err err;
    bool is_accepted = type_parse(mem, buf_str(&json), &type, &err);
    arena_free(mem);
    return is_accepted;
}

static void nesting_ends_at_64_levels(void **state)
{
    (void)state;
    assert_true(parse_nested(64));
    assert_false(parse_nested(65));
    assert_false(parse_nested(50000));
}

static void members_are_found_by_name(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    const struct type *type = type_of(
        mem, "[\"object\",{\"b\":\"bool\",\"d\":\"bool\",\"a\":\"bool\",\"c\":\"bool\"}]");
    assert_int_equal(type_member_index(type, STR("a")), 0);
    assert_int_equal(type_member_index(type, STR("b")), 1);
    assert_int_equal(type_member_index(type, STR("c")), 2);
    assert_int_equal(type_member_index(type, STR("d")), 3);
    assert_true(type_member_index(type, STR("")) == SIZE_MAX);
    assert_true(type_member_index(type, STR("bb")) == SIZE_MAX);
    assert_true(type_member_index(type, STR("e")) == SIZE_MAX);
    assert_true(type_member_index(type_of(mem, "[\"object\",{}]"), STR("a")) == SIZE_MAX);
    arena_free(mem);
}

static void dynamic_is_found_at_any_depth(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    assert_true(type_has_dynamic(&type_dynamic));
    assert_true(
        type_has_dynamic(type_of(mem, "[\"list\",[\"object\",{\"a\":[\"tuple\",[\"bool\",\"dynamic\"]]}]]")));
    assert_false(type_has_dynamic(type_of(mem, "[\"list\",[\"object\",{\"a\":[\"tuple\",[\"bool\"]]}]]")));
    assert_false(type_has_dynamic(&type_map_string));
    arena_free(mem);
}

static void different_types_are_ordered(void **state)
{
    (void)state;
    static const char *const different[] = {
        "\"string\"",
        "\"number\"",
        "[\"list\",\"string\"]",
        "[\"list\",\"number\"]",
        "[\"set\",\"string\"]",
        "[\"map\",\"string\"]",
        "[\"object\",{}]",
        "[\"object\",{\"a\":\"string\"}]",
        "[\"object\",{\"a\":\"bool\"}]",
        "[\"object\",{\"b\":\"string\"}]",
        "[\"tuple\",[]]",
        "[\"tuple\",[\"string\"]]",
        "[\"tuple\",[\"string\",\"string\"]]",
    };
    struct arena *mem = arena_new();
    for (size_t i = 0; i < sizeof different / sizeof different[0]; i++) {
        for (size_t j = 0; j < sizeof different / sizeof different[0]; j++) {
            const struct type *a = type_of(mem, different[i]);
            const struct type *b = type_of(mem, different[j]);
            assert_int_equal(type_equal(a, b), i == j);
            assert_int_equal(type_compare(a, b), -type_compare(b, a));
        }
    }
    arena_free(mem);
}

static void random_types_are_read_back(void **state)
{
    (void)state;
    struct generator g = {.state = 521288629};
    for (int i = 0; i < 3000; i++) {
        g.mem = arena_new();
        const struct type *type = generate_type(&g, 5);
        struct str json = type_print(g.mem, type);
        const struct type *again = type_of(g.mem, str_z(g.mem, json));
        assert_true(type_equal(type, again));
        assert_str_equal(type_print(g.mem, again), json);
        arena_free(g.mem);
    }
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_is_read_and_printed),      cmocka_unit_test(what_is_no_type_is_refused),
        cmocka_unit_test(nesting_ends_at_64_levels),     cmocka_unit_test(members_are_found_by_name),
        cmocka_unit_test(dynamic_is_found_at_any_depth), cmocka_unit_test(different_types_are_ordered),
        cmocka_unit_test(random_types_are_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
