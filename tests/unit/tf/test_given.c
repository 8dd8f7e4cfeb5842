/*
 * test_given.c — what says nothing: "" where a text is optional, null inside collections; and that both come back as they were written.
 */
#include "values.h"

#include "tf/bind.h"
#include "tf/given.h"
#include "tf/statejson.h"

struct site {
    struct tf_string label, name, power;
    struct tf_strings tags, zones;
};
#define TYPE                                                                                        \
    "[\"object\",{\"label\":\"string\",\"name\":\"string\",\"power\":\"string\",\"tags\":[\"map\"," \
    "\"string\"],\"zones\":[\"set\",\"string\"]}]"
#define ROW(field_name, kind) \
    .name = STR(#field_name), .field = (kind), .offset = offsetof(struct site, field_name)

static struct attr_desc rows[] = {
    {ROW(label, FIELD_STRING), .type = &type_string, .flags = ATTR_OPTIONAL},
    {ROW(name, FIELD_STRING), .type = &type_string, .flags = ATTR_REQUIRED},
    {ROW(power, FIELD_STRING), .type = &type_string, .flags = ATTR_OPTIONAL | ATTR_COMPUTED,
     .default_text = "on"},
    {ROW(tags, FIELD_STRINGS), .flags = ATTR_OPTIONAL},
    {ROW(zones, FIELD_STRINGS), .flags = ATTR_OPTIONAL},
};
static struct object_desc desc = {.name = "site",
                                  .attrs = rows,
                                  .count = 5,
                                  .size_bytes = sizeof(struct site)};

static struct value site_of(struct arena *mem, const char *json)
{
    struct value v;
    struct err err = {0};
    desc.type = type_of(mem, TYPE);
    for (size_t i = 0; i < desc.count; i++)
        rows[i].type = desc.type->members[i].type;
    if (!statejson_decode(mem, str_c(json), desc.type, &v, &err))
        fail_msg("%s", err.text);
    return v;
}

static void assert_given(const char *json, const char *expected)
{
    struct arena *mem = arena_new();
    struct value v = site_of(mem, json), wanted = site_of(mem, expected),
                 given = given_object(mem, &desc, &v);
    for (size_t i = 0; i < desc.count; i++) {
        if (!value_equal(&given.items[i], &wanted.items[i]))
            fail_msg("%s: %s differs", json, rows[i].name.data);
        assert_true(given_same(mem, &rows[i], &v.items[i], &wanted.items[i]));
    }
    arena_free(mem);
}

static void blanks_are_not_given_where_a_text_is_optional(void **state)
{
    (void)state;
    assert_given("{\"label\":\"\",\"name\":\"\",\"power\":\"\"}", "{\"name\":\"\",\"power\":\"on\"}");
    assert_given("{\"label\":\" \",\"name\":null}", "{\"label\":\" \"}");
    assert_given("{\"tags\":{\"a\":\"\"},\"zones\":[\"\"]}", "{\"tags\":{\"a\":\"\"},\"zones\":[\"\"]}");
}

static void nulls_inside_collections_are_not_given(void **state)
{
    (void)state;
    assert_given("{\"tags\":{\"a\":null,\"b\":\"1\"},\"zones\":[null,\"x\"]}",
                 "{\"tags\":{\"b\":\"1\"},\"zones\":[\"x\"]}");
    /* and an empty collection is not null */
    assert_given("{\"tags\":{\"a\":null},\"zones\":[null]}", "{\"tags\":{},\"zones\":[]}");
}

static void a_blank_is_null_in_a_model_and_comes_back(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct site model;
    struct err err = {0};
    struct value v = site_of(mem, "{\"label\":\"\",\"power\":null}"), given = given_object(mem, &desc, &v);
    assert_true(bind_to_struct(mem, &given, &desc, &model, &err));
    assert_true(TF_IS_NULL(model.label) && tf_string_is_blank(model.label));
    assert_false(tf_string_is_blank(model.power));
    assert_true(tf_string_equal(model.label, model.power));
    struct value back = bind_to_value(mem, &model, &desc);
    assert_true(value_equal(&back, &v));
    arena_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blanks_are_not_given_where_a_text_is_optional),
        cmocka_unit_test(nulls_inside_collections_are_not_given),
        cmocka_unit_test(a_blank_is_null_in_a_model_and_comes_back),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
