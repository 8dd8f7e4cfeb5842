/*
 * test_request_fill.c — a struct becomes a request: one member for each known attribute that has one, for
 * every type.
 */
#include "../testing.h"
#include "rows.h"

#include "runtime/request_fill.h"

struct part {
    struct tf_string kind;
    struct tf_int port;
};
struct order {
    struct tf_strings labels;
    struct tf_bool is_fast;
    struct tf_string name, note;
    TF_OBJECTS(struct part) one, parts;
    struct tf_number price;
    struct tf_int size;
    struct tf_strings words;
    struct value untyped;
};

static const struct type_member part_members[] = {MEMBER("kind", &type_string), MEMBER("port", &type_number)};
static const struct type part_type = OBJECT_TYPE(part_members);
static const struct type parts_type = {.kind = TYPE_LIST, .element = &part_type};
static const struct attr_desc part_attrs[] = {
    {ATTR(part, kind, .type = &type_string, .field = FIELD_STRING, .request = "kind")},
    {ATTR(part, port, .type = &type_number, .field = FIELD_INT, .request = "range.port")},
};
static const struct object_desc part_desc = OBJECT(part, part_attrs, part_type);
static const struct attr_desc order_attrs[] = {
    {ATTR(order, is_fast, .type = &type_bool, .field = FIELD_BOOL, .request = "options.isFast")},
    {ATTR(order, labels, .type = &type_map_string, .field = FIELD_STRINGS, .request = "labels")},
    {ATTR(order, name, .type = &type_string, .field = FIELD_STRING, .request = "orderName")},
    {ATTR(order, note, .type = &type_string, .field = FIELD_STRING)},
    {ATTR(order, one, .type = &part_type, .field = FIELD_OBJECTS, .request = "one", .nesting = NESTING_SINGLE,
          .nested = &part_desc)},
    {ATTR(order, parts, .type = &parts_type, .field = FIELD_OBJECTS, .request = "parts",
          .nesting = NESTING_LIST, .nested = &part_desc)},
    {ATTR(order, price, .type = &type_number, .field = FIELD_NUMBER, .request = "options.price")},
    {ATTR(order, size, .type = &type_number, .field = FIELD_INT, .request = "options.size.inGb")},
    {ATTR(order, untyped, .type = &type_dynamic, .field = FIELD_VALUE, .request = "untyped")},
    {ATTR(order, words, .type = &type_list_string, .field = FIELD_STRINGS, .request = "words")},
};
static const struct object_desc order_desc = {.name = "order",
                                              .attrs = order_attrs,
                                              .count = 10,
                                              .size_bytes = sizeof(struct order)};

static int begin(void **state)
{
    *state = arena_new();
    return 0;
}

static int end(void **state)
{
    arena_free(*state);
    return 0;
}

static struct str filled(struct arena *mem, const struct order *order)
{
    json_t *in = json_own(mem, json_object());
    request_fill(mem, &order_desc, order, NULL, NULL, in);
    return json_print(mem, in);
}

static void each_type_becomes_its_json(void **state)
{
    struct tf_string words[] = {tf_string(STR("a")), {0}, tf_string(STR("b"))},
                     labels[] = {tf_string(STR("1")), {0}};
    const struct str keys[] = {STR("A"), STR("B")};
    struct part parts[] = {{tf_string(STR("x")), tf_int(80)}, {.port = {.is = TF_UNKNOWN}}};
    struct order order = {.is_fast = tf_bool(false),
                          .labels = {TF_KNOWN, 2, keys, labels},
                          .name = tf_string(STR("web")),
                          .note = tf_string(STR("no row sends it")),
                          .one = {TF_KNOWN, 1, NULL, parts},
                          .parts = {TF_KNOWN, 2, NULL, parts},
                          .price = {TF_KNOWN, STR("2.5")},
                          .size = tf_int(INT64_MAX),
                          .words = {TF_KNOWN, 3, NULL, words},
                          .untyped = value_string(STR("by hand"))};
    assert_str_equal(filled(*state, &order),
                     STR("{\"labels\":{\"A\":\"1\"},\"one\":{\"kind\":\"x\",\"range\":{\"port\":80}},"
                         "\"options\":{\"isFast\":false,\"price\":2.5,\"size\":{\"inGb\":9223372036854775807}"
                         "},\"orderName\":\"web\",\"parts\":[{\"kind\":\"x\",\"range\":{\"port\":80}},{}],"
                         "\"words\":[\"a\",\"b\"]}"));
}

static void null_and_unknown_values_are_not_sent(void **state)
{
    struct order order = {.is_fast = {.is = TF_UNKNOWN},
                          .labels = {.is = TF_UNKNOWN},
                          .name = {.is = TF_UNKNOWN},
                          .parts = {.is = TF_UNKNOWN},
                          .price = {.is = TF_UNKNOWN},
                          .size = {.is = TF_UNKNOWN}};
    assert_str_equal(filled(*state, &order), STR("{}"));
    order = (struct order){0};
    assert_str_equal(filled(*state, &order), STR("{}"));
}

static void empty_values_are_sent(void **state)
{
    struct order order = {.labels = {.is = TF_KNOWN}, /* a map, as its row says */
                          .name = tf_string(STR("")),
                          .one = {.is = TF_KNOWN},
                          .parts = {.is = TF_KNOWN},
                          .words = {.is = TF_KNOWN}};
    assert_str_equal(filled(*state, &order),
                     STR("{\"labels\":{},\"orderName\":\"\",\"parts\":[],\"words\":[]}"));
}

static void a_whole_number_has_no_fraction(void **state)
{
    struct order order = {.price = {TF_KNOWN, STR("3")}};
    assert_str_equal(filled(*state, &order), STR("{\"options\":{\"price\":3}}"));
}

static bool is_text(const struct attr_desc *attr, const void *context)
{
    assert_string_equal(context, "asked");
    return attr->field == FIELD_STRING;
}

static void only_requested_attributes_are_sent(void **state)
{
    struct arena *mem = *state;
    struct order order = {.name = tf_string(STR("web")), .size = tf_int(8)};
    json_t *in = json_own(mem, json_object());
    json_object_set_new(in, "kept", json_true());
    request_fill(mem, &order_desc, &order, is_text, "asked", in);
    assert_str_equal(json_print(mem, in), STR("{\"kept\":true,\"orderName\":\"web\"}"));
}

static void fixed_members_are_added_to_the_request(void **state)
{
    struct arena *mem = *state;
    json_t *in = json_own(mem, json_object());
    struct order order = {.is_fast = tf_bool(true)};
    request_fill(mem, &order_desc, &order, NULL, NULL, in);
    request_add_fixed("{\"options\":{\"force\":true},\"zone\":\"a\"}", in);
    assert_str_equal(json_print(mem, in),
                     STR("{\"options\":{\"force\":true,\"isFast\":true},\"zone\":\"a\"}"));
    request_add_fixed(NULL, in);
    assert_int_equal(json_object_size(in), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_type_becomes_its_json, begin, end),
        cmocka_unit_test_setup_teardown(null_and_unknown_values_are_not_sent, begin, end),
        cmocka_unit_test_setup_teardown(empty_values_are_sent, begin, end),
        cmocka_unit_test_setup_teardown(a_whole_number_has_no_fraction, begin, end),
        cmocka_unit_test_setup_teardown(only_requested_attributes_are_sent, begin, end),
        cmocka_unit_test_setup_teardown(fixed_members_are_added_to_the_request, begin, end),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
