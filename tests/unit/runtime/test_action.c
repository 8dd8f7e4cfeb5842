/*
 * test_action.c — an action is validated, planned and invoked: with which provider, in which region, and with
 * which progress messages.
 */
#include "disk.h"

#include "runtime/action.h"

static struct {
    int invocations;
    struct str region;
    bool fails;
} hook;

static bool invoke(struct call *c, const void *config)
{
    const struct disk *asked = config;
    hook.invocations++;
    hook.region = call_region(c);
    action_progress(c, "working on %.*s\x01", STR_ARG(asked->name.v));
    return !hook.fails || fail(&c->err, ERR_TIMEOUT, "too late");
}

static bool validate(struct call *c, const void *config)
{
    const struct disk *asked = config;
    if (TF_IS_KNOWN(asked->color) && str_eqc(asked->color.v, "ugly"))
        call_error(c, "color", "Ugly", "Another colour, please.");
    return true;
}

static const struct action paint = {.schema = &disk_schema, .validate = validate, .invoke = invoke};
static const struct action *const actions[] = {&paint};
static const struct registry action_registry = {.actions = actions, .action_count = 1};

/* A call under a provider of us-east-1, and an engine. */
struct stage {
    struct scene s;
    struct runtime *runtime;
    struct buf said;
};

static void stage_begin(struct stage *t)
{
    memset(&hook, 0, sizeof hook);
    scene_begin(&t->s, NULL, NULL, 0);
    t->s.provider.walk = walk_new();
    t->runtime = runtime_new(&action_registry);
    t->said = buf_new(t->s.call.mem, 1000);
}

static void stage_end(struct stage *t)
{
    runtime_free(t->runtime);
    walk_free(t->s.provider.walk);
    scene_end(&t->s);
}

static void hear(void *context, struct str message)
{
    buf_add(context, message);
}

static struct validate_request request(struct stage *t, const char *type_name, const char *json)
{
    t->s.call.diags = (struct diagnostics){0};
    t->s.call.err = (struct err){0};
    return (
        struct validate_request){.type_name = str_c(type_name),
                                 .config = disk_packed(t->s.call.mem, disk_from_json(t->s.call.mem, json)),
                                 .deferral_allowed = true};
}

static void run(struct stage *t, const char *type_name, const char *json)
{
    struct validate_request in = request(t, type_name, json);
    runtime_invoke_action(t->runtime, &t->s.call, &in, hear, &t->said);
    assert_null(t->s.call.progress); /* the client has cancelled */
}

static bool plan_defers(struct stage *t, struct validate_request in)
{
    bool is_deferred = true;
    runtime_plan_action(t->runtime, &t->s.call, &in, &is_deferred);
    return is_deferred;
}

#define GOOD "{\"name\":\"data\",\"size\":8}"
#define ELSEWHERE "{\"name\":\"data\",\"size\":8,\"region\":\"eu-west-1\"}"
#define NOWHERE "{\"name\":\"data\",\"size\":8,\"region\":\"Tokyo\"}"
#define UGLY "{\"name\":\"data\",\"size\":8,\"color\":\"ugly\"}"

static void an_action_runs_where_its_configuration_says(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    run(&t, "lightsail_disk", GOOD);
    assert_str_equal(hook.region, STR("us-east-1"));
    run(&t, "lightsail_disk", ELSEWHERE);
    assert_str_equal(hook.region, STR("eu-west-1"));
    assert_int_equal(t.s.call.diags.count, 0);
    run(&t, "lightsail_disk", NOWHERE);
    assert_int_equal(t.s.call.diags.error_count, 1);
    assert_int_equal(hook.invocations, 2);
    stage_end(&t);
}

static void progress_is_printable(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    run(&t, "lightsail_disk", GOOD);
    assert_true(str_starts_with(buf_str(&t.said), STR("working on data")));
    assert_false(str_contains(buf_str(&t.said), STR("\x01")));
    t.s.call.progress = NULL;
    size_t before = t.said.len;
    action_progress(&t.s.call, "of no action"); /* an action that has ended */
    assert_int_equal(t.said.len, before);
    stage_end(&t);
}

static void a_failure_says_that_the_operation_continues(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    hook.fails = true;
    run(&t, "lightsail_disk", GOOD);
    assert_contains(scene_only_diagnostic(&t.s)->summary, "Cannot invoke lightsail_disk 'data'");
    assert_contains(scene_only_diagnostic(&t.s)->detail,
                    "Lightsail continues with the operation that it accepted");
    stage_end(&t);
}

static void an_invalid_configuration_never_runs(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    run(&t, "lightsail_disk", UGLY);
    assert_str_equal(scene_only_diagnostic(&t.s)->detail, STR("Another colour, please."));
    run(&t, "lightsail_unheard", GOOD);
    assert_contains(scene_only_diagnostic(&t.s)->detail, "no action 'lightsail_unheard'");
    run(&t, "lightsail_disk", "null");
    assert_int_equal(t.s.call.diags.error_count, 1);
    t.s.call.provider = NULL;
    run(&t, "lightsail_disk", GOOD);
    assert_contains(scene_only_diagnostic(&t.s)->summary, "not configured");
    assert_int_equal(hook.invocations, 0);
    stage_end(&t);
}

static void a_configuration_is_validated(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    struct validate_request in = request(&t, "lightsail_disk", UGLY);
    runtime_validate_action(t.runtime, &t.s.call, &in);
    assert_str_equal(scene_only_diagnostic(&t.s)->detail, STR("Another colour, please."));
    in = request(&t, "lightsail_unheard", GOOD);
    runtime_validate_action(t.runtime, &t.s.call, &in);
    assert_contains(scene_only_diagnostic(&t.s)->summary, "Unknown action");
    stage_end(&t);
}

static void a_plan_checks_the_configuration_and_the_region(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    assert_false(plan_defers(&t, request(&t, "lightsail_disk", ELSEWHERE)));
    assert_int_equal(t.s.call.diags.count, 0);
    assert_false(plan_defers(&t, request(&t, "lightsail_disk", UGLY)));
    assert_int_equal(t.s.call.diags.error_count, 1);
    assert_false(plan_defers(&t, request(&t, "lightsail_disk", NOWHERE)));
    assert_int_equal(t.s.call.diags.error_count, 1);
    /* An unknown region may be valid. */
    struct validate_request in = request(&t, "lightsail_disk", GOOD);
    struct value config = disk_from_json(t.s.call.mem, GOOD);
    in.config = disk_packed(t.s.call.mem, value_with_member(t.s.call.mem, &config, STR("region"),
                                                            value_unknown(&type_string)));
    assert_false(plan_defers(&t, in));
    assert_int_equal(t.s.call.diags.count, 0);
    assert_int_equal(hook.invocations, 0);
    stage_end(&t);
}

static void an_unknown_action_has_no_plan(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    assert_false(plan_defers(&t, request(&t, "lightsail_unheard", GOOD)));
    assert_int_equal(t.s.call.diags.error_count, 1);
    stage_end(&t);
}

static void with_an_unknown_provider_a_plan_is_deferred_and_an_invocation_fails(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    t.s.provider.is_unknown = true;
    fail_at(&t.s.provider.why_unknown, ERR_USER, "region", "it is not known");
    assert_true(plan_defers(&t, request(&t, "lightsail_disk", GOOD)));
    assert_int_equal(t.s.call.diags.count, 0);
    run(&t, "lightsail_disk", GOOD);
    assert_contains(scene_only_diagnostic(&t.s)->summary, "Cannot configure the provider");
    /* After the first invocation the run is an apply, in which nothing is deferred. */
    assert_false(plan_defers(&t, request(&t, "lightsail_disk", GOOD)));
    assert_int_equal(t.s.call.diags.error_count, 1);
    assert_int_equal(hook.invocations, 0);
    stage_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_action_runs_where_its_configuration_says),
        cmocka_unit_test(progress_is_printable),
        cmocka_unit_test(a_failure_says_that_the_operation_continues),
        cmocka_unit_test(an_invalid_configuration_never_runs),
        cmocka_unit_test(a_configuration_is_validated),
        cmocka_unit_test(a_plan_checks_the_configuration_and_the_region),
        cmocka_unit_test(an_unknown_action_has_no_plan),
        cmocka_unit_test(with_an_unknown_provider_a_plan_is_deferred_and_an_invocation_fails),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
