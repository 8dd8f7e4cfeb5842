/*
 * test_filter.c — which objects of a response pass the filters: a pattern of the name, and tags.
 */
#include "calls.h"

#include "runtime/filter.h"

static const json_t *object_of(struct arena *mem, const char *text)
{
    json_t *value;
    struct err err = {0};
    if (!json_parse(mem, str_c(text), 4096, &value, &err))
        fail_msg("%s", err.text);
    return value;
}

/* Whether an object passes; NULL: no such filter. */
static bool passes(struct scene *s, const char *name_regex, const char *tags, const char *object)
{
    const struct filter *filter;
    struct tf_string pattern = tf_string(str_c(name_regex));
    struct tf_strings wanted = map_of(s->call.mem, tags);
    if (!filter_new(&s->call, name_regex != NULL ? &pattern : NULL, tags != NULL ? &wanted : NULL, &filter))
        fail_msg("%s", s->call.err.text);
    return filter_matches(&s->call, filter, object_of(s->call.mem, object));
}

#define WEB "{\"name\":\"web-1\",\"tags\":[{\"key\":\"Env\",\"value\":\"lab\"},{\"key\":\"Old\"}]}"

static void without_filters_all_pass(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    assert_true(passes(&s, NULL, NULL, WEB));
    assert_true(passes(&s, NULL, NULL, "{}"));
    const struct filter *filter;
    struct tf_string no_pattern = {0}, open_pattern = {.is = TF_UNKNOWN};
    struct tf_strings no_tags = {0};
    assert_true(filter_new(&s.call, &no_pattern, &no_tags, &filter));
    assert_true(filter_matches(&s.call, filter, object_of(s.call.mem, "{}")));
    assert_true(filter_new(&s.call, &open_pattern, &no_tags, &filter));
    assert_true(filter_matches(&s.call, filter, object_of(s.call.mem, WEB)));
    scene_end(&s);
}

static void a_pattern_matches_anywhere_in_the_name(void **state)
{
    (void)state;
    static const struct {
        const char *pattern;
        bool passes;
    } rows[] = {
        {"eb", true}, {"^web-[0-9]+$", true}, {"^eb", false}, {"(db|web)", true}, {"WEB", false}, {"", true},
    };
    QUIET_SCENE(s, NULL);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(passes(&s, rows[i].pattern, NULL, WEB), rows[i].passes);
    assert_false(passes(&s, "web", NULL, "{}"));
    scene_end(&s);
}

static void every_tag_must_exist_with_its_value(void **state)
{
    (void)state;
    static const struct {
        const char *tags;
        bool passes;
    } rows[] = {
        {"Env=lab", true}, {"Env=lab,Old=", true},   {"Env=prod", false}, {"Env=", false},
        {"New=x", false},  {"Env=lab,New=x", false}, {"Old=x", false},    {"", true},
    };
    QUIET_SCENE(s, NULL);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(passes(&s, NULL, rows[i].tags, WEB), rows[i].passes);
    assert_false(passes(&s, NULL, "Env=lab", "{\"name\":\"web-1\"}"));
    scene_end(&s);
}

static void both_must_match(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    assert_true(passes(&s, "web", "Env=lab", WEB));
    assert_false(passes(&s, "db", "Env=lab", WEB));
    assert_false(passes(&s, "web", "Env=prod", WEB));
    scene_end(&s);
}

static void an_ignored_tag_does_not_match(void **state)
{
    (void)state;
    static const struct str ignored[] = {STR("Env")};
    QUIET_SCENE(s, NULL);
    s.provider.ignored_keys = ignored;
    s.provider.ignored_key_count = 1;
    assert_false(passes(&s, NULL, "Env=lab", WEB));
    assert_true(passes(&s, NULL, "Old=", WEB));
    scene_end(&s);
}

static void an_invalid_pattern_is_an_error_at_the_pattern(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    const struct filter *filter;
    struct tf_string pattern = tf_string(STR("(web"));
    assert_false(filter_new(&s.call, &pattern, NULL, &filter));
    assert_int_equal(s.call.err.kind, ERR_USER);
    assert_string_equal(s.call.err.attribute, "name_regex");
    assert_contains(str_c(s.call.err.text), "not a regular expression");
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_filters_all_pass),
        cmocka_unit_test(a_pattern_matches_anywhere_in_the_name),
        cmocka_unit_test(every_tag_must_exist_with_its_value),
        cmocka_unit_test(both_must_match),
        cmocka_unit_test(an_ignored_tag_does_not_match),
        cmocka_unit_test(an_invalid_pattern_is_an_error_at_the_pattern),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
