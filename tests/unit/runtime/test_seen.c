/*
 * test_seen.c — what a run has validated, read and planned: which resource has a name, and whether a creation
 * replaces an object.
 */
#include "disk.h"

static void walk_scene_begin(struct scene *s)
{
    scene_begin(s, &disk_schema, NULL, 0);
    s->provider.walk = walk_new();
}

static void walk_scene_end(struct scene *s)
{
    walk_free(s->provider.walk);
    scene_end(s);
}

static struct value disk_value(struct scene *s, const char *json)
{
    return disk_from_json(s->call.mem, json);
}

#define OWN "{\"name\":\"data\",\"arn\":\"" OWN_ARN "\"}"
static const struct str first_time = {NULL, 0};

static struct plan creation(struct scene *s, const char *json, struct str replaced)
{
    struct plan plan = {0};
    struct value config = disk_value(s, json);
    engine_saw_creation(&s->call, &config, replaced, &plan);
    return plan;
}

static void an_object_is_known_by_its_arn_or_its_name(void **state)
{
    (void)state;
    struct scene s;
    walk_scene_begin(&s);
    struct value both = disk_value(&s, OWN), name = disk_value(&s, "{\"name\":\"data\"}"),
                 neither = disk_value(&s, "{}"), nothing = value_null(&disk_type);
    assert_str_equal(engine_id(&s.call, &both), STR(OWN_ARN));
    assert_str_equal(engine_id(&s.call, &name), STR("data"));
    assert_int_equal(engine_id(&s.call, &neither).len, 0);
    assert_int_equal(engine_id(&s.call, &nothing).len, 0);
    walk_scene_end(&s);
}

static void an_object_that_was_read_has_its_name(void **state)
{
    (void)state;
    struct scene s;
    walk_scene_begin(&s);
    struct value own = disk_value(&s, OWN),
                 elsewhere = disk_value(&s, "{\"name\":\"far\",\"region\":\"eu-west-1\"}");
    assert_false(call_name_is_held(&s.call, STR("data")));
    engine_saw_read(&s.call, &own);
    engine_saw_read(&s.call, &elsewhere);
    assert_true(call_name_is_held(&s.call, STR("data")));
    assert_false(call_name_is_held(&s.call, STR("far"))); /* names belong to a region */
    walk_scene_end(&s);
}

/* An object with another key than "name" was read. */
static bool key_is_a_name(const struct object_desc *object)
{
    static const char *const by_host[] = {"host"};
    struct schema_desc schema = disk_schema;
    struct scene s;
    schema.identity = by_host;
    schema.object = object;
    walk_scene_begin(&s);
    s.call.schema = &schema;
    struct value own = disk_value(&s, "{\"name\":\"data\",\"host\":\"web\"}");
    engine_saw_read(&s.call, &own);
    assert_false(call_name_is_held(&s.call, STR("data")));
    bool is_held = call_name_is_held(&s.call, STR("web"));
    walk_scene_end(&s);
    return is_held;
}

static void another_key_is_a_name_if_the_object_has_an_arn(void **state)
{
    (void)state;
    struct object_desc without_arn = disk_desc; /* the first row is the ARN */
    without_arn.attrs++;
    without_arn.count--;
    assert_true(key_is_a_name(&disk_desc));
    assert_false(key_is_a_name(&without_arn));
}

static void a_planned_change_has_the_name_too(void **state)
{
    (void)state;
    struct scene s;
    walk_scene_begin(&s);
    struct value own = disk_value(&s, OWN);
    struct plan plan = {0};
    engine_saw_prior(&s.call, &own, &plan);
    assert_str_equal(plan.id, STR(OWN_ARN));
    assert_true(call_name_is_held(&s.call, STR("data")));
    walk_scene_end(&s);
}

static void a_first_creation_replaces_nothing(void **state)
{
    (void)state;
    struct scene s;
    walk_scene_begin(&s);
    struct plan plan = creation(&s, "{\"name\":\"data\"}", first_time);
    assert_false(plan.is_replacement);
    assert_true(plan.is_refreshed);
    assert_int_equal(plan.id.len, 0);
    walk_scene_end(&s);
}

static void a_replacement_has_the_old_object_and_whether_it_was_read(void **state)
{
    (void)state;
    struct scene s;
    walk_scene_begin(&s);
    struct plan plan = creation(&s, "{\"name\":\"data\"}", STR(OWN_ARN));
    assert_true(plan.is_replacement);
    assert_false(plan.is_refreshed); /* -refresh=false */
    assert_str_equal(plan.id, STR(OWN_ARN));
    struct value own = disk_value(&s, OWN);
    engine_saw_read(&s.call, &own);
    plan = creation(&s, "{\"name\":\"data\"}", STR(OWN_ARN));
    assert_true(plan.is_refreshed);
    walk_scene_end(&s);
}

static void an_object_that_was_read_and_not_planned_is_replaced(void **state)
{
    (void)state;
    struct scene s;
    walk_scene_begin(&s);
    struct value own = disk_value(&s, OWN);
    struct plan change = {0};
    engine_saw_read(&s.call, &own);
    assert_true(creation(&s, "{\"name\":\"data\"}", first_time).is_replacement); /* it is tainted */
    assert_false(creation(&s, "{\"name\":\"logs\"}", first_time).is_replacement);
    engine_saw_prior(&s.call, &own, &change); /* now its plan is known */
    assert_false(creation(&s, "{\"name\":\"data\"}", first_time).is_replacement);
    walk_scene_end(&s);
}

static void validations_are_counted_by_name_and_region(void **state)
{
    (void)state;
    struct scene s;
    walk_scene_begin(&s);
    struct value here = disk_value(&s, "{\"name\":\"data\"}"),
                 there = disk_value(&s, "{\"name\":\"data\",\"region\":\"eu-west-1\"}"),
                 unnamed = disk_value(&s, "{}");
    assert_int_equal(call_validations(&s.call, STR("data")), 0);
    engine_saw_config(&s.call, &here);
    engine_saw_config(&s.call, &here);
    engine_saw_config(&s.call, &there);
    engine_saw_config(&s.call, &unnamed);
    assert_int_equal(call_validations(&s.call, STR("data")), 2);
    assert_int_equal(call_validations(&s.call, STR("")), 0);
    walk_scene_end(&s);
}

static void notes_on_a_name_belong_to_its_region(void **state)
{
    (void)state;
    struct scene s;
    walk_scene_begin(&s);
    struct str here = call_name_notes(&s.call, STR("data"));
    assert_false(str_eq(here, call_name_notes(&s.call, STR("logs"))));
    assert_true(ls_client_in_region(s.network.client, STR("eu-west-1"), &s.call.client, &s.call.err));
    assert_false(str_eq(here, call_name_notes(&s.call, STR("data"))));
    walk_scene_end(&s);
}

static void without_a_run_nothing_is_noted(void **state)
{
    (void)state;
    QUIET_SCENE(s, &disk_schema);
    struct value own = disk_value(&s, OWN);
    struct plan plan = {0};
    engine_saw_config(&s.call, &own);
    engine_saw_read(&s.call, &own);
    engine_saw_prior(&s.call, &own, &plan);
    assert_str_equal(plan.id, STR(OWN_ARN)); /* that needs none */
    plan = creation(&s, OWN, STR(OWN_ARN));
    assert_false(plan.is_replacement);
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_object_is_known_by_its_arn_or_its_name),
        cmocka_unit_test(an_object_that_was_read_has_its_name),
        cmocka_unit_test(another_key_is_a_name_if_the_object_has_an_arn),
        cmocka_unit_test(a_planned_change_has_the_name_too),
        cmocka_unit_test(a_first_creation_replaces_nothing),
        cmocka_unit_test(a_replacement_has_the_old_object_and_whether_it_was_read),
        cmocka_unit_test(an_object_that_was_read_and_not_planned_is_replaced),
        cmocka_unit_test(validations_are_counted_by_name_and_region),
        cmocka_unit_test(notes_on_a_name_belong_to_its_region),
        cmocka_unit_test(without_a_run_nothing_is_noted),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
