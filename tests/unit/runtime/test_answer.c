/*
 * test_answer.c — a response becomes a struct: the JSON of each type, missing members, and members of a wrong
 * type.
 */
#include "calls.h"
#include "rows.h"

#include "runtime/api.h"

struct part {
    struct tf_string kind;
    struct tf_int port;
};
struct reply {
    struct tf_bool is_fast;
    struct tf_strings labels;
    struct tf_string name, note, often;
    TF_OBJECTS(struct part) one, parts;
    struct tf_number price;
    struct tf_int size;
    struct value untyped;
    struct tf_strings words;
};

static const struct type_member part_members[] = {MEMBER("kind", &type_string), MEMBER("port", &type_number)};
static const struct type part_type = OBJECT_TYPE(part_members);
static const struct attr_desc part_attrs[] = {
    {ATTR(part, kind, .field = FIELD_STRING, .wire = "kind")},
    {ATTR(part, port, .field = FIELD_INT, .wire = "range.port")},
};
static const struct object_desc part_desc = OBJECT(part, part_attrs, part_type);
static const struct attr_desc reply_attrs[] = {
    {ATTR(reply, is_fast, .field = FIELD_BOOL, .wire = "options.isFast")},
    {ATTR(reply, labels, .field = FIELD_STRINGS, .wire = "labels")},
    {ATTR(reply, name, .field = FIELD_STRING, .wire = "name")},
    {ATTR(reply, note, .field = FIELD_STRING)},
    {ATTR(reply, often, .field = FIELD_STRING, .wire = "?often")},
    {ATTR(reply, one, .field = FIELD_OBJECTS, .wire = "one", .nesting = NESTING_SINGLE,
          .nested = &part_desc)},
    {ATTR(reply, parts, .field = FIELD_OBJECTS, .wire = "parts", .nesting = NESTING_LIST,
          .nested = &part_desc)},
    {ATTR(reply, price, .field = FIELD_NUMBER, .wire = "price")},
    {ATTR(reply, size, .field = FIELD_INT, .wire = "size")},
    {ATTR(reply, untyped, .field = FIELD_VALUE, .wire = "untyped")},
    {ATTR(reply, words, .field = FIELD_STRINGS, .wire = "words")},
};
static const struct object_desc reply_desc = {.name = "reply",
                                              .attrs = reply_attrs,
                                              .count = 11,
                                              .size_bytes = sizeof(struct reply)};

static void fill(struct scene *s, const char *text, struct reply *reply)
{
    json_t *object;
    struct err err = {0};
    if (!json_parse(s->call.mem, str_c(text), 4096, &object, &err))
        fail_msg("%s", err.text);
    api_fill(&s->call, &reply_desc, object, reply);
}

static void each_type_reads_its_json(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    struct reply now = {0};
    fill(&s,
         "{\"options\":{\"isFast\":true},\"labels\":{\"b\":\"2\",\"a\":\"1\"},\"name\":\"web\",\"often\":"
         "\"x\","
         "\"one\":{\"kind\":\"k\",\"range\":{\"port\":80}},\"parts\":[{\"kind\":\"p\"},{}],\"price\":2.5,"
         "\"size\":8,\"untyped\":1,\"words\":[\"c\",\"b\"]}",
         &now);
    assert_true(now.is_fast.v);
    assert_map_equal(s.call.mem, now.labels, "a=1,b=2");
    assert_str_equal(now.name.v, STR("web"));
    assert_str_equal(now.often.v, STR("x"));
    assert_int_equal(now.one.count, 1);
    assert_int_equal(now.one.v[0].port.v, 80);
    assert_int_equal(now.parts.count, 2);
    assert_str_equal(now.parts.v[0].kind.v, STR("p"));
    assert_true(TF_IS_NULL(now.parts.v[1].kind));
    assert_str_equal(now.price.v, STR("2.5"));
    assert_int_equal(now.size.v, 8);
    assert_int_equal(now.words.count, 2);
    assert_str_equal(now.words.v[0].v, STR("c")); /* in the order of the list */
    assert_null(now.words.keys);
    assert_null(now.untyped.type); /* by hand */
    scene_end(&s);
}

static void missing_members_are_null_except_those_reported_only_sometimes(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    struct part part = {tf_string(STR("k")), tf_int(1)};
    struct reply now = {.is_fast = tf_bool(true),
                        .name = tf_string(STR("web")),
                        .note = tf_string(STR("ours")),
                        .often = tf_string(STR("known")),
                        .one = {TF_KNOWN, 1, NULL, &part},
                        .price = {TF_KNOWN, STR("1")},
                        .size = tf_int(8)};
    fill(&s, "{\"name\":null,\"often\":null}", &now);
    assert_true(TF_IS_NULL(now.is_fast));
    assert_true(TF_IS_NULL(now.name));
    assert_true(TF_IS_NULL(now.one));
    assert_true(TF_IS_NULL(now.price));
    assert_true(TF_IS_NULL(now.size));
    assert_true(TF_IS_NULL(now.words));
    assert_str_equal(now.often.v, STR("known"));
    assert_str_equal(now.note.v, STR("ours"));
    scene_end(&s);
}

static void members_of_a_wrong_type_are_null(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    struct reply now = {0};
    fill(&s,
         "{\"options\":{\"isFast\":\"yes\"},\"labels\":7,\"name\":true,\"one\":\"k\",\"parts\":3,"
         "\"price\":\"cheap\",\"size\":\"big\",\"words\":\"c\"}",
         &now);
    assert_true(TF_IS_NULL(now.is_fast));
    assert_true(TF_IS_NULL(now.labels));
    assert_true(TF_IS_NULL(now.name));
    assert_true(TF_IS_NULL(now.one));
    assert_true(TF_IS_NULL(now.parts));
    assert_true(TF_IS_NULL(now.price));
    assert_true(TF_IS_NULL(now.size));
    assert_true(TF_IS_NULL(now.words));
    scene_end(&s);
}

static void empty_values_are_known(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    struct reply now = {0};
    fill(&s, "{\"labels\":{},\"name\":\"\",\"one\":{},\"parts\":[],\"words\":[]}", &now);
    assert_map_equal(s.call.mem, now.labels, "");
    assert_non_null(now.labels.keys); /* a map, not a list */
    assert_str_equal(now.name.v, STR(""));
    assert_true(TF_IS_KNOWN(now.name));
    assert_int_equal(now.one.count, 1);
    assert_true(TF_IS_KNOWN(now.parts));
    assert_int_equal(now.parts.count, 0);
    assert_true(TF_IS_KNOWN(now.words));
    scene_end(&s);
}

static void a_number_becomes_a_time_in_a_text(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    struct reply now = {0};
    fill(&s, "{\"name\":1700000000.5}", &now);
    assert_str_equal(now.name.v, STR("2023-11-14T22:13:20Z"));
    fill(&s, "{\"name\":1700000000}", &now);
    assert_str_equal(now.name.v, STR("2023-11-14T22:13:20Z"));
    fill(&s, "{\"name\":1e300}", &now); /* not a time of the API */
    assert_true(TF_IS_NULL(now.name));
    scene_end(&s);
}

static void numbers_stay_within_their_range(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    struct reply now = {0};
    fill(&s, "{\"size\":16.0,\"price\":40}", &now);
    assert_int_equal(now.size.v, 16);
    assert_str_equal(now.price.v, STR("40"));
    fill(&s, "{\"size\":1e30,\"price\":0.5}", &now);
    assert_true(TF_IS_NULL(now.size));
    assert_str_equal(now.price.v, STR("0.5"));
    fill(&s, "{\"size\":-9223372036854775808}", &now);
    assert_int_equal(now.size.v, INT64_MIN);
    scene_end(&s);
}

static void texts_outlive_the_response(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    struct reply now = {0};
    json_t *object = json_pack("{s:s,s:{s:s}}", "name", "web", "labels", "a", "1");
    api_fill(&s.call, &reply_desc, object, &now);
    json_decref(object);
    assert_str_equal(now.name.v, STR("web"));
    assert_map_equal(s.call.mem, now.labels, "a=1");
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_type_reads_its_json),
        cmocka_unit_test(missing_members_are_null_except_those_reported_only_sometimes),
        cmocka_unit_test(members_of_a_wrong_type_are_null),
        cmocka_unit_test(empty_values_are_known),
        cmocka_unit_test(a_number_becomes_a_time_in_a_text),
        cmocka_unit_test(numbers_stay_within_their_range),
        cmocka_unit_test(texts_outlive_the_response),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
