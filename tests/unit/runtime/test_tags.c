/*
 * test_tags.c — tags: defaults, ignored tags, the forms of key-only tags, and the fewest calls.
 */
#include "calls.h"

#include "runtime/tags.h"

static const struct tag defaults[] = {{STR("Owner"), STR("desk")}, {STR("Team"), {NULL, 0}}};
static const struct str ignored_keys[] = {STR("CostCentre")}, ignored_prefixes[] = {STR("billing:")};

static void use_provider_tags(struct scene *s)
{
    s->provider.default_tags = defaults;
    s->provider.default_tag_count = 2;
    s->provider.ignored_keys = ignored_keys;
    s->provider.ignored_key_count = 1;
    s->provider.ignored_prefixes = ignored_prefixes;
    s->provider.ignored_prefix_count = 1;
}

static void plan_merges_defaults_and_the_resource_takes_precedence(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    use_provider_tags(&s);
    struct tf_strings tags = map_of(s.call.mem, "A=1,Owner=me,Z="), all;
    tags_plan(&s.call, &tags, &all);
    assert_map_equal(s.call.mem, all, "A=1,Owner=me,Team=,Z=");
    /* null counts as not given: the default is used */
    tags = map_of(s.call.mem, "A=1,Owner,Z");
    tags_plan(&s.call, &tags, &all);
    assert_map_equal(s.call.mem, all, "A=1,Owner=desk,Team=");
    tags = map_of(s.call.mem, NULL);
    tags_plan(&s.call, &tags, &all);
    assert_map_equal(s.call.mem, all, "Owner=desk,Team=");
    assert_int_equal(s.call.diags.count, 0);
    scene_end(&s);
}

static void plan_refuses_ignored_tags(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    use_provider_tags(&s);
    struct tf_strings tags = map_of(s.call.mem, "A=1,CostCentre=4,billing:x=1"), all;
    tags_plan(&s.call, &tags, &all);
    assert_map_equal(s.call.mem, all, "A=1,Owner=desk,Team=");
    assert_int_equal(s.call.diags.error_count, 1);
    assert_true(str_contains(s.call.diags.items[0].detail, STR("'CostCentre', 'billing:x'")));
    /* a null tag counts as not given, whatever its key */
    tags = map_of(s.call.mem, "A=1,CostCentre");
    tags_plan(&s.call, &tags, &all);
    assert_int_equal(s.call.diags.error_count, 1);
    scene_end(&s);
}

static void ignored_defaults_are_reported(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    struct tf_strings tags = map_of(s.call.mem, "Env=lab,billing:team=core"), none = {0};
    struct tf_string prefix = tf_string(STR("billing:"));
    struct tf_strings prefixes = {.is = TF_KNOWN, .count = 1, .v = &prefix};
    tags_warn_ignored_defaults(&s.call, &tags, &none, &none);
    assert_int_equal(s.call.diags.count, 0);
    tags_warn_ignored_defaults(&s.call, &tags, &none, &prefixes);
    assert_int_equal(s.call.diags.count, 1);
    assert_int_equal(s.call.diags.error_count, 0);
    assert_true(str_contains(s.call.diags.items[0].detail, STR("'billing:team'")));
    scene_end(&s);
}

static void plan_is_unknown_when_a_part_is_unknown(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    struct tf_strings tags = map_of(s.call.mem, "A=1,B=2"), all;
    tags.v[1] = (struct tf_string){.is = TF_UNKNOWN};
    tags_plan(&s.call, &tags, &all);
    assert_map_equal(s.call.mem, all, "(unknown)");
    tags = (struct tf_strings){.is = TF_UNKNOWN};
    tags_plan(&s.call, &tags, &all);
    assert_map_equal(s.call.mem, all, "(unknown)");
    tags = map_of(s.call.mem, "A=1");
    s.provider.default_tags_known = false;
    tags_plan(&s.call, &tags, &all);
    assert_map_equal(s.call.mem, all, "(unknown)");
    scene_end(&s);
}

static struct tf_strings many(struct arena *mem, size_t count)
{
    struct buf text = buf_new(mem, 4096);
    for (size_t i = 0; i < count; i++)
        buf_printf(&text, "%sk%02zu=v", i > 0 ? "," : "", i);
    return map_of(mem, buf_str(&text).data);
}

static void plan_counts_the_defaults(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    use_provider_tags(&s);
    struct tf_strings tags = many(s.call.mem, 48), all;
    tags_plan(&s.call, &tags, &all);
    assert_int_equal(s.call.diags.count, 0);
    tags = many(s.call.mem, 49);
    tags_plan(&s.call, &tags, &all);
    assert_contains(scene_only_diagnostic(&s)->detail, "51 tags");
    scene_end(&s);
}

static void validation_names_each_bad_tag(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    struct tf_strings tags = map_of(s.call.mem, "aws:x=1");
    tags_validate(&s.call, "tags", &tags);
    assert_contains(scene_only_diagnostic(&s)->detail, "'aws:x'");
    tags = map_of(s.call.mem, "good=1,other");
    tags_validate(&s.call, "tags", &tags);
    tags.v[0] = (struct tf_string){.is = TF_UNKNOWN};
    tags_validate(&s.call, "tags", &tags);
    assert_int_equal(s.call.diags.count, 1);
    tags = many(s.call.mem, 51);
    tags_validate(&s.call, "tags", &tags);
    assert_int_equal(s.call.diags.count, 2);
    scene_end(&s);
}

static const json_t *answer(struct arena *mem, const char *text)
{
    json_t *value;
    struct err err = {0};
    if (!json_parse(mem, str_c(text), 4096, &value, &err))
        fail_msg("%s", err.text);
    return value;
}

/* The result of tags_read for a response, as "tags | tags_all". */
static struct str read_as(struct scene *s, const char *json, const char *prior, const char *prior_all)
{
    struct arena *mem = s->call.mem;
    struct tf_strings tags, all, before = map_of(mem, prior), before_all = map_of(mem, prior_all);
    tags_read(&s->call, answer(mem, json), &before, &before_all, &tags, &all);
    return str_printf(mem, "%.*s | %.*s", STR_ARG(map_text(mem, tags)), STR_ARG(map_text(mem, all)));
}

static void reading_keeps_the_form_of_the_configuration(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    use_provider_tags(&s);
    const char *json = "[{\"key\":\"Team\"},{\"key\":\"Owner\",\"value\":\"desk\"},{\"key\":\"B\"},{\"key\":"
                       "\"A\",\"value\":\"1\"},"
                       "{\"key\":\"CostCentre\",\"value\":\"4\"},{\"key\":\"aws:system\",\"value\":\"x\"}]";
    const char *all = "A=1,B=,Owner=desk,Team=";
    assert_str_equal(read_as(&s, json, "A=1,B", all), STR("A=1,B | A=1,B=,Owner=desk,Team="));
    assert_str_equal(read_as(&s, json, "A=1,B=", all), STR("A=1,B= | A=1,B=,Owner=desk,Team="));
    /* also in the resource's own tags: it stays there */
    assert_str_equal(read_as(&s, json, "A=1,B=,Owner=desk", all),
                     STR("A=1,B=,Owner=desk | A=1,B=,Owner=desk,Team="));
    /* after an import */
    assert_str_equal(read_as(&s, json, NULL, NULL), STR("A=1,B= | A=1,B=,Owner=desk,Team="));
    /* an ignored tag in the configuration stays as it was written */
    assert_str_equal(read_as(&s, json, "A=1,B=,CostCentre=mine", all),
                     STR("A=1,B=,CostCentre=mine | A=1,B=,Owner=desk,Team="));
    scene_end(&s);
}

static void reading_shows_drift(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    use_provider_tags(&s);
    const char *all = "A=1,Owner=desk,Team=";
    assert_str_equal(read_as(&s, "[]", "A=1", all), STR(" | "));
    assert_str_equal(read_as(&s, "[]", NULL, all), STR("(null) | "));
    assert_str_equal(read_as(&s, "[{\"key\":\"A\",\"value\":\"2\"},{\"key\":\"New\"}]", "A=1", all),
                     STR("A=2,New= | A=2,New="));
    assert_str_equal(read_as(&s, "[{\"key\":\"Owner\",\"value\":\"thief\"}]", NULL, all),
                     STR("Owner=thief | Owner=thief"));
    /* a former default is no drift of the resource's own tags */
    assert_str_equal(read_as(&s, "[{\"key\":\"Old\",\"value\":\"1\"}]", NULL, "Old=1"),
                     STR("(null) | Old=1"));
    scene_end(&s);
}

static void requests_leave_out_empty_values(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    struct tf_strings all = map_of(s.call.mem, "A=1,B=");
    json_t *tags = json_own(s.call.mem, tags_request(&all));
    assert_str_equal(json_print(s.call.mem, tags), STR("[{\"key\":\"A\",\"value\":\"1\"},{\"key\":\"B\"}]"));
    all = map_of(s.call.mem, "");
    assert_null(tags_request(&all));
    scene_end(&s);
}

#define DONE                                         \
    {                                                \
        .status = 200, .body = "{\"operations\":[]}" \
    }

static void update_sends_only_differences(void **state)
{
    (void)state;
    SCENE(s, NULL, DONE, DONE);
    struct tf_strings prior = map_of(s.call.mem, "Gone=1,Kept=1,Other=1"),
                      planned = map_of(s.call.mem, "Kept=1,New=,Other=2"), all = prior;
    assert_true(tags_update(&s.call, STR("web"), &prior, &planned, &all));
    assert_map_equal(s.call.mem, all, "Kept=1,New=,Other=2");
    assert_contains(s.network.fake.targets[0], "UntagResource");
    assert_str_equal(s.network.fake.bodies[0], STR("{\"resourceName\":\"web\",\"tagKeys\":[\"Gone\"]}"));
    assert_contains(s.network.fake.targets[1], "TagResource");
    assert_str_equal(
        s.network.fake.bodies[1],
        STR("{\"resourceName\":\"web\",\"tags\":[{\"key\":\"New\"},{\"key\":\"Other\",\"value\":\"2\"}]}"));
    assert_true(tags_update(&s.call, STR("web"), &planned, &planned, &all));
    scene_end(&s);
}

static void a_failed_update_reports_what_was_done(void **state)
{
    (void)state;
    SCENE(s, NULL, DONE,
          {.status = 400, .body = "{\"__type\":\"AccessDeniedException\",\"message\":\"no\"}"});
    struct tf_strings prior = map_of(s.call.mem, "Gone=1,Kept=1"),
                      planned = map_of(s.call.mem, "Kept=1,New=1"), all = prior;
    assert_false(tags_update(&s.call, STR("web"), &prior, &planned, &all));
    assert_int_equal(s.call.err.kind, ERR_DENIED);
    assert_map_equal(s.call.mem, all, "Kept=1");
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plan_merges_defaults_and_the_resource_takes_precedence),
        cmocka_unit_test(plan_refuses_ignored_tags),
        cmocka_unit_test(ignored_defaults_are_reported),
        cmocka_unit_test(plan_is_unknown_when_a_part_is_unknown),
        cmocka_unit_test(plan_counts_the_defaults),
        cmocka_unit_test(validation_names_each_bad_tag),
        cmocka_unit_test(reading_keeps_the_form_of_the_configuration),
        cmocka_unit_test(reading_shows_drift),
        cmocka_unit_test(requests_leave_out_empty_values),
        cmocka_unit_test(update_sends_only_differences),
        cmocka_unit_test(a_failed_update_reports_what_was_done),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
