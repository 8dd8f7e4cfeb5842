/*
 * test_laws.c — the rules of Terraform's core about plans and applies, checked with the plan and the state of
 * a test resource.
 */
#include "fake.h"

/* A rule is broken when the plan `planned` for `config` is refused. */
static bool is_valid(struct fixture *f, const char *prior, struct value config, struct value planned)
{
    struct value before = prior != NULL ? from_json(f->c->mem, prior) : value_null(&thing_type);
    f->c->diags = (struct diagnostics){0};
    f->c->schema = &thing_schema;
    bool good = laws_plan_is_valid(f->c, &thing_desc, &before, &config, &planned);
    assert_int_equal(f->c->diags.error_count > 0, !good);
    return good;
}

static bool allows(struct fixture *f, const char *prior, const char *config, const char *planned)
{
    return is_valid(f, prior, from_json(f->c->mem, config), from_json(f->c->mem, planned));
}

static void assert_breach(struct fixture *f, const char *part)
{
    assert_int_equal(f->c->diags.count, 1);
    assert_true(str_eqc(f->c->diags.items[0].summary, "Bug in the lightsail provider"));
    if (!str_contains(f->c->diags.items[0].detail, str_c(part)))
        fail_msg("'%.*s' is not about '%s'", STR_ARG(f->c->diags.items[0].detail), part);
}

/* ---- plans ---- */

static void a_plan_may_fill_computed_attributes(void **state)
{
    struct fixture *f = *state;
    assert_true(allows(f, NULL, "{\"name\":\"web\"}",
                       "{\"name\":\"web\",\"arn\":\"a1\",\"label\":\"plain\",\"mode\":\"safe\"}"));
    struct value planned = with_unknown(f->c->mem, from_json(f->c->mem, "{\"name\":\"web\"}"), "serial");
    assert_true(is_valid(f, NULL, from_json(f->c->mem, "{\"name\":\"web\"}"), planned));
}

static void a_plan_keeps_the_configuration(void **state)
{
    struct fixture *f = *state;
    assert_false(
        allows(f, NULL, "{\"name\":\"web\",\"label\":\"mine\"}", "{\"name\":\"web\",\"label\":\"x\"}"));
    assert_breach(f, "The plan differs from the configuration at 'label'");
    assert_false(allows(f, NULL, "{\"name\":\"web\",\"tags\":{\"a\":\"1\"}}",
                        "{\"name\":\"web\",\"tags\":{\"a\":\"2\"}}"));
    assert_breach(f, "'tags'");
    struct value planned = with_unknown(f->c->mem, from_json(f->c->mem, "{\"name\":\"web\"}"), "name");
    assert_false(is_valid(f, NULL, from_json(f->c->mem, "{\"name\":\"web\"}"), planned));
    assert_breach(f, "'name'");
}

static void a_plan_sets_only_computed_attributes(void **state)
{
    struct fixture *f = *state;
    assert_false(allows(f, NULL, "{\"name\":\"web\"}", "{\"name\":\"web\",\"size\":3}"));
    assert_breach(f, "sets an attribute that is not computed at 'size'");
    /* Not even a previous value: an attribute that is removed from the configuration must become null. */
    assert_false(
        allows(f, "{\"name\":\"web\",\"size\":3}", "{\"name\":\"web\"}", "{\"name\":\"web\",\"size\":3}"));
    assert_breach(f, "'size'");
}

static void another_form_of_the_same_value_may_stay(void **state)
{
    struct fixture *f = *state;
    assert_true(allows(f, "{\"name\":\"web\",\"color\":\"red\"}", "{\"name\":\"web\",\"color\":\"RED\"}",
                       "{\"name\":\"web\",\"color\":\"red\"}"));
    assert_false(allows(f, "{\"name\":\"web\",\"color\":\"red\"}", "{\"name\":\"web\",\"color\":\"RED\"}",
                        "{\"name\":\"web\",\"color\":\"green\"}"));
    assert_breach(f, "'color'");
}

static void a_write_only_value_is_in_no_plan(void **state)
{
    struct fixture *f = *state;
    assert_true(allows(f, NULL, "{\"name\":\"web\",\"secret\":\"hush\"}", "{\"name\":\"web\"}"));
    assert_false(
        allows(f, NULL, "{\"name\":\"web\",\"secret\":\"hush\"}", "{\"name\":\"web\",\"secret\":\"hush\"}"));
    assert_breach(f, "holds a write-only value at 'secret'");
    assert_false(str_contains(f->c->diags.items[0].detail, STR("hush")));
}

static void lists_are_compared_element_by_element(void **state)
{
    struct fixture *f = *state;
    assert_true(allows(f, NULL, "{\"name\":\"web\",\"parts\":[{\"kind\":\"x\"},{\"kind\":\"y\"}]}",
                       "{\"name\":\"web\",\"parts\":[{\"kind\":\"x\",\"id\":\"1\"},{\"kind\":\"y\"}]}"));
    assert_false(allows(f, NULL, "{\"name\":\"web\",\"parts\":[{\"kind\":\"x\"},{\"kind\":\"y\"}]}",
                        "{\"name\":\"web\",\"parts\":[{\"kind\":\"x\"},{\"kind\":\"z\"}]}"));
    assert_breach(f, "differs from the configuration at 'parts[1].kind'");
    assert_false(allows(f, NULL, "{\"name\":\"web\",\"parts\":[{\"kind\":\"x\"}]}",
                        "{\"name\":\"web\",\"parts\":[]}"));
    assert_breach(f, "another number of elements than the configuration at 'parts'");
    assert_false(allows(f, NULL, "{\"name\":\"web\",\"parts\":[{\"kind\":\"x\"}]}", "{\"name\":\"web\"}"));
    assert_breach(f, "another number of elements");
}

static void sets_are_compared_by_their_size(void **state)
{
    struct fixture *f = *state;
    assert_true(allows(f, NULL, "{\"name\":\"web\",\"rules\":[{\"port\":80}]}",
                       "{\"name\":\"web\",\"rules\":[{\"port\":80,\"note\":\"n\"}]}"));
    assert_false(allows(f, NULL, "{\"name\":\"web\",\"rules\":[{\"port\":80}]}",
                        "{\"name\":\"web\",\"rules\":[{\"port\":80},{\"port\":81}]}"));
    assert_breach(f, "'rules'");
}

static void a_single_object_is_compared_inside(void **state)
{
    struct fixture *f = *state;
    assert_false(allows(f, NULL, "{\"name\":\"web\",\"timeouts\":{\"create\":\"1m\"}}",
                        "{\"name\":\"web\",\"timeouts\":{\"create\":\"2m\"}}"));
    assert_breach(f, "'timeouts.create'");
}

static void every_violation_is_reported(void **state)
{
    struct fixture *f = *state;
    assert_false(allows(f, NULL, "{\"name\":\"web\"}", "{\"name\":\"db\",\"size\":3}"));
    assert_int_equal(f->c->diags.count, 2);
}

/* ---- applies ---- */

static struct value final_state(struct fixture *f, const char *prior, struct value planned,
                                const char *actual)
{
    struct value before = prior != NULL ? from_json(f->c->mem, prior) : value_null(&thing_type),
                 real = from_json(f->c->mem, actual);
    f->c->diags = (struct diagnostics){0};
    f->c->schema = &thing_schema;
    return laws_final_state(f->c, &thing_desc, prior != NULL ? &before : NULL, &planned, &real);
}

static void planned_values_are_stored_and_aws_fills_the_rest(void **state)
{
    struct fixture *f = *state;
    struct value planned = from_json(f->c->mem, "{\"name\":\"web\",\"label\":\"plain\",\"size\":3}");
    planned = with_unknown(f->c->mem, with_unknown(f->c->mem, planned, "arn"), "serial");
    struct value now = final_state(f, NULL, planned, "{\"name\":\"web\",\"arn\":\"a1\",\"label\":\"plain\"}");
    assert_int_equal(f->c->diags.count, 0);
    assert_shown(f->c->mem, &now, "arn", "\"a1\"");
    assert_shown(f->c->mem, &now, "size", "3");      /* AWS does not return it */
    assert_shown(f->c->mem, &now, "serial", "null"); /* no source for the value */
    assert_shown(f->c->mem, &now, "label", "\"plain\"");
}

static void another_value_than_planned_is_a_warning_and_not_stored(void **state)
{
    struct fixture *f = *state;
    struct value now = final_state(f, NULL, from_json(f->c->mem, "{\"name\":\"web\",\"color\":\"red\"}"),
                                   "{\"name\":\"web\",\"color\":\"green\"}");
    assert_shown(f->c->mem, &now, "color", "\"red\"");
    assert_int_equal(f->c->diags.count, 1);
    assert_int_equal(f->c->diags.items[0].severity, DIAG_WARNING);
    assert_true(str_eqc(path_print(f->c->mem, f->c->diags.items[0].path), "color"));
    assert_true(str_contains(f->c->diags.items[0].detail, STR("color was planned as")));
}

static void a_value_that_aws_does_not_return_is_no_difference(void **state)
{
    struct fixture *f = *state;
    struct value now = final_state(f, "{\"name\":\"web\",\"color\":\"green\"}",
                                   from_json(f->c->mem, "{\"name\":\"web\",\"color\":\"red\"}"),
                                   "{\"name\":\"web\",\"color\":\"green\"}");
    assert_shown(f->c->mem, &now, "color", "\"red\"");
    assert_int_equal(f->c->diags.count, 0);
}

static void an_empty_value_that_aws_fills_is_no_difference(void **state)
{
    struct fixture *f = *state;
    struct value now = final_state(f, NULL, from_json(f->c->mem, "{\"name\":\"web\",\"color\":\"\"}"),
                                   "{\"name\":\"web\",\"color\":\"green\"}");
    assert_shown(f->c->mem, &now, "color", "\"\"");
    assert_int_equal(f->c->diags.count, 0);
}

static void secrets_are_never_stored(void **state)
{
    struct fixture *f = *state;
    struct value now = final_state(f, NULL, from_json(f->c->mem, "{\"name\":\"web\",\"secret\":\"hush\"}"),
                                   "{\"name\":\"web\",\"secret\":\"hush\"}");
    assert_shown(f->c->mem, &now, "secret", "null");
    assert_int_equal(f->c->diags.count, 0);
}

static void unknown_parts_of_a_list_are_filled_in_place(void **state)
{
    struct fixture *f = *state;
    struct arena *mem = f->c->mem;
    struct value planned = from_json(mem, "{\"name\":\"web\",\"parts\":[{\"kind\":\"x\"}]}");
    const struct value *parts = value_member(&planned, STR("parts"));
    struct value open = value_with_member(mem, &parts->items[0], STR("id"), value_unknown(&type_string));
    struct value *items = arena_new_array(mem, struct value, 1);
    items[0] = open;
    planned = value_with_member(mem, &planned, STR("parts"), value_list(&parts_type, items, 1));
    struct value now = final_state(f, NULL, planned,
                                   "{\"name\":\"web\",\"parts\":[{\"kind\":\"y\",\"id\":\"7\"}]}");
    assert_shown(mem, &now, "parts", "[{\"id\":\"7\",\"kind\":\"x\"}]");
    /* Of another shape: the value of AWS. */
    now = final_state(f, NULL, planned,
                      "{\"name\":\"web\",\"parts\":[{\"kind\":\"y\",\"id\":\"7\"},{\"kind\":\"z\"}]}");
    assert_shown(mem, &now, "parts", "[{\"id\":\"7\",\"kind\":\"y\"},{\"id\":null,\"kind\":\"z\"}]");
    /* No value from AWS: the planned one, without its unknown parts. */
    now = final_state(f, NULL, planned, "{\"name\":\"web\"}");
    assert_shown(mem, &now, "parts", "[{\"id\":null,\"kind\":\"x\"}]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_plan_may_fill_computed_attributes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_plan_keeps_the_configuration, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_plan_sets_only_computed_attributes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_form_of_the_same_value_may_stay, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_write_only_value_is_in_no_plan, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lists_are_compared_element_by_element, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sets_are_compared_by_their_size, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_single_object_is_compared_inside, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_violation_is_reported, set_up, tear_down),
        cmocka_unit_test_setup_teardown(planned_values_are_stored_and_aws_fills_the_rest, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_value_than_planned_is_a_warning_and_not_stored, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_value_that_aws_does_not_return_is_no_difference, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_empty_value_that_aws_fills_is_no_difference, set_up, tear_down),
        cmocka_unit_test_setup_teardown(secrets_are_never_stored, set_up, tear_down),
        cmocka_unit_test_setup_teardown(unknown_parts_of_a_list_are_filled_in_place, set_up, tear_down),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
