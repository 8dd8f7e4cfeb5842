/*
 * test_move_source.c — members of another provider's stored state: missing, null and empty ones are null, and
 * those of a wrong type are named.
 */
#include "calls.h"

#include "runtime/move_source.h"

static json_t *source_of(struct scene *s, const char *text)
{
    json_t *value;
    struct err err = {0};
    if (!json_parse(s->call.mem, str_c(text), 4096, &value, &err))
        fail_msg("%s", err.text);
    return value;
}

static void assert_odd(struct scene *s, const char *part)
{
    assert_int_equal(s->call.err.kind, ERR_USER);
    assert_contains(str_c(s->call.err.text), part);
    s->call.err = (struct err){0};
}

/* None of these has a value for "a.b". */
static const char *const silent[] = {"{}", "{\"a\":null}", "{\"a\":{}}", "{\"a\":{\"b\":null}}", "{\"a\":7}"};
enum { SILENT_COUNT = sizeof silent / sizeof silent[0] };

static void missing_members_are_null(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    for (size_t i = 0; i < SILENT_COUNT; i++) {
        const json_t *source = source_of(&s, silent[i]), *objects = source;
        struct tf_string text = tf_string(STR("x"));
        struct tf_bool flag = tf_bool(true);
        struct tf_int whole = tf_int(1);
        struct tf_number number = {TF_KNOWN, STR("1")};
        struct tf_strings list = {.is = TF_KNOWN}, map = list, tags = list;
        assert_true(source_text(&s.call, source, "a.b", &text) && TF_IS_NULL(text));
        assert_true(source_bool(&s.call, source, "a.b", &flag) && TF_IS_NULL(flag));
        assert_true(source_int(&s.call, source, "a.b", &whole) && TF_IS_NULL(whole));
        assert_true(source_number(&s.call, source, "a.b", &number) && TF_IS_NULL(number));
        assert_true(source_texts(&s.call, source, "a.b", false, &list) && TF_IS_NULL(list));
        assert_true(source_map(&s.call, source, "a.b", &map) && TF_IS_NULL(map));
        assert_true(source_tag_objects(&s.call, source, "a.b", &tags) && TF_IS_NULL(tags));
        assert_true(source_objects(&s.call, source, "a.b", 1, &objects) && objects == NULL);
    }
    scene_end(&s);
}

static void an_empty_text_is_null(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    const json_t *source = source_of(&s, "{\"t\":\"\"}");
    struct tf_string text;
    struct tf_int whole;
    assert_true(source_text(&s.call, source, "t", &text));
    assert_true(TF_IS_NULL(text));
    assert_true(source_int(&s.call, source, "t", &whole));
    assert_true(TF_IS_NULL(whole));
    scene_end(&s);
}

static void texts_and_names_are_read(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    const json_t *source = source_of(&s, "{\"a\":{\"b\":\"deep\"},\"id\":\"web\",\"n\":7}");
    struct tf_string text;
    assert_true(source_text(&s.call, source, "a.b", &text));
    assert_str_equal(text.v, STR("deep"));
    assert_true(source_name(&s.call, source, "a.b", "id", &text));
    assert_str_equal(text.v, STR("deep"));
    assert_true(source_name(&s.call, source, "name", "id", &text));
    assert_str_equal(text.v, STR("web"));
    assert_false(source_name(&s.call, source, "name", "other", &text));
    assert_odd(&s, "neither 'name' nor 'other'");
    assert_false(source_text(&s.call, source, "n", &text));
    assert_odd(&s, "'n' of the stored state is not a text");
    assert_false(source_name(&s.call, source, "n", "id", &text));
    assert_odd(&s, "'n'");
    scene_end(&s);
}

static void numbers_may_be_texts(void **state)
{
    (void)state;
    static const struct {
        const char *source, *number; /* NULL: none */
        int64_t whole;
        bool is_whole;
    } rows[] = {
        {"{\"n\":8}", "8", 8, true},
        {"{\"n\":\"8\"}", "8", 8, true},
        {"{\"n\":0.5}", "0.5", 0, false},
        {"{\"n\":\"0.50\"}", "0.5", 0, false},
        {"{\"n\":\"1e3\"}", "1000", 1000, true},
        {"{\"n\":2.0}", "2", 2, true},
        {"{\"n\":\"big\"}", NULL, 0, false},
        {"{\"n\":true}", NULL, 0, false},
        {"{\"n\":{}}", NULL, 0, false},
    };
    QUIET_SCENE(s, NULL);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const json_t *source = source_of(&s, rows[i].source);
        struct tf_number number;
        struct tf_int whole;
        bool is_number = rows[i].number != NULL;
        assert_int_equal(source_number(&s.call, source, "n", &number), is_number);
        if (is_number)
            assert_str_equal(number.v, str_c(rows[i].number));
        else
            assert_odd(&s, "'n' of the stored state is not a number");
        assert_int_equal(source_int(&s.call, source, "n", &whole), rows[i].is_whole);
        if (rows[i].is_whole)
            assert_int_equal(whole.v, rows[i].whole);
        else
            assert_odd(&s, "'n'");
    }
    scene_end(&s);
}

static void flags_are_true_or_false(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    struct tf_bool flag;
    assert_true(source_bool(&s.call, source_of(&s, "{\"f\":false}"), "f", &flag));
    assert_true(TF_IS_KNOWN(flag));
    assert_false(flag.v);
    assert_false(source_bool(&s.call, source_of(&s, "{\"f\":\"true\"}"), "f", &flag));
    assert_odd(&s, "true or false");
    scene_end(&s);
}

static void lists_of_texts_keep_their_order(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    struct tf_strings list;
    assert_true(source_texts(&s.call, source_of(&s, "{\"l\":[\"b\",\"a\"]}"), "l", true, &list));
    assert_int_equal(list.count, 2);
    assert_str_equal(list.v[0].v, STR("b"));
    assert_true(source_texts(&s.call, source_of(&s, "{\"l\":[]}"), "l", true, &list));
    assert_true(TF_IS_NULL(list));
    assert_true(source_texts(&s.call, source_of(&s, "{\"l\":[]}"), "l", false, &list));
    assert_true(TF_IS_KNOWN(list));
    assert_false(source_texts(&s.call, source_of(&s, "{\"l\":[\"a\",1]}"), "l", true, &list));
    assert_odd(&s, "a list of texts");
    assert_false(source_texts(&s.call, source_of(&s, "{\"l\":{}}"), "l", true, &list));
    assert_odd(&s, "not a list");
    scene_end(&s);
}

static void maps_are_sorted_and_a_null_is_a_key_only_tag(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    struct tf_strings map;
    assert_true(source_map(&s.call, source_of(&s, "{\"m\":{\"c\":\"3\",\"a\":null,\"b\":\"\"}}"), "m", &map));
    assert_map_equal(s.call.mem, map, "a=,b=,c=3");
    assert_true(source_map(&s.call, source_of(&s, "{\"m\":{}}"), "m", &map));
    assert_map_equal(s.call.mem, map, "(null)");
    assert_false(source_map(&s.call, source_of(&s, "{\"m\":{\"a\":1}}"), "m", &map));
    assert_odd(&s, "a map of texts");
    assert_false(source_map(&s.call, source_of(&s, "{\"m\":[]}"), "m", &map));
    assert_odd(&s, "not a map");
    scene_end(&s);
}

static void all_tags_are_never_null(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    struct tf_strings tags, all;
    assert_true(source_tags(&s.call, source_of(&s, "{\"tags\":{\"a\":\"1\"},\"tags_all\":{\"b\":\"2\"}}"),
                            &tags, &all));
    assert_map_equal(s.call.mem, tags, "a=1");
    assert_map_equal(s.call.mem, all, "b=2");
    assert_true(source_tags(&s.call, source_of(&s, "{}"), &tags, &all));
    assert_map_equal(s.call.mem, tags, "(null)");
    assert_map_equal(s.call.mem, all, "");
    assert_false(source_tags(&s.call, source_of(&s, "{\"tags_all\":7}"), &tags, &all));
    assert_odd(&s, "'tags_all'");
    scene_end(&s);
}

static void tags_may_be_a_list_of_keys_and_values(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    struct tf_strings tags;
    assert_true(source_tag_objects(&s.call,
                                   source_of(&s, "{\"t\":[{\"key\":\"b\",\"value\":\"2\"},{\"key\":\"a\"}]}"),
                                   "t", &tags));
    assert_map_equal(s.call.mem, tags, "a=,b=2");
    static const struct {
        const char *source, *text;
    } wrong[] = {
        {"{\"t\":[{\"key\":\"a\"},{\"key\":\"a\",\"value\":\"2\"}]}", "repeated keys"},
        {"{\"t\":[{\"value\":\"2\"}]}", "neither 'key' nor 'key'"},
        {"{\"t\":[{\"key\":\"a\",\"value\":2}]}", "'value'"},
        {"{\"t\":[\"a\"]}", "a list of objects"},
        {"{\"t\":{}}", "not a list"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(source_tag_objects(&s.call, source_of(&s, wrong[i].source), "t", &tags));
        assert_odd(&s, wrong[i].text);
    }
    scene_end(&s);
}

static void more_objects_than_supported_are_refused(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    const json_t *objects;
    assert_true(source_objects(&s.call, source_of(&s, "{\"o\":[{},{}]}"), "o", 2, &objects));
    assert_int_equal(json_array_size(objects), 2);
    assert_false(source_objects(&s.call, source_of(&s, "{\"o\":[{},{}]}"), "o", 1, &objects));
    assert_odd(&s, "has 2 items, more than 1");
    assert_null(objects);
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(missing_members_are_null),
        cmocka_unit_test(an_empty_text_is_null),
        cmocka_unit_test(texts_and_names_are_read),
        cmocka_unit_test(numbers_may_be_texts),
        cmocka_unit_test(flags_are_true_or_false),
        cmocka_unit_test(lists_of_texts_keep_their_order),
        cmocka_unit_test(maps_are_sorted_and_a_null_is_a_key_only_tag),
        cmocka_unit_test(all_tags_are_never_null),
        cmocka_unit_test(tags_may_be_a_list_of_keys_and_values),
        cmocka_unit_test(more_objects_than_supported_are_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
