/*
 * test_plan.c — the plan of a test resource: defaults, computed, kept, replaced, nested and unknown
 * attributes, and bugs of the provider.
 */
#include "fake.h"

static struct value plan(struct fixture *f, struct value prior, struct value config,
                         struct plan_response *ret)
{
    struct arena *mem = f->c->mem;
    struct plan_request in = {.type_name = STR("lightsail_thing"),
                              .prior = packed(mem, prior),
                              .proposed = packed(mem, config),
                              .config = packed(mem, config),
                              .prior_private = STR("kept")};
    runtime_plan(f->runtime, f->c, &in, ret);
    assert_true(str_eqc(ret->planned_private, "kept"));
    return ret->planned.len > 0 ? unpacked(mem, ret->planned) : value_null(&thing_type);
}

#define STATE                                                                                         \
    "{\"arn\":\"a1\",\"label\":\"plain\",\"mode\":\"safe\",\"name\":\"web\",\"serial\":7,\"size\":3," \
    "\"tags\":{\"k\":\"v\"}}"

static void create_leaves_computed_unknown_and_fills_defaults(void **state)
{
    struct fixture *f = *state;
    struct plan_response ret;
    struct value planned = plan(f, value_null(&thing_type),
                                from_json(f->c->mem, "{\"name\":\"web\",\"size\":3}"), &ret);
    assert_int_equal(f->c->diags.count, 0);
    assert_shown(f->c->mem, &planned, "arn", "unknown");
    assert_shown(f->c->mem, &planned, "serial", "unknown");
    assert_shown(f->c->mem, &planned, "label", "\"plain\"");
    assert_shown(f->c->mem, &planned, "mode", "\"safe\"");
    assert_shown(f->c->mem, &planned, "color", "null");
    assert_int_equal(ret.replace_count, 0);
}

static void a_creation_plans_the_identity_when_its_name_is_known(void **state)
{
    struct fixture *f = *state;
    struct plan_response ret;
    plan(f, value_null(&thing_type), from_json(f->c->mem, "{\"name\":\"web\",\"size\":3}"), &ret);
    assert_true(ret.identity.given);
    assert_true(str_eqc(ret.identity.value.msgpack, "\x81\xa4name\xa3web"));
    struct value config = from_json(f->c->mem, "{\"name\":\"web\",\"size\":3}");
    config = value_with_member(f->c->mem, &config, STR("name"), value_unknown(&type_string));
    plan(f, value_null(&thing_type), config, &ret);
    assert_false(ret.identity.given);
}

static void without_a_change_the_plan_is_the_prior_state(void **state)
{
    struct fixture *f = *state;
    struct plan_response ret;
    struct value prior = from_json(f->c->mem, STATE);
    struct value planned = plan(f, prior,
                                from_json(f->c->mem, "{\"name\":\"web\",\"size\":3,\"tags\":{\"k\":\"v\"}}"),
                                &ret);
    assert_true(value_equal(&planned, &prior));
    assert_int_equal(script.plans, 1);
}

static void an_update_keeps_constant_attributes_and_marks_the_rest_unknown(void **state)
{
    struct fixture *f = *state;
    struct plan_response ret;
    struct value planned = plan(f, from_json(f->c->mem, STATE),
                                from_json(f->c->mem, "{\"name\":\"web\",\"size\":4}"), &ret);
    assert_shown(f->c->mem, &planned, "arn", "\"a1\"");
    assert_shown(f->c->mem, &planned, "serial", "unknown");
    assert_shown(f->c->mem, &planned, "size", "4");
    assert_shown(f->c->mem, &planned, "tags", "null");
    assert_int_equal(ret.replace_count, 0);
}

static void a_change_only_in_terraform_marks_nothing_unknown(void **state)
{
    struct fixture *f = *state;
    struct plan_response ret;
    struct value planned = plan(
        f, from_json(f->c->mem, STATE),
        from_json(f->c->mem, "{\"name\":\"web\",\"size\":3,\"tags\":{\"k\":\"v\"},\"mode\":\"bold\"}"), &ret);
    assert_shown(f->c->mem, &planned, "mode", "\"bold\"");
    assert_shown(f->c->mem, &planned, "serial", "7");
}

static void a_removed_argument_returns_to_its_default(void **state)
{
    struct fixture *f = *state;
    struct plan_response ret;
    struct value prior = from_json(
        f->c->mem, "{\"arn\":\"a1\",\"label\":\"fancy\",\"mode\":\"safe\",\"name\":\"web\",\"serial\":7}");
    struct value planned = plan(f, prior, from_json(f->c->mem, "{\"name\":\"web\"}"), &ret);
    assert_shown(f->c->mem, &planned, "label", "\"plain\"");
}

static bool replaces_for_size(struct call *c, struct plan *plan)
{
    (void)c;
    plan_replace(plan, STR("size"));
    return true;
}

static void a_new_name_replaces(void **state)
{
    struct fixture *f = *state;
    struct plan_response ret;
    plan(f, from_json(f->c->mem, STATE), from_json(f->c->mem, "{\"name\":\"db\",\"size\":3}"), &ret);
    assert_int_equal(ret.replace_count, 1);
    assert_true(str_eqc(path_print(f->c->mem, ret.replace[0]), "name"));
    assert_int_equal(f->c->diags.count, 1);
    const struct diagnostic *warning = &f->c->diags.items[0];
    assert_int_equal(warning->severity, DIAG_WARNING);
    assert_true(str_eqc(warning->summary, "Replacing lightsail_thing 'web'"));
    assert_true(str_eqc(warning->detail, "Cannot be changed in place: name. Its contents are lost."));
    assert_true(str_eqc(path_print(f->c->mem, warning->path), "name"));
}

static void create_before_destroy_needs_another_name(void **state)
{
    struct fixture *f = *state;
    struct plan_response ret;
    script.modify_plan = replaces_for_size;
    plan(f, from_json(f->c->mem, STATE), from_json(f->c->mem, "{\"name\":\"web\",\"size\":4}"), &ret);
    assert_true(
        str_eqc(f->c->diags.items[0].detail,
                "Cannot be changed in place: size. Its contents are lost. With create_before_destroy the "
                "new one needs another name, because the old one still has this one."));
}

static void a_change_in_place_loses_nothing(void **state)
{
    struct fixture *f = *state;
    struct plan_response ret;
    plan(f, from_json(f->c->mem, STATE), from_json(f->c->mem, "{\"name\":\"web\",\"size\":4}"), &ret);
    assert_int_equal(f->c->diags.count, 0);
}

static void an_unknown_name_replaces_too(void **state)
{
    struct fixture *f = *state;
    struct plan_response ret;
    struct value config = with_unknown(f->c->mem, from_json(f->c->mem, "{\"name\":\"web\"}"), "name");
    struct value planned = plan(f, from_json(f->c->mem, STATE), config, &ret);
    assert_int_equal(ret.replace_count, 1);
    assert_shown(f->c->mem, &planned, "name", "unknown");
}

static void list_elements_keep_their_computed_members(void **state)
{
    struct fixture *f = *state;
    struct plan_response ret;
    struct value prior = from_json(
        f->c->mem, "{\"arn\":\"a1\",\"label\":\"plain\",\"mode\":\"safe\",\"name\":\"web\",\"serial\":7,"
                   "\"parts\":[{\"id\":\"p1\",\"kind\":\"x\"}]}");
    struct value config = from_json(f->c->mem, "{\"name\":\"web\",\"parts\":[{\"kind\":\"x\"}]}");
    struct value planned = plan(f, prior, config, &ret);
    assert_true(value_equal(&planned, &prior));

    struct value more = from_json(f->c->mem,
                                  "{\"name\":\"web\",\"parts\":[{\"kind\":\"x\"},{\"kind\":\"y\"}]}");
    struct value grown = plan(f, prior, more, &ret);
    const struct value *parts = value_member(&grown, STR("parts"));
    assert_shown(f->c->mem, &parts->items[0], "id", "\"p1\"");
    assert_shown(f->c->mem, &parts->items[1], "id", "unknown");
}

static void set_elements_are_matched_with_their_prior_ones(void **state)
{
    struct fixture *f = *state;
    struct plan_response ret;
    struct value prior = from_json(
        f->c->mem, "{\"arn\":\"a1\",\"label\":\"plain\",\"mode\":\"safe\",\"name\":\"web\",\"serial\":7,"
                   "\"rules\":[{\"note\":\"n22\",\"port\":22},{\"note\":\"n80\",\"port\":80}]}");
    struct value config = from_json(f->c->mem, "{\"name\":\"web\",\"rules\":[{\"port\":80},{\"port\":22}]}");
    struct value planned = plan(f, prior, config, &ret);
    assert_true(value_equal(&planned, &prior));
}

static void an_unknown_collection_stays_unknown(void **state)
{
    struct fixture *f = *state;
    struct plan_response ret;
    struct value config = with_unknown(f->c->mem, from_json(f->c->mem, "{\"name\":\"web\"}"), "rules");
    struct value planned = plan(f, value_null(&thing_type), config, &ret);
    assert_shown(f->c->mem, &planned, "rules", "unknown");
    assert_int_equal(f->c->diags.count, 0);
}

static void a_write_only_value_is_never_in_the_plan(void **state)
{
    struct fixture *f = *state;
    struct plan_response ret;
    struct value planned = plan(f, value_null(&thing_type),
                                from_json(f->c->mem, "{\"name\":\"web\",\"secret\":\"s\"}"), &ret);
    assert_shown(f->c->mem, &planned, "secret", "null");
    assert_int_equal(f->c->diags.count, 0);
}

static bool hook_bumps_serial(struct call *c, struct plan *p)
{
    struct thing *planned = p->planned;
    (void)c;
    if (planned->serial.is == TF_KNOWN)
        planned->serial = tf_int(planned->serial.v + 1);
    return true;
}

static void a_difference_found_by_the_hook_marks_computed_values_unknown(void **state)
{
    struct fixture *f = *state;
    struct plan_response ret;
    script.modify_plan = hook_bumps_serial;
    struct value planned = plan(f, from_json(f->c->mem, STATE),
                                from_json(f->c->mem, "{\"name\":\"web\",\"size\":3,\"tags\":{\"k\":\"v\"}}"),
                                &ret);
    assert_int_equal(script.plans, 2);
    assert_shown(f->c->mem, &planned, "serial", "unknown");
}

static bool hook_breaks_the_law(struct call *c, struct plan *p)
{
    (void)c;
    ((struct thing *)p->planned)->size = tf_int(99);
    return true;
}

static void a_plan_that_contradicts_the_configuration_is_a_bug(void **state)
{
    struct fixture *f = *state;
    struct plan_response ret;
    script.modify_plan = hook_breaks_the_law;
    plan(f, value_null(&thing_type), from_json(f->c->mem, "{\"name\":\"web\",\"size\":3}"), &ret);
    assert_int_equal(f->c->diags.error_count, 1);
    assert_true(str_contains(f->c->diags.items[0].summary, STR("Bug in the lightsail provider")));
    assert_int_equal(ret.planned.len, 0);
}

static bool hook_asks_for_replacement(struct call *c, struct plan *p)
{
    (void)c;
    plan_replace(p, STR("size"));
    plan_replace(p, STR("color"));
    return true;
}

static void a_hook_may_request_a_replacement_where_something_differs(void **state)
{
    struct fixture *f = *state;
    struct plan_response ret;
    script.modify_plan = hook_asks_for_replacement;
    plan(f, from_json(f->c->mem, STATE), from_json(f->c->mem, "{\"name\":\"web\",\"size\":5}"), &ret);
    assert_int_equal(ret.replace_count, 1);
    assert_true(str_eqc(path_print(f->c->mem, ret.replace[0]), "size"));
}

static void a_destroy_plan_is_null(void **state)
{
    struct fixture *f = *state;
    struct plan_request in = {.type_name = STR("lightsail_thing"),
                              .prior = packed(f->c->mem, from_json(f->c->mem, STATE)),
                              .proposed = packed_null(f->c->mem),
                              .config = packed_null(f->c->mem)};
    struct plan_response ret;
    runtime_plan(f->runtime, f->c, &in, &ret);
    struct value planned = unpacked(f->c->mem, ret.planned);
    assert_true(value_is_null(planned));
    assert_int_equal(script.plans, 0);
}

static void broken_bytes_are_a_diagnostic(void **state)
{
    struct fixture *f = *state;
    struct plan_request in = {.type_name = STR("lightsail_thing"), .prior = {.msgpack = STR("\xc1")}};
    struct plan_response ret;
    runtime_plan(f->runtime, f->c, &in, &ret);
    assert_int_equal(f->c->diags.error_count, 1);
    in.type_name = STR("lightsail_nothing");
    runtime_plan(f->runtime, f->c, &in, &ret);
    assert_int_equal(f->c->diags.error_count, 2);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(create_leaves_computed_unknown_and_fills_defaults),
        TEST(a_creation_plans_the_identity_when_its_name_is_known),
        TEST(without_a_change_the_plan_is_the_prior_state),
        TEST(an_update_keeps_constant_attributes_and_marks_the_rest_unknown),
        TEST(a_change_only_in_terraform_marks_nothing_unknown),
        TEST(a_removed_argument_returns_to_its_default),
        TEST(a_new_name_replaces),
        TEST(create_before_destroy_needs_another_name),
        TEST(a_change_in_place_loses_nothing),
        TEST(an_unknown_name_replaces_too),
        TEST(list_elements_keep_their_computed_members),
        TEST(set_elements_are_matched_with_their_prior_ones),
        TEST(an_unknown_collection_stays_unknown),
        TEST(a_write_only_value_is_never_in_the_plan),
        TEST(a_difference_found_by_the_hook_marks_computed_values_unknown),
        TEST(a_plan_that_contradicts_the_configuration_is_a_bug),
        TEST(a_hook_may_request_a_replacement_where_something_differs),
        TEST(a_destroy_plan_is_null),
        TEST(broken_bytes_are_a_diagnostic),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
