/*
 * test_value.c — equality, order, sets, maps and the walks over values.
 */
#include "values.h"

#include <stdlib.h>

static struct value text(const char *s)
{
    return value_string(str_c(s));
}

static void numbers_are_equal_by_value(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct value five = value_int(mem, 5);
    struct value also_five = value_number(STR("5.00"));
    struct value six = value_int(mem, 6);
    assert_true(value_equal(&five, &also_five));
    assert_false(value_equal(&five, &six));
    assert_int_equal(value_compare(&five, &six), -1);
    arena_free(mem);
}

static void states_and_empty_values_are_different(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    const struct type *list_number = type_of(mem, "[\"list\",\"number\"]");
    struct value different[] = {
        value_null(&type_string),
        value_null(&type_number),
        value_null(&type_dynamic),
        value_null(&type_list_string),
        value_unknown(&type_string),
        value_unknown(&type_list_string),
        text(""),
        text("a"),
        text("5"),
        value_int(mem, 5),
        value_bool(true),
        value_bool(false),
        value_list(&type_list_string, NULL, 0),
        value_list(list_number, NULL, 0),
        value_set(mem, &type_set_string, NULL, 0),
        value_map(mem, &type_map_string, NULL, NULL, 0),
        value_object(type_of(mem, "[\"object\",{}]"), NULL),
        value_list(type_of(mem, "[\"tuple\",[]]"), NULL, 0),
    };
    size_t count = sizeof different / sizeof different[0];
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++)
            assert_int_equal(value_equal(&different[i], &different[j]), i == j);
    }
    struct value refined = value_unknown(&type_string);
    refined.refinement = STR("\x81\x01\xc2");
    assert_true(value_equal(&refined, &different[4]));
    arena_free(mem);
}

static void objects_with_the_same_values_need_the_same_names(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct value items[] = {text("x")};
    struct value a = value_object(type_of(mem, "[\"object\",{\"a\":\"string\"}]"), items);
    struct value same = value_object(type_of(mem, "[\"object\",{\"a\":\"string\"}]"), items);
    struct value b = value_object(type_of(mem, "[\"object\",{\"b\":\"string\"}]"), items);
    assert_true(value_equal(&a, &same));
    assert_false(value_equal(&a, &b));

    struct str keys[] = {STR("a")};
    struct str other_keys[] = {STR("b")};
    struct value map = value_map(mem, &type_map_string, keys, items, 1);
    struct value other_map = value_map(mem, &type_map_string, other_keys, items, 1);
    assert_false(value_equal(&map, &other_map));
    arena_free(mem);
}

static void sets_have_no_order_and_no_duplicates(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct value forwards[] = {text("a"), text("b"), text("c")};
    struct value backwards[] = {text("c"), text("b"), text("a"), text("b"), text("c")};
    struct value a = value_set(mem, &type_set_string, forwards, 3);
    struct value b = value_set(mem, &type_set_string, backwards, 5);
    assert_int_equal(b.count, 3);
    assert_true(value_equal(&a, &b));
    assert_str_equal(backwards[0].text, STR("c"));

    struct value list = value_list(&type_list_string, backwards, 5);
    struct value same_list = value_list(&type_list_string, forwards, 3);
    assert_false(value_equal(&list, &same_list));

    const struct type *numbers = type_of(mem, "[\"set\",\"number\"]");
    struct value fives[] = {value_number(STR("5")), value_number(STR("5.0")), value_number(STR("4"))};
    assert_int_equal(value_set(mem, numbers, fives, 3).count, 2);
    arena_free(mem);
}

static void unknown_items_of_a_set_count_each(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    const struct type *set_type = type_of(mem, "[\"set\",[\"object\",{\"a\":\"string\"}]]");
    struct value known[] = {text("x")};
    struct value unknown[] = {value_unknown(&type_string)};
    struct value items[] = {
        value_object(set_type->element, unknown),
        value_object(set_type->element, known),
        value_object(set_type->element, unknown),
        value_object(set_type->element, known),
        value_null(set_type->element),
        value_null(set_type->element),
    };
    struct value set = value_set(mem, set_type, items, 6);
    assert_str_equal(show(mem, &set, set_type), STR("[null, {a=unknown}, {a=unknown}, {a=\"x\"}]"));
    struct value again = value_set(mem, set_type, set.items, set.count);
    assert_true(value_equal(&set, &again));
    struct value fewer = value_set(mem, set_type, items, 2);
    assert_false(value_equal(&set, &fewer));
    arena_free(mem);
}

static void large_sets_are_compared_quickly(void **state)
{
    (void)state;
    enum { ITEMS = 100000 };
    struct arena *mem = arena_new();
    struct value *items = arena_new_array(mem, struct value, ITEMS);
    for (size_t i = 0; i < ITEMS; i++)
        items[i] = value_string(str_printf(mem, "item %zu", (i * 7919) % ITEMS));
    struct value a = value_set(mem, &type_set_string, items, ITEMS);
    for (size_t i = 0; i < ITEMS; i++)
        items[i] = value_string(str_printf(mem, "item %zu", i));
    struct value b = value_set(mem, &type_set_string, items, ITEMS);
    assert_int_equal(a.count, ITEMS);
    assert_true(value_equal(&a, &b));
    arena_free(mem);
}

static void maps_are_sorted_and_found(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct str keys[] = {STR("b"), STR("a"), STR("\xc3\xa9"), STR("")};
    struct value items[] = {text("2"), text("1"), text("3"), text("0")};
    struct value map = value_map(mem, &type_map_string, keys, items, 4);
    assert_str_equal(show(mem, &map, &type_map_string), STR("{=\"0\", a=\"1\", b=\"2\", \xc3\xa9=\"3\"}"));
    for (size_t i = 0; i < 4; i++)
        assert_str_equal(value_map_get(&map, keys[i])->text, items[i].text);
    assert_null(value_map_get(&map, STR("c")));
    struct value null = value_null(&type_map_string);
    assert_null(value_map_get(&null, STR("a")));
    struct value other = text("a");
    assert_null(value_map_get(&other, STR("a")));
    arena_free(mem);
}

static void members_are_found_and_replaced(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    const struct type *type = type_of(mem, "[\"object\",{\"a\":\"string\",\"b\":\"string\"}]");
    struct value items[] = {text("1"), text("2")};
    struct value object = value_object(type, items);
    assert_str_equal(value_member(&object, STR("b"))->text, STR("2"));
    assert_null(value_member(&object, STR("c")));
    struct value changed = value_with_member(mem, &object, STR("a"), value_null(&type_string));
    assert_str_equal(show(mem, &changed, type), STR("{a=null, b=\"2\"}"));
    assert_str_equal(show(mem, &object, type), STR("{a=\"1\", b=\"2\"}"));
    struct value unknown = value_unknown(type);
    assert_null(value_member(&unknown, STR("a")));
    assert_null(value_member(&items[0], STR("a")));
    arena_free(mem);
}

static void unknowns_are_found_and_removed(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    const struct type *type = type_of(
        mem, "[\"object\",{\"l\":[\"list\",\"string\"],\"s\":[\"set\",\"string\"],\"t\":\"string\"}]");
    struct value texts[] = {text("x"), value_unknown(&type_string), value_unknown(&type_string)};
    struct value items[] = {
        value_list(&type_list_string, texts, 2),
        value_set(mem, &type_set_string, texts, 3),
        text("known"),
    };
    struct value object = value_object(type, items);
    assert_false(value_is_wholly_known(&object));
    assert_false(value_is_wholly_known(&items[1]));
    assert_true(value_is_wholly_known(&items[2]));
    struct value clean = value_without_unknowns(mem, &object);
    assert_true(value_is_wholly_known(&clean));
    assert_str_equal(show(mem, &clean, type), STR("{l=[\"x\", null], s=[null, \"x\"], t=\"known\"}"));
    struct value again = value_without_unknowns(mem, &clean);
    assert_ptr_equal(again.items, clean.items);
    struct value unknown = value_unknown(type);
    assert_true(value_is_null(value_without_unknowns(mem, &unknown)));
    arena_free(mem);
}

static void descriptions_are_short(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct value items[] = {text("a"), text("b")};
    struct str keys[] = {STR("a"), STR("b")};
    const struct type *one = type_of(mem, "[\"object\",{\"a\":\"string\"}]");
    const struct {
        struct value value;
        const char *text;
    } cases[] = {
        {value_null(&type_string), "null"},
        {value_unknown(&type_bool), "(known after apply)"},
        {text("abc"), "\"abc\""},
        {text("a\x01"
              "b"),
         "\"a b\""},
        {value_int(mem, -5), "-5"},
        {value_bool(true), "true"},
        {value_bool(false), "false"},
        {value_list(&type_list_string, items, 2), "[2 items]"},
        {value_list(&type_list_string, items, 1), "[1 item]"},
        {value_set(mem, &type_set_string, NULL, 0), "[0 items]"},
        {value_map(mem, &type_map_string, keys, items, 2), "{2 entries}"},
        {value_map(mem, &type_map_string, keys, items, 1), "{1 entry}"},
        {value_object(one, items), "{1 attribute}"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_str_equal(value_describe(mem, &cases[i].value), str_c(cases[i].text));
    char *many = arena_alloc(mem, 10000);
    memset(many, 'x', 9999);
    struct value long_text = text(many);
    assert_true(value_describe(mem, &long_text).len < 100);
    arena_free(mem);
}

static void order_is_total(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 500; seed++) {
        struct generator g = {.mem = arena_new(), .state = seed * 7046029254386353131u, .unknowns = true};
        const struct type *type = generate_type(&g, 3);
        enum { COUNT = 8 };
        struct value values[COUNT];
        for (size_t i = 0; i < COUNT; i++)
            values[i] = generate_value(&g, type, 4);
        for (size_t i = 0; i < COUNT; i++) {
            assert_int_equal(value_compare(&values[i], &values[i]), 0);
            for (size_t j = 0; j < COUNT; j++) {
                int order = value_compare(&values[i], &values[j]);
                int reverse = value_compare(&values[j], &values[i]);
                assert_int_equal((order > 0) - (order < 0), (reverse < 0) - (reverse > 0));
                for (size_t k = 0; k < COUNT; k++) {
                    if (order <= 0 && value_compare(&values[j], &values[k]) <= 0)
                        assert_true(value_compare(&values[i], &values[k]) <= 0);
                }
            }
        }
        arena_free(g.mem);
    }
}

static void shuffled_sets_stay_equal(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 1000; seed++) {
        struct generator g = {.mem = arena_new(), .state = seed * 2685821657736338717u, .unknowns = true};
        struct type *type = arena_new_object(g.mem, struct type);
        *type = (struct type){.kind = TYPE_SET, .element = generate_type(&g, 2)};
        enum { COUNT = 12 };
        struct value items[COUNT];
        for (size_t i = 0; i < COUNT; i++)
            items[i] = generate_value(&g, type->element, 3);
        struct value before = value_set(g.mem, type, items, COUNT);
        for (size_t i = COUNT - 1; i > 0; i--) {
            size_t j = generate(&g, i + 1);
            struct value swapped = items[i];
            items[i] = items[j];
            items[j] = swapped;
        }
        struct value after = value_set(g.mem, type, items, COUNT);
        assert_true(value_equal(&before, &after));
        arena_free(g.mem);
    }
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_equal_by_value),
        cmocka_unit_test(states_and_empty_values_are_different),
        cmocka_unit_test(objects_with_the_same_values_need_the_same_names),
        cmocka_unit_test(sets_have_no_order_and_no_duplicates),
        cmocka_unit_test(unknown_items_of_a_set_count_each),
        cmocka_unit_test(large_sets_are_compared_quickly),
        cmocka_unit_test(maps_are_sorted_and_found),
        cmocka_unit_test(members_are_found_and_replaced),
        cmocka_unit_test(unknowns_are_found_and_removed),
        cmocka_unit_test(descriptions_are_short),
        cmocka_unit_test(order_is_total),
        cmocka_unit_test(shuffled_sets_stay_equal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
