/*
 * test_path.c — attribute paths and their text.
 */
#include "values.h"

#include "tf/path.h"

static void steps_print_as_terraform_shows_them(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct path root = {0};
    assert_str_equal(path_print(mem, root), STR(""));
    struct path rules = path_attribute(mem, root, STR("rules"));
    struct path cidrs = path_attribute(mem, path_index(mem, rules, 12), STR("cidrs"));
    assert_str_equal(path_print(mem, cidrs), STR("rules[12].cidrs"));
    struct path tag = path_key(mem, path_attribute(mem, root, STR("tags")), STR("a \"b\\c"));
    assert_str_equal(path_print(mem, tag), STR("tags[\"a \\\"b\\\\c\"]"));
    assert_str_equal(path_print(mem, path_index(mem, root, 0)), STR("[0]"));
    /* The shorter path is still what it was. */
    assert_str_equal(path_print(mem, rules), STR("rules"));
    arena_free(mem);
}

static void links_are_the_same_from_the_inside_out(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    const struct path_link rules = {.step = {.kind = STEP_ATTRIBUTE, .name = STR("rules")}};
    const struct path_link second = {.up = &rules, .step = {.kind = STEP_INDEX, .index = 1}};
    const struct path_link key = {.up = &second, .step = {.kind = STEP_KEY, .name = STR("k")}};
    assert_string_equal(path_links_text(mem, &key), "rules[1][\"k\"]");
    assert_string_equal(path_links_text(mem, NULL), "");
    assert_int_equal(path_from_links(mem, NULL).count, 0);
    assert_true(path_equal(path_from_links(mem, &second), path_parse(mem, STR("rules[1]"))));
    arena_free(mem);
}

static void text_that_is_no_path_is_the_root(void **state)
{
    (void)state;
    static const char *const texts[] = {
        ".",         ".a",      "a.",     "a..b",   "a[",
        "a[]",       "a[1",     "a[x]",   "a[1.5]", "a]",
        "a[\"",      "a[\"b\"", "a[\"b]", "a b",    "a[\"b\\",
        "a[\"b\"c]", "a[0]b",   "a/b",    "[0",     "a[99999999999999999999]",
    };
    struct arena *mem = arena_new();
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (path_parse(mem, str_c(texts[i])).count != 0)
            fail_msg("'%s' was taken for a path", texts[i]);
    }
    assert_int_equal(path_parse(mem, STR("")).count, 0);
    assert_int_equal(path_parse(mem, STR("a.b[0][\"x\"].c")).count, 5);
    arena_free(mem);
}

static void equal_paths_have_equal_steps(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct path a = path_parse(mem, STR("a[0]"));
    assert_true(path_equal(a, path_parse(mem, STR("a[0]"))));
    assert_false(path_equal(a, path_parse(mem, STR("a[1]"))));
    assert_false(path_equal(a, path_parse(mem, STR("b[0]"))));
    assert_false(path_equal(a, path_parse(mem, STR("a"))));
    assert_false(path_equal(path_parse(mem, STR("a.b")), path_parse(mem, STR("a[\"b\"]"))));
    arena_free(mem);
}

static void random_paths_are_read_back(void **state)
{
    (void)state;
    struct generator g = {.state = 2463534242u};
    for (int i = 0; i < 5000; i++) {
        g.mem = arena_new();
        struct path path = {0};
        size_t count = generate(&g, 8);
        for (size_t step = 0; step < count; step++) {
            if (step == 0 || generate(&g, 3) == 0)
                path = path_attribute(g.mem, path, str_printf(g.mem, "name_%d", (int)generate(&g, 100)));
            else if (generate(&g, 2) == 0)
                path = path_index(g.mem, path, (int64_t)generate(&g, 1000));
            else
                path = path_key(g.mem, path, generate_text(&g));
        }
        struct str text = path_print(g.mem, path);
        assert_true(path_equal(path_parse(g.mem, text), path));
        arena_free(g.mem);
    }
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_print_as_terraform_shows_them),
        cmocka_unit_test(links_are_the_same_from_the_inside_out),
        cmocka_unit_test(text_that_is_no_path_is_the_root),
        cmocka_unit_test(equal_paths_have_equal_steps),
        cmocka_unit_test(random_paths_are_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
