/*
 * test_statejson.c — stored JSON: what Terraform writes, what older providers left, and what is broken.
 */
#include "values.h"

#include "statejson_reference.h"
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
        {"[\"map\",\"string\"]", "{1:\"a\"}", "", "a key is expected"},
        {"[\"map\",\"string\"]", "{\"a\\u0000\":\"1\"}", "", "a key has a NUL"},
        {"[\"map\",\"string\"]", "{\"b\":\"1\",\"c\":\"3\",\"\\u0062\":\"2\"}", "", "a key occurs twice"},
        {"[\"object\",{\"a\":\"string\"}]", "{\"a\":\"1\",\"a\":\"1\"}", "", "a key occurs twice"},
        {"[\"object\",{\"a\":\"string\"}]", "{\"x\":[{\"y\":1,\"z\":0,\"y\":2}]}", "", "a key occurs twice"},
        {"\"string\"", "\"\\ude00\"", "", "invalid escape"},
        {"\"string\"", "\"\\ud83d\\u0041\"", "", "invalid escape"},
        {"\"string\"", "\"a\nb\"", "", "control character"},
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

/* Accepted or refused as the reference does, and the same value. Returns whether it was accepted. */
static bool compare(struct arena *mem, struct str json, const struct type *type)
{
    struct value value, expected;
    struct err err;
    bool is_accepted = statejson_decode(mem, json, type, &value, &err);
    if (is_accepted != reference_decode(mem, json, type, &expected))
        fail_msg("%.*s: %s", STR_ARG(json), is_accepted ? "must be refused" : err.text);
    if (!is_accepted)
        assert_int_equal(err.kind, ERR_PROTOCOL);
    else if (!value_equal(&value, &expected) || !str_eq(show(mem, &value, type), show(mem, &expected, type)))
        fail_msg("%.*s is another value", STR_ARG(json));
    return is_accepted;
}

static const char *const pieces[] = {
    "\\u0000",
    "\\ud83d",
    "\\udE00",
    "\\ud83d\\uDe00",
    "\\u00e",
    "\\x",
    "\xff",
    "\xc3",
    "\xed\xa0\x80",
    "\n",
    "\"",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "null",
    "true",
    "-",
    "0",
    "1e5",
    "1e-",
    ".5",
    "\"a\":1,",
    " ",
    "{\"a\":{}}",
    "\\",
    "\t",
};

/* One hostile change: a cut, bytes that are left out, or a byte or a piece in between. */
static struct str changed(struct generator *g, struct str json)
{
    size_t at = generate(g, json.len + 1), more = 1 + generate(g, 3);
    struct str head = str_slice(json, 0, at), tail = str_slice(json, at, json.len);
    switch (generate(g, 4)) {
    case 0:
        return head;
    case 1:
        tail = str_slice(json, at + more, json.len);
        return str_printf(g->mem, "%.*s%.*s", STR_ARG(head), STR_ARG(tail));
    case 2:
        return str_printf(g->mem, "%.*s%c%.*s", STR_ARG(head), (char)(1 + generate(g, 255)), STR_ARG(tail));
    default:
        break;
    }
    const char *piece = pieces[generate(g, sizeof pieces / sizeof pieces[0])];
    return str_printf(g->mem, "%.*s%s%.*s", STR_ARG(head), piece, STR_ARG(tail));
}

static void hostile_texts_are_read_as_by_jansson(void **state)
{
    (void)state;
    size_t accepted = 0, refused = 0;
    for (uint64_t seed = 1; seed <= 1500; seed++) {
        struct arena *mem = arena_new();
        struct generator g = {.mem = mem, .state = seed * UINT64_C(0x9E3779B97F4A7C15)};
        const struct type *type = generate_type(&g, 3), *other = generate_type(&g, 2);
        struct value value = generate_value(&g, type, 4);
        struct str json;
        struct err err;
        assert_true(statejson_encode(mem, &value, type, &json, &err));
        assert_true(compare(mem, json, type));
        compare(mem, json, other);
        for (int i = 0; i < 12; i++) {
            if (compare(mem, changed(&g, json), type))
                accepted++;
            else
                refused++;
        }
        arena_free(mem);
    }
    assert_true(accepted > 1000 && refused > 1000);
}

static const char every_form[] = " {\"any\" : {\"type\":[\"map\",\"number\"], "
                                 "\"value\":{\"k\":-1.50e+3}},\"dropped\":[{\"a\":[]},\"\\\"\",0.0],\n"
                                 "\"flag\":true,\"\\u006eum\":12345678901234567890123,\"tags\":{\"b\":"
                                 "\"\\ud83d\\ude00\",\"a\":null,\"\xc3\xa9\":\"\\u0000\\/\"},"
                                 "\t\"set\":[\"b\",\"a\",\"b\",\"\"]}\r\n";

static void a_text_may_end_at_any_byte(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    const struct type *type = type_of(
        mem,
        "[\"object\",{\"any\":\"dynamic\",\"flag\":\"bool\",\"num\":\"number\",\"set\":[\"set\",\"string\"],"
        "\"tags\":[\"map\",\"string\"]}]");
    struct str whole = str_c(every_form);
    assert_true(compare(mem, whole, type));
    size_t accepted = 0;
    for (size_t len = 0; len < whole.len; len++) {
        /* In memory of this size, so that the sanitizer sees a byte too many. */
        char *part = arena_alloc(mem, len);
        memcpy(part, whole.data, len);
        accepted += compare(mem, str_n(part, len), type);
        for (unsigned byte = 0; byte < 256; byte += 15) {
            struct str copy = str_copy(mem, whole);
            ((char *)(uintptr_t)copy.data)[len] = (char)byte;
            compare(mem, copy, type);
        }
    }
    assert_int_equal(accepted, 2); /* without the blanks at the end */
    arena_free(mem);
}

static void a_wrong_type_is_named_only_in_json(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct value value;
    struct err err;
    const struct type *list = type_of(mem, "[\"list\",\"bool\"]");
    assert_false(statejson_decode(mem, STR("[5,\n\n tru]"), list, &value, &err));
    assert_string_equal(err.text, "the value is not JSON: line 3: a value is expected");
    assert_string_equal(err.attribute, "");
    assert_false(statejson_decode(mem, STR("[5,\n\n true]"), list, &value, &err));
    assert_string_equal(err.text, "cannot read this as bool: it is neither true nor false");
    assert_string_equal(err.attribute, "[0]");
    arena_free(mem);
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
        cmocka_unit_test(hostile_texts_are_read_as_by_jansson),
        cmocka_unit_test(a_text_may_end_at_any_byte),
        cmocka_unit_test(a_wrong_type_is_named_only_in_json),
        cmocka_unit_test(a_state_of_20_megabytes_passes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
