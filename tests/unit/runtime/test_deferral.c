/*
 * test_deferral.c — with a provider that has unknown values: what may be deferred and what may not.
 */
#include "disk.h"

/* A call of the disk, with a provider whose region is unknown, and an engine. */
struct stage {
    struct scene s;
    struct runtime *runtime;
};

static void stage_begin(struct stage *t)
{
    scene_begin(&t->s, &disk_schema, NULL, 0);
    t->s.provider.walk = walk_new();
    t->s.provider.is_unknown = true;
    t->runtime = runtime_new(&disk_registry);
}

static void stage_end(struct stage *t)
{
    runtime_free(t->runtime);
    walk_free(t->s.provider.walk);
    scene_end(&t->s);
}

static void an_unknown_provider_keeps_the_reason(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    fail_at(&t.s.call.err, ERR_USER, "region", "it is not known");
    assert_true(engine_defer_provider(t.runtime, &t.s.call, &t.s.provider, true));
    assert_int_equal(t.s.call.err.kind, ERR_NONE);
    assert_string_equal(t.s.provider.why_unknown.text, "it is not known");
    assert_string_equal(t.s.provider.why_unknown.attribute, "region");
    assert_false(t.s.provider.default_tags_known);
    stage_end(&t);
}

static void a_provider_that_failed_for_another_reason_is_an_error(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    t.s.provider.is_unknown = false;
    fail_at(&t.s.call.err, ERR_USER, "region", "there is none");
    assert_false(engine_defer_provider(t.runtime, &t.s.call, &t.s.provider, true));
    assert_string_equal(t.s.call.err.text, "there is none");
    t.s.provider.is_unknown = true;
    assert_false(
        engine_defer_provider(t.runtime, &t.s.call, &t.s.provider, false)); /* a client that cannot defer */
    assert_string_equal(t.s.call.err.text, "there is none");
    assert_true(t.s.provider.default_tags_known);
    stage_end(&t);
}

static void resources_in_aws_are_deferred_where_the_client_allows_it(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    assert_true(engine_defers(t.runtime, &t.s.call, true));
    assert_false(engine_defers(t.runtime, &t.s.call, false));
    t.s.provider.is_unknown = false;
    assert_false(engine_defers(t.runtime, &t.s.call, true));
    t.s.call.provider = NULL;
    assert_false(engine_defers(t.runtime, &t.s.call, true));
    stage_end(&t);
}

static void resources_only_in_terraform_are_never_deferred(void **state)
{
    (void)state;
    struct schema_desc local = disk_schema;
    struct stage t;
    stage_begin(&t);
    local.in_aws = false;
    t.s.call.schema = &local;
    assert_false(engine_defers(t.runtime, &t.s.call, true));
    stage_end(&t);
}

static void in_an_apply_nothing_is_deferred(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    engine_applies(&t.s.call);
    assert_true(walk_is_apply(t.s.provider.walk));
    assert_int_equal(walk_applying(t.s.provider.walk), 0); /* no change is running at this moment */
    assert_false(engine_defers(t.runtime, &t.s.call, true));
    assert_false(engine_defer_provider(t.runtime, &t.s.call, &t.s.provider, true));
    stage_end(&t);
}

static void a_plan_file_is_an_apply_from_the_start(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    const struct saved_creation creation = {
        STR("lightsail_disk"),
        disk_packed(t.s.call.mem, disk_from_json(t.s.call.mem, "{\"name\":\"x\",\"region\":\"us-east-1\"}"))
            .msgpack};
    runtime_applies(t.runtime, &creation, 1);
    assert_false(engine_defers(t.runtime, &t.s.call, true));
    stage_end(&t);
}

static void a_call_with_a_known_provider_marks_the_run_as_an_apply(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    t.s.provider.is_unknown = false;
    engine_applies(&t.s.call);
    assert_false(walk_is_apply(t.s.provider.walk));
    t.s.call.provider = NULL;
    engine_applies(&t.s.call);
    assert_false(walk_is_apply(t.s.provider.walk));
    stage_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_unknown_provider_keeps_the_reason),
        cmocka_unit_test(a_provider_that_failed_for_another_reason_is_an_error),
        cmocka_unit_test(resources_in_aws_are_deferred_where_the_client_allows_it),
        cmocka_unit_test(resources_only_in_terraform_are_never_deferred),
        cmocka_unit_test(in_an_apply_nothing_is_deferred),
        cmocka_unit_test(a_plan_file_is_an_apply_from_the_start),
        cmocka_unit_test(a_call_with_a_known_provider_marks_the_run_as_an_apply),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
