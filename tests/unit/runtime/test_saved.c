/*
 * test_saved.c — plans that were made with another region of the provider: they create and delete nothing.
 */
#include "disk.h"

/* A call of the disk with a provider of us-east-1, and an engine. */
struct stage {
    struct scene s;
    struct runtime *runtime;
};

static void stage_begin(struct stage *t)
{
    scene_begin(&t->s, &disk_schema, NULL, 0);
    t->runtime = runtime_new(&disk_registry);
}

static void stage_end(struct stage *t)
{
    runtime_free(t->runtime);
    scene_end(&t->s);
}

/* The plan file has these creations of disks, as JSON. */
static void applies(struct stage *t, const char *first, const char *second)
{
    struct saved_creation creations[2];
    size_t count = 0;
    for (const char *json = first; json != NULL; json = json == first ? second : NULL)
        creations[count++] = (struct saved_creation){
            STR("lightsail_disk"), disk_packed(t->s.call.mem, disk_from_json(t->s.call.mem, json)).msgpack};
    runtime_applies(t->runtime, creations, count);
}

static bool refuses(struct stage *t, const char *json)
{
    struct value config = disk_from_json(t->s.call.mem, json);
    t->s.call.diags = (struct diagnostics){0};
    bool is_refused = engine_refuse_saved(t->runtime, &t->s.call, &config);
    assert_int_equal(t->s.call.diags.error_count, is_refused ? 1 : 0);
    return is_refused;
}

static void a_creation_of_this_region_is_applied(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    assert_false(refuses(&t, "{\"name\":\"data\"}")); /* without a plan file */
    applies(&t, "{\"name\":\"data\",\"region\":\"us-east-1\"}", NULL);
    assert_int_equal(t.runtime->saved_count, 1);
    assert_false(refuses(&t, "{\"name\":\"data\"}"));
    stage_end(&t);
}

static void a_creation_of_another_region_is_refused(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    applies(&t, "{\"name\":\"data\",\"region\":\"eu-west-1\"}", NULL);
    assert_true(refuses(&t, "{\"name\":\"data\"}"));
    assert_contains(scene_only_diagnostic(&t.s)->detail,
                    "The region of the provider was eu-west-1 when this plan was made, and is us-east-1 now");
    assert_contains(scene_only_diagnostic(&t.s)->detail, "No object is created");
    /* Another name is another object, and a region in the configuration is used. */
    assert_false(refuses(&t, "{\"name\":\"logs\"}"));
    assert_false(refuses(&t, "{\"name\":\"data\",\"region\":\"us-east-1\"}"));
    stage_end(&t);
}

static void an_unknown_name_may_be_any_name(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    applies(&t, "{\"region\":\"eu-west-1\"}", NULL);
    assert_true(refuses(&t, "{\"name\":\"data\"}"));
    stage_end(&t);
    stage_begin(&t);
    applies(&t, "{\"name\":\"data\",\"region\":\"eu-west-1\"}", NULL);
    assert_true(refuses(&t, "{}"));
    stage_end(&t);
}

static void one_possible_creation_of_this_region_is_enough(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    applies(&t, "{\"name\":\"data\",\"region\":\"eu-west-1\"}", "{\"region\":\"us-east-1\"}");
    assert_int_equal(t.runtime->saved_count, 2);
    assert_false(refuses(&t, "{\"name\":\"data\"}"));
    stage_end(&t);
}

static void creations_without_a_region_or_unreadable_ones_are_ignored(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    const struct saved_creation creations[] = {
        {STR("lightsail_disk"),
         disk_packed(t.s.call.mem, disk_from_json(t.s.call.mem, "{\"name\":\"data\"}")).msgpack},
        {STR("lightsail_disk"), STR("\x93")},
        {STR("lightsail_unheard"), STR("\xc0")},
        {STR("lightsail_disk"),
         disk_packed(t.s.call.mem, disk_from_json(t.s.call.mem, "{\"name\":\"x\",\"region\":\"eu-west-1\"}"))
             .msgpack},
    };
    runtime_applies(t.runtime, creations, 4);
    assert_int_equal(t.runtime->saved_count, 1);
    assert_false(refuses(&t, "{\"name\":\"data\"}"));
    assert_true(refuses(&t, "{\"name\":\"x\"}"));
    stage_end(&t);
}

static void without_a_client_nothing_is_refused(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    applies(&t, "{\"name\":\"data\",\"region\":\"eu-west-1\"}", NULL);
    t.s.call.client = NULL;
    assert_false(refuses(&t, "{\"name\":\"data\"}"));
    stage_end(&t);
}

static void the_old_object_is_kept_when_the_new_one_would_be_elsewhere(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    assert_false(engine_refuse_other_home(&t.s.call, STR("home us-east-1")));
    assert_false(engine_refuse_other_home(&t.s.call, STR("region eu-west-1\nid x")));
    assert_false(engine_refuse_other_home(&t.s.call, STR("")));
    assert_int_equal(t.s.call.diags.count, 0);
    assert_true(engine_refuse_other_home(&t.s.call, STR("home eu-west-1")));
    assert_contains(scene_only_diagnostic(&t.s)->detail, "the old one is not deleted");
    t.s.call.provider = NULL;
    assert_false(engine_refuse_other_home(&t.s.call, STR("home eu-west-1")));
    stage_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_creation_of_this_region_is_applied),
        cmocka_unit_test(a_creation_of_another_region_is_refused),
        cmocka_unit_test(an_unknown_name_may_be_any_name),
        cmocka_unit_test(one_possible_creation_of_this_region_is_enough),
        cmocka_unit_test(creations_without_a_region_or_unreadable_ones_are_ignored),
        cmocka_unit_test(without_a_client_nothing_is_refused),
        cmocka_unit_test(the_old_object_is_kept_when_the_new_one_would_be_elsewhere),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
