/*
 * test_statejson.c — stored JSON: what Terraform writes, what older providers left, and what is broken.
 */
#include "values.h"

#include "tf/statejson.h"

static void stored_json_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *type, *json, *shown;
    } cases[] = {
        {"\"string\"", "\"a\"", "\"a\""},
        {"\"string\"", "null", "null"},
        {"\"string\"", "\"\\u003cb\\u003e \\ud83d\\ude00 \\u00e9 \\\" \\\\ \\/ \\n\"",
         "\"<b> \xf0\x9f\x98\x80 \xc3\xa9 \" \\ / \n\""},
        /* numbers keep their digits */
        {"\"number\"", "5", "5"},
        {"\"number\"", "-0", "0"},
        {"\"number\"", "1234567890123456789012345678901234567890",
         "1234567890123456789012345678901234567890"},
        {"\"number\"", "0.1234567890123456789012345678901234567890",
         "0.123456789012345678901234567890123456789"},
        {"\"number\"", "9007199254740993", "9007199254740993"},
        {"\"number\"", "1e3", "1000"},
        {"\"number\"", "-1.50E-2", "-0.015"},
        {"\"number\"", "1e2000", "1e2000"},
        /* Terraform's own leniency */
        {"\"number\"", "\"5\"", "5"},
        {"\"string\"", "5", "\"5\""},
        {"\"string\"", "1.50", "\"1.50\""},
        {"\"string\"", "true", "\"true\""},
        {"\"bool\"", "true", "true"},
        {"\"bool\"", "false", "false"},
        {"\"bool\"", "\"true\"", "true"},
        {"\"bool\"", "\"false\"", "false"},
        {"\"bool\"", "\"1\"", "true"},
        {"\"bool\"", "\"0\"", "false"},
        /* collections */
        {"[\"list\",\"number\"]", " [ 1 ,\t-2,\r\n3.5 ] ", "[1, -2, 3.5]"},
        {"[\"list\",\"string\"]", "[]", "[]"},
        {"[\"list\",\"string\"]", "[null,\"1\\\"2\",\"\\\\\"]", "[null, \"1\"2\", \"\\\"]"},
        {"[\"set\",\"string\"]", "[\"b\",\"a\",\"b\"]", "[\"a\", \"b\"]"},
        {"[\"tuple\",[\"string\",\"number\"]]", "[\"a\",1]", "[\"a\", 1]"},
        {"[\"map\",\"number\"]", "{\"b\":2,\"a\":1,\"10\":10}", "{10=10, a=1, b=2}"},
        {"[\"map\",[\"list\",\"bool\"]]", "{\"k\":[true]}", "{k=[true]}"},
        /* objects: missing attributes are null, others are dropped */
        {"[\"object\",{\"a\":\"string\",\"b\":\"number\"}]", "{\"b\":1,\"a\":\"x\"}", "{a=\"x\", b=1}"},
        {"[\"object\",{\"a\":\"string\",\"b\":\"number\"}]", "{}", "{a=null, b=null}"},
        {"[\"object\",{\"a\":\"string\"}]", "{\"z\":{\"deep\":[1,2,{}]},\"a\":\"x\"}", "{a=\"x\"}"},
        {"[\"object\",{\"a\":[\"list\",[\"object\",{\"b\":\"bool\"}]]}]", "{\"a\":[{\"b\":true},{}]}",
         "{a=[{b=true}, {b=null}]}"},
        /* dynamic places */
        {"\"dynamic\"", "null", "null"},
        {"\"dynamic\"", "{\"value\":5,\"type\":\"number\"}", "<\"number\">5"},
        {"\"dynamic\"", "{\"type\":\"string\",\"value\":5}", "<\"string\">\"5\""},
        {"\"dynamic\"", "{\"value\":null,\"type\":\"string\"}", "<\"string\">null"},
        {"\"dynamic\"", "{\"value\":[1,2],\"type\":[\"list\",\"number\"]}", "<[\"list\",\"number\"]>[1, 2]"},
        {"\"dynamic\"",
         "{\"value\":{\"a\":{\"value\":true,\"type\":\"bool\"}},\"type\":[\"object\",{\"a\":\"dynamic\"}]}",
         "<[\"object\",{\"a\":\"dynamic\"}]>{a=<\"bool\">true}"},
        {"[\"object\",{\"v\":\"dynamic\"}]", "{\"v\":{\"value\":1,\"type\":\"number\"}}",
         "{v=<\"number\">1}"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena *mem = arena_new();
        const struct type *type = type_of(mem, cases[i].type);
        struct value value;
        struct err err;
        if (!statejson_decode(mem, str_c(cases[i].json), type, &value, &err))
            fail_msg("%s: %s", cases[i].json, err.text);
        assert_str_equal(show(mem, &value, type), str_c(cases[i].shown));
        arena_free(mem);
    }
}

static void broken_json_is_refused_with_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *type, *json, *path, *text;
    } cases[] = {
        {"\"string\"", "", "", "not JSON"},
        {"\"string\"", "{", "", "not JSON"},
        {"\"string\"", "\"a", "", "not JSON"},
        {"\"string\"", "\"a\\", "", "not JSON"},
        {"\"string\"", "\"a\" \"b\"", "", "not JSON"},
        {"\"string\"", "\"\xff\"", "", "not JSON"},
        {"\"string\"", "\"\\ud83d\"", "", "not JSON"},
        {"[\"map\",\"string\"]", "{\"a\":\"1\",\"a\":\"2\"}", "", "not JSON"},
        {"[\"list\",\"string\"]", "[\"a\"]]", "", "not JSON"},
        {"[\"map\",\"string\"]", "{1:\"a\"", "", "not JSON"},
        {"\"number\"", "01", "", "malformed number"},
        {"\"number\"", "-", "", "malformed number"},
        {"\"number\"", "1.", "", "malformed number"},
        {"\"number\"", "[1.e3]", "", "malformed number"},
        {"\"number\"", "1e", "", "malformed number"},
        {"\"number\"", "1e+", "", "malformed number"},
        {"\"number\"", "-a", "", "malformed number"},
        {"\"number\"", "1 2", "", "not JSON"},
        {"\"number\"", "1e99999999999", "", "not a decimal number"},
        {"\"number\"", "\"x\"", "", "cannot read this as number: it is not a decimal number"},
        {"\"number\"", "true", "", "not a decimal number"},
        {"\"number\"", "[]", "", "not a decimal number"},
        {"\"bool\"", "\"yes\"", "", "neither true nor false"},
        {"\"bool\"", "2", "", "neither true nor false"},
        {"\"bool\"", "{}", "", "neither true nor false"},
        {"\"string\"", "[]", "", "not a string"},
        {"\"string\"", "{}", "", "not a string"},
        {"[\"list\",\"string\"]", "{}", "", "not an array"},
        {"[\"list\",\"string\"]", "[\"a\",[]]", "[1]", "not a string"},
        {"[\"set\",\"string\"]", "\"a\"", "", "not an array"},
        {"[\"tuple\",[\"string\"]]", "[]", "", "the number of items is wrong"},
        {"[\"map\",\"string\"]", "[]", "", "not an object"},
        {"[\"map\",\"string\"]", "{\"a b\":{}}", "[\"a b\"]", "not a string"},
        {"[\"object\",{\"a\":\"string\"}]", "[]", "", "not an object"},
        {"[\"object\",{\"a\":[\"list\",[\"object\",{\"b\":\"bool\"}]]}]", "{\"a\":[{},{\"b\":[]}]}", "a[1].b",
         "neither true"},
        {"\"dynamic\"", "5", "", "not an object with"},
        {"\"dynamic\"", "{\"value\":5}", "", "not an object with"},
        {"\"dynamic\"", "{\"type\":\"string\"}", "", "not an object with"},
        {"[\"list\",\"dynamic\"]", "[null,{\"value\":5,\"type\":\"x\"}]", "[1]", "'x' is not the name"},
        {"\"dynamic\"", "{\"value\":5,\"type\":5}", "", "a type is a name or an array"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena *mem = arena_new();
        struct value value;
        struct err err;
        if (statejson_decode(mem, str_c(cases[i].json), type_of(mem, cases[i].type), &value, &err))
            fail_msg("%s was accepted", cases[i].json);
        assert_int_equal(err.kind, ERR_PROTOCOL);
        assert_string_equal(err.attribute, cases[i].path);
        if (!str_contains(str_c(err.text), str_c(cases[i].text)))
            fail_msg("%s says: %s", cases[i].json, err.text);
        arena_free(mem);
    }
}

static void a_string_may_hold_a_nul(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct value value;
    struct err err;
    assert_true(statejson_decode(mem, STR("\"a\\u0000b\""), &type_string, &value, &err));
    assert_str_equal(value.text, STR("a\0b"));
    struct str json;
    assert_true(statejson_encode(mem, &value, &type_string, &json, &err));
    assert_str_equal(json, STR("\"a\\u0000b\""));
    arena_free(mem);
}

static bool decode_nested(size_t depth)
{
    struct arena *mem = arena_new();
    char *json = arena_alloc(mem, depth * 2);
    memset(json, '[', depth);
    memset(json + depth, ']', depth);
    /* An attribute that the type does not have: dropped, but parsed all the same. */
    struct str text = str_printf(mem, "{\"extra\":%.*s}", (int)(depth * 2), json);
    struct value value;
    struct err err;
    bool is_accepted = statejson_decode(mem, text, type_of(mem, "[\"object\",{}]"), &value, &err);
    if (!is_accepted)
        assert_true(str_contains(str_c(err.text), STR("more than 128 levels")));
    arena_free(mem);
    return is_accepted;
}

static void nesting_ends_at_128_levels(void **state)
{
    (void)state;
    assert_true(decode_nested(127));
    assert_false(decode_nested(128));
    assert_false(decode_nested(1000000));
}

static void values_are_written(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    const struct type *type = type_of(
        mem, "[\"object\",{\"d\":\"dynamic\",\"m\":[\"map\",\"number\"],\"s\":\"string\"}]");
    struct str keys[] = {STR("k\"")};
    struct value numbers[] = {value_number(STR("-1.5"))};
    struct value items[] = {
        value_bool(true),
        value_map(mem, type_of(mem, "[\"map\",\"number\"]"), keys, numbers, 1),
        value_string(STR("a\n\\\xc3\xa9")),
    };
    struct value object = value_object(type, items);
    struct str json;
    struct err err;
    assert_true(statejson_encode(mem, &object, type, &json, &err));
    assert_str_equal(json, STR("{\"d\":{\"value\":true,\"type\":\"bool\"},\"m\":{\"k\\u0022\":-1.5},"
                               "\"s\":\"a\\u000a\\u005c\xc3\xa9\"}"));

    items[0] = value_unknown(&type_dynamic);
    assert_false(statejson_encode(mem, &object, type, &json, &err));
    assert_int_equal(err.kind, ERR_INTERNAL);
    assert_string_equal(err.attribute, "d");
    items[0] = value_null(&type_dynamic);
    items[2] = value_string(STR("\xff"));
    assert_false(statejson_encode(mem, &object, type, &json, &err));
    assert_string_equal(err.attribute, "s");
    items[2] = value_bool(true);
    assert_false(statejson_encode(mem, &object, type, &json, &err));
    assert_int_equal(err.kind, ERR_INTERNAL);
    items[2] = (struct value){0};
    assert_false(statejson_encode(mem, &object, type, &json, &err));
    assert_true(str_contains(str_c(err.text), STR("no type")));
    const struct type *pair = type_of(mem, "[\"tuple\",[\"string\",\"string\"]]");
    struct value short_pair = value_list(pair, items, 1);
    assert_false(statejson_encode(mem, &short_pair, pair, &json, &err));
    assert_true(str_contains(str_c(err.text), STR("the number of items is wrong")));
    assert_false(statejson_encode(mem, &object, type_of(mem, "[\"object\",{}]"), &json, &err));
    assert_true(str_contains(str_c(err.text), STR("its attributes are not those")));
    arena_free(mem);
}

static void random_values_come_back_as_they_were(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4000; seed++) {
        struct arena *mem = arena_new();
        struct generator g = {.mem = mem, .state = seed * UINT64_C(0x9E3779B97F4A7C15)};
        const struct type *type = generate_type(&g, 4);
        struct value value = generate_value(&g, type, 5);
        struct value again;
        struct str json;
        struct err err;
        if (!statejson_encode(mem, &value, type, &json, &err) ||
            !statejson_decode(mem, json, type, &again, &err))
            fail_msg("seed %llu: %s", (unsigned long long)seed, err.text);
        assert_str_equal(show(mem, &again, type), show(mem, &value, type));
        assert_true(value_equal(&value, &again));
        arena_free(mem);
    }
}

static void a_state_of_20_megabytes_passes(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    enum { ITEMS = 200000 };
    struct buf json = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    buf_addc(&json, '[');
    for (int i = 0; i < ITEMS; i++)
        buf_printf(&json, "%s{\"name\":\"%080d\",\"size\": %d.5}", i > 0 ? "," : "", i, i);
    buf_addc(&json, ']');
    assert_true(buf_str(&json).len > 20 * 1000 * 1000);
    const struct type *type = type_of(mem,
                                      "[\"list\",[\"object\",{\"name\":\"string\",\"size\":\"number\"}]]");
    struct value value;
    struct err err;
    assert_true(statejson_decode(mem, buf_str(&json), type, &value, &err));
    assert_int_equal(value.count, ITEMS);
    assert_str_equal(value.items[ITEMS - 1].items[1].text, STR("199999.5"));
    arena_free(mem);
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stored_json_is_read),
        cmocka_unit_test(broken_json_is_refused_with_its_place),
        cmocka_unit_test(a_string_may_hold_a_nul),
        cmocka_unit_test(nesting_ends_at_128_levels),
        cmocka_unit_test(values_are_written),
        cmocka_unit_test(random_values_come_back_as_they_were),
        cmocka_unit_test(a_state_of_20_megabytes_passes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
