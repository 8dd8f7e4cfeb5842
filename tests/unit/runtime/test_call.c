/*
 * test_call.c — what hooks do with their call: diagnostics with paths, locks, notes of a run, time; and how a
 * failure is reported.
 */
#include "fake.h"

#include "runtime/api.h"

/* A call for the test resource, with a provider without a client. */
struct stage {
    struct fixture *f;
    struct call *c;
    struct provider provider;
};

static void stage_begin(struct stage *t, void **state)
{
    t->f = *state;
    t->c = t->f->c;
    t->provider = (struct provider){.walk = walk_new(), .locks = keylock_new()};
    t->c->provider = &t->provider;
    t->c->schema = &thing_schema;
}

static void stage_end(struct stage *t)
{
    while (t->c->locks_held > 0)
        call_unlock(t->c, t->c->lock_keys[t->c->locks_held - 1]);
    walk_free(t->provider.walk);
    keylock_free(t->provider.locks);
}

static const struct diagnostic *only(struct stage *t)
{
    assert_int_equal(t->c->diags.count, 1);
    return &t->c->diags.items[0];
}

static void assert_about(struct str text, const char *part)
{
    if (!str_contains(text, str_c(part)))
        fail_msg("'%.*s' is not about '%s'", STR_ARG(text), part);
}

/* ---- diagnostics ---- */

static void a_path_ends_where_terraform_cannot_follow(void **state)
{
    struct stage t;
    stage_begin(&t, state);
    static const struct {
        const char *written, *shown;
    } rows[] = {
        {"", ""},
        {"name", "name"},
        {"parts[1].kind", "parts[1].kind"},
        {"rules[0].port", "rules"}, /* a set has no positions */
        {"weight", ""},             /* an unknown attribute */
        {"parts[0].weight", "parts[0]"},
        {"timeouts.create", "timeouts.create"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct path path = engine_path(t.c, path_parse(t.c->mem, str_c(rows[i].written)));
        assert_str_equal(path_print(t.c->mem, path), str_c(rows[i].shown));
    }
    stage_end(&t);
}

static void errors_and_warnings_have_a_path(void **state)
{
    struct stage t;
    stage_begin(&t, state);
    call_error(t.c, "name", "Bad", "%s is bad", "web");
    call_warn(t.c, "", "Odd", "it is odd");
    assert_int_equal(t.c->diags.count, 2);
    assert_int_equal(t.c->diags.error_count, 1);
    assert_str_equal(t.c->diags.items[0].detail, STR("web is bad"));
    assert_str_equal(path_print(t.c->mem, t.c->diags.items[0].path), STR("name"));
    assert_int_equal(t.c->diags.items[1].severity, DIAG_WARNING);
    assert_int_equal(t.c->diags.items[1].path.count, 0);
    stage_end(&t);
}

static void a_title_has_the_name_when_it_is_known(void **state)
{
    struct stage t;
    stage_begin(&t, state);
    struct value named = from_json(t.c->mem, "{\"name\":\"web\"}"), nothing = value_null(&thing_type),
                 open = with_unknown(t.c->mem, named, "name");
    assert_str_equal(engine_title(t.c, "Cannot read", &named), STR("Cannot read lightsail_thing 'web'"));
    assert_str_equal(engine_title(t.c, "Cannot read", &open), STR("Cannot read lightsail_thing"));
    assert_str_equal(engine_title(t.c, "Cannot read", &nothing), STR("Cannot read lightsail_thing"));
    assert_int_equal(engine_name(t.c, NULL).len, 0);
    stage_end(&t);
}

static void a_failure_is_one_error_with_all_details(void **state)
{
    struct stage t;
    stage_begin(&t, state);
    struct value named = from_json(t.c->mem, "{\"name\":\"web\"}");
    fail_at(&t.c->err, ERR_FAILED, "rules[0].port", "it broke");
    t.c->history = STR("yesterday it broke, too");
    engine_report(t.c, "Cannot create", &named);
    assert_str_equal(only(&t)->summary, STR("Cannot create lightsail_thing 'web'"));
    assert_about(only(&t)->detail, "It broke.");
    assert_about(only(&t)->detail, "Last operations that AWS recorded:\nyesterday");
    assert_str_equal(path_print(t.c->mem, only(&t)->path), STR("rules"));
    stage_end(&t);
}

static void a_hook_that_fails_without_an_error_is_a_bug(void **state)
{
    struct stage t;
    stage_begin(&t, state);
    engine_report(t.c, "Cannot create", NULL);
    assert_about(only(&t)->detail, "failed without a reason");
    t.c->diags = (struct diagnostics){0};
    t.c->err = (struct err){0};
    call_error(t.c, "name", "Bad", "that is why");
    engine_report(t.c, "Cannot create", NULL);
    assert_str_equal(only(&t)->detail, STR("that is why"));
    stage_end(&t);
}

static void a_timeout_says_how_to_continue(void **state)
{
    struct stage t;
    stage_begin(&t, state);
    t.c->step = TIMEOUT_CREATE;
    fail(&t.c->err, ERR_TIMEOUT, "too late");
    engine_report(t.c, "Cannot create", NULL);
    assert_about(only(&t)->detail, "Apply again to continue");
    assert_about(only(&t)->detail, "`create` in the block `timeouts`");
    t.c->diags = (struct diagnostics){0};
    t.c->step = TIMEOUT_DELETE; /* the block has no such argument */
    fail(&t.c->err, ERR_TIMEOUT, "too late");
    engine_report(t.c, "Cannot delete", NULL);
    assert_false(str_contains(only(&t)->detail, STR("longer time")));
    t.c->diags = (struct diagnostics){0};
    fail(&t.c->err, ERR_TIMEOUT, "too late");
    fail_hint(&t.c->err, "Ask somebody.");
    engine_report(t.c, "Cannot delete", NULL);
    assert_about(only(&t)->detail, "Ask somebody.");
    assert_false(str_contains(only(&t)->detail, STR("Run it again")));
    stage_end(&t);
}

static void a_bug_of_the_provider_is_reported_as_one(void **state)
{
    struct stage t;
    stage_begin(&t, state);
    engine_bug(t.c, (struct path){0}, "%d is wrong", 7);
    assert_about(only(&t)->summary, "Bug in the lightsail provider");
    assert_about(only(&t)->detail,
                 "7 is wrong\n\nThis is a bug in the provider, not an error in the configuration");
    stage_end(&t);
}

/* ---- locks ---- */

static void locks_are_counted_and_released(void **state)
{
    struct stage t;
    stage_begin(&t, state);
    assert_true(call_lock(t.c, STR("a")));
    assert_true(call_lock(t.c, STR("b")));
    assert_int_equal(t.c->locks_held, 2);
    call_unlock(t.c, STR("a"));
    call_unlock(t.c, STR("never taken"));
    assert_int_equal(t.c->locks_held, 1);
    assert_str_equal(t.c->lock_keys[0], STR("b"));
    assert_true(call_lock(t.c, STR("a"))); /* free again */
    assert_true(call_lock(t.c, STR("c")));
    assert_true(call_lock(t.c, STR("d")));
    assert_false(call_lock(t.c, STR("e")));
    assert_int_equal(t.c->err.kind, ERR_INTERNAL);
    stage_end(&t);
}

static void a_lock_that_another_call_holds_is_waited_for_until_the_deadline(void **state)
{
    struct stage t;
    stage_begin(&t, state);
    struct call *other = runtime_call_begin(t.f->runtime);
    other->provider = &t.provider;
    other->deadline = deadline_within(&other->deadline, 1);
    assert_true(call_lock(t.c, STR("web")));
    assert_false(call_lock(other, STR("web")));
    assert_int_equal(other->err.kind, ERR_TIMEOUT);
    assert_int_equal(other->locks_held, 0);
    assert_true(call_lock(t.c, STR("db")));
    runtime_call_end(other);
    stage_end(&t);
}

/* ---- notes ---- */

static void what_a_run_created_is_known(void **state)
{
    struct stage t;
    stage_begin(&t, state);
    const struct str *items;
    assert_int_equal(call_made_of(t.c, STR("ports"), &items), 0);
    call_made(t.c, STR("ports"), STR("80"));
    call_made(t.c, STR("ports"), STR("22"));
    assert_true(call_has_made(t.c, STR("ports"), STR("80")));
    assert_false(call_has_made(t.c, STR("names"), STR("80")));
    assert_int_equal(call_made_of(t.c, STR("ports"), &items), 2);
    assert_str_equal(items[0], STR("22")); /* the latest first */
    stage_end(&t);
}

static void a_plan_replaces_for_an_attribute_once(void **state)
{
    (void)state;
    struct plan plan = {0};
    plan_replace(&plan, STR("name"));
    plan_replace(&plan, STR("name"));
    plan_replace(&plan, STR("size"));
    assert_int_equal(plan.replace_count, 2);
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
    for (size_t i = 0; i < 26; i++)
        plan_replace(&plan, (struct str){&letters[i], 1});
    assert_int_equal(plan.replace_count, sizeof plan.replace_paths / sizeof plan.replace_paths[0]);
}

/* ---- the provider ---- */

static void a_resource_in_aws_needs_a_configured_provider(void **state)
{
    struct stage t;
    stage_begin(&t, state);
    struct schema_desc in_aws = thing_schema;
    in_aws.in_aws = true;
    assert_true(engine_is_configured(t.c));
    t.c->provider = NULL;
    assert_true(engine_is_ready(t.c)); /* it exists only in Terraform */
    t.c->schema = &in_aws;
    assert_false(engine_is_ready(t.c));
    assert_about(only(&t)->summary, "not configured");
    t.c->diags = (struct diagnostics){0};
    t.c->provider = &t.provider;
    t.provider.is_unknown = true;
    fail_at(&t.provider.why_unknown, ERR_USER, "region", "the region is unknown");
    assert_false(engine_is_ready(t.c));
    assert_about(only(&t)->detail, "The region is unknown.");
    assert_int_equal(only(&t)->path.count,
                     0); /* the attribute belongs to the provider, not to the resource */
    stage_end(&t);
}

/* ---- time ---- */

static int64_t minutes_left(struct stage *t, const char *json, enum timeout_kind kind)
{
    struct value object = from_json(t->c->mem, json);
    t->c->deadline = deadline_begin(NULL, -1);
    engine_set_timeout(t->c, &object, kind);
    assert_int_equal(t->c->step, kind);
    return (deadline_left_ms(&t->c->deadline) + 59 * 1000) / (60 * 1000);
}

static void a_step_has_the_timeout_of_the_resource_or_the_schema(void **state)
{
    struct stage t;
    stage_begin(&t, state);
    assert_int_equal(minutes_left(&t, "{\"name\":\"web\",\"timeouts\":{\"create\":\"7m\"}}", TIMEOUT_CREATE),
                     7);
    assert_int_equal(minutes_left(&t, "{\"name\":\"web\",\"timeouts\":{\"create\":\"7m\"}}", TIMEOUT_UPDATE),
                     1);
    assert_int_equal(minutes_left(&t, "{\"name\":\"web\",\"timeouts\":{\"create\":\"soon\"}}",
                                  TIMEOUT_CREATE),
                     1);
    assert_int_equal(minutes_left(&t, "{\"name\":\"web\"}", TIMEOUT_CREATE), 1);
    assert_int_equal(minutes_left(&t, "{\"name\":\"web\"}", TIMEOUT_READ), 10); /* every wait has a limit */
    t.c->deadline = deadline_begin(NULL, 1000);
    engine_set_timeout(t.c, NULL, TIMEOUT_READ);
    assert_true(deadline_left_ms(&t.c->deadline) <= 1000); /* never longer than the call has */
    stage_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_path_ends_where_terraform_cannot_follow, set_up, tear_down),
        cmocka_unit_test_setup_teardown(errors_and_warnings_have_a_path, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_title_has_the_name_when_it_is_known, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_failure_is_one_error_with_all_details, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_hook_that_fails_without_an_error_is_a_bug, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_timeout_says_how_to_continue, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_bug_of_the_provider_is_reported_as_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(locks_are_counted_and_released, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_lock_that_another_call_holds_is_waited_for_until_the_deadline,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_a_run_created_is_known, set_up, tear_down),
        cmocka_unit_test(a_plan_replaces_for_an_attribute_once),
        cmocka_unit_test_setup_teardown(a_resource_in_aws_needs_a_configured_provider, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_step_has_the_timeout_of_the_resource_or_the_schema, set_up,
                                        tear_down),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
