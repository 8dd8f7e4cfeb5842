/*
 * test_ephemeral.c — what is opened, renewed and closed: in which region each step runs, and what the private
 * data contain.
 */
#include "disk.h"

#include "runtime/ephemeral.h"

static struct {
    int opened, renewed, closed;
    struct str region, private_data;
    bool fails;
} hook;

static bool open_disk(struct call *c, const void *config, void *result_model, struct lease *ret_lease)
{
    struct disk *result = result_model;
    (void)config;
    hook.opened++;
    hook.region = call_region(c);
    result->state = tf_string(STR("open"));
    result->arn.is = TF_UNKNOWN;
    *ret_lease = (struct lease){.renew_at_wall_ms = 17, .private_data = STR("first lease")};
    return !hook.fails || fail_at(&c->err, ERR_NOT_FOUND, "name", "there is none");
}

static bool renew_disk(struct call *c, struct str private_data, struct lease *ret_lease)
{
    hook.renewed++;
    hook.region = call_region(c);
    hook.private_data = private_data;
    *ret_lease = (struct lease){.renew_at_wall_ms = 18, .private_data = STR("second lease")};
    return !hook.fails || fail(&c->err, ERR_DENIED, "no");
}

static bool close_disk(struct call *c, struct str private_data)
{
    hook.closed++;
    hook.region = call_region(c);
    hook.private_data = private_data;
    return !hook.fails || fail(&c->err, ERR_DENIED, "no");
}

static struct schema_desc brief_schema, local_schema;
static const struct ephemeral_resource disk_access = {.schema = &disk_schema,
                                                      .open = open_disk,
                                                      .renew = renew_disk,
                                                      .close = close_disk};
static const struct ephemeral_resource brief = {.schema = &brief_schema, .open = open_disk};
static const struct ephemeral_resource local = {.schema = &local_schema,
                                                .open = open_disk,
                                                .renew = renew_disk,
                                                .close = close_disk};
static const struct ephemeral_resource *const ephemerals[] = {&brief, &disk_access, &local};
static const struct registry ephemeral_registry = {.ephemerals = ephemerals, .ephemeral_count = 3};

/* A call with a provider of us-east-1, and an engine. */
struct stage {
    struct scene s;
    struct runtime *runtime;
};

static void stage_begin(struct stage *t)
{
    memset(&hook, 0, sizeof hook);
    brief_schema = local_schema = disk_schema;
    brief_schema.type_name = "lightsail_brief";
    local_schema.type_name = "lightsail_local";
    local_schema.in_aws = false;
    scene_begin(&t->s, NULL, NULL, 0);
    t->s.provider.walk = walk_new();
    t->runtime = runtime_new(&ephemeral_registry);
}

static void stage_end(struct stage *t)
{
    runtime_free(t->runtime);
    walk_free(t->s.provider.walk);
    scene_end(&t->s);
}

static struct ephemeral_response open_as(struct stage *t, const char *type_name, const char *json)
{
    struct ephemeral_response ret;
    struct data_request in = {.type_name = str_c(type_name),
                              .config = disk_packed(t->s.call.mem, disk_from_json(t->s.call.mem, json)),
                              .deferral_allowed = true};
    runtime_open_ephemeral(t->runtime, &t->s.call, &in, &ret);
    return ret;
}

static struct ephemeral_response renew_as(struct stage *t, const char *type_name, struct str private_data)
{
    struct ephemeral_response ret;
    runtime_renew_ephemeral(t->runtime, &t->s.call, str_c(type_name), private_data, &ret);
    return ret;
}

static void close_as(struct stage *t, const char *type_name, struct str private_data)
{
    runtime_close_ephemeral(t->runtime, &t->s.call, str_c(type_name), private_data);
}

#define GOOD "{\"name\":\"data\",\"size\":8,\"color\":\"\"}"
#define ELSEWHERE "{\"name\":\"data\",\"size\":8,\"region\":\"eu-west-1\"}"

static void an_opened_result_is_fully_known(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    struct ephemeral_response ret = open_as(&t, "lightsail_disk", GOOD);
    assert_int_equal(t.s.call.diags.count, 0);
    struct value now = disk_unpacked(t.s.call.mem, ret.result);
    assert_disk_shown(t.s.call.mem, &now, "state", "\"open\"");
    assert_disk_shown(t.s.call.mem, &now, "arn", "null");
    assert_disk_shown(t.s.call.mem, &now, "region", "\"us-east-1\"");
    assert_disk_shown(t.s.call.mem, &now, "color", "\"\""); /* as in the configuration */
    assert_int_equal(ret.renew_at_wall_ms, 17);
    assert_str_equal(ret.private_data, STR("us-east-1 first lease"));
    stage_end(&t);
}

static void each_step_runs_in_the_region_of_the_opening(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    struct ephemeral_response opened = open_as(&t, "lightsail_disk", ELSEWHERE);
    assert_str_equal(hook.region, STR("eu-west-1"));
    assert_str_equal(opened.private_data, STR("eu-west-1 first lease"));
    t.s.call.client = t.s.network.client; /* another call begins in the provider's region */
    struct ephemeral_response renewed = renew_as(&t, "lightsail_disk", opened.private_data);
    assert_str_equal(hook.region, STR("eu-west-1"));
    assert_str_equal(hook.private_data, STR("first lease"));
    assert_int_equal(renewed.renew_at_wall_ms, 18);
    assert_str_equal(renewed.private_data, STR("eu-west-1 second lease"));
    t.s.call.client = t.s.network.client;
    close_as(&t, "lightsail_disk", opened.private_data);
    assert_str_equal(hook.region, STR("eu-west-1"));
    assert_str_equal(hook.private_data, STR("first lease"));
    assert_int_equal(t.s.call.diags.count, 0);
    stage_end(&t);
}

static void without_a_region_the_private_data_are_only_the_hooks(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    struct ephemeral_response ret = open_as(&t, "lightsail_local", GOOD);
    assert_str_equal(ret.private_data, STR("first lease"));
    renew_as(&t, "lightsail_local", ret.private_data);
    assert_str_equal(hook.private_data, STR("first lease"));
    stage_end(&t);
}

static void private_data_without_a_region_are_refused(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    struct ephemeral_response ret = renew_as(&t, "lightsail_disk", STR("junk"));
    assert_str_equal(ret.private_data, STR("junk"));
    assert_contains(scene_only_diagnostic(&t.s)->detail, "do not begin with a region");
    close_as(&t, "lightsail_disk", STR("Tokyo lease"));
    assert_int_equal(t.s.call.diags.error_count, 2);
    assert_int_equal(hook.renewed + hook.closed, 0);
    stage_end(&t);
}

static void a_result_without_renewal_or_close_has_none(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    struct ephemeral_response ret = renew_as(&t, "lightsail_brief", STR("us-east-1 x"));
    assert_str_equal(ret.private_data, STR("us-east-1 x"));
    assert_int_equal(ret.renew_at_wall_ms, 0);
    close_as(&t, "lightsail_brief", STR("us-east-1 x"));
    assert_int_equal(t.s.call.diags.count, 0);
    stage_end(&t);
}

static void each_failure_names_the_step(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    hook.fails = true;
    assert_int_equal(open_as(&t, "lightsail_disk", GOOD).result.len, 0);
    assert_contains(scene_only_diagnostic(&t.s)->summary, "Cannot open lightsail_disk 'data'");
    t.s.call.diags = (struct diagnostics){0};
    struct ephemeral_response ret = renew_as(&t, "lightsail_disk", STR("us-east-1 x"));
    assert_str_equal(ret.private_data, STR("us-east-1 x")); /* for the next try */
    assert_contains(scene_only_diagnostic(&t.s)->summary, "Cannot renew");
    t.s.call.diags = (struct diagnostics){0};
    close_as(&t, "lightsail_disk", STR("us-east-1 x"));
    assert_contains(scene_only_diagnostic(&t.s)->summary, "Cannot close");
    stage_end(&t);
}

static void an_unknown_type_or_provider_opens_nothing(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    open_as(&t, "lightsail_unheard", GOOD);
    renew_as(&t, "lightsail_unheard", STR("x"));
    close_as(&t, "lightsail_unheard", STR("x"));
    assert_int_equal(t.s.call.diags.error_count, 3);
    t.s.call.diags = (struct diagnostics){0};
    t.s.provider.is_unknown = true;
    fail_at(&t.s.provider.why_unknown, ERR_USER, "region", "it is not known");
    assert_true(open_as(&t, "lightsail_disk", GOOD).is_deferred);
    assert_int_equal(t.s.call.diags.count, 0);
    t.s.call.provider = NULL;
    assert_false(open_as(&t, "lightsail_disk", GOOD).is_deferred);
    assert_contains(scene_only_diagnostic(&t.s)->summary, "not configured");
    assert_int_equal(hook.opened, 0);
    stage_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_opened_result_is_fully_known),
        cmocka_unit_test(each_step_runs_in_the_region_of_the_opening),
        cmocka_unit_test(without_a_region_the_private_data_are_only_the_hooks),
        cmocka_unit_test(private_data_without_a_region_are_refused),
        cmocka_unit_test(a_result_without_renewal_or_close_has_none),
        cmocka_unit_test(each_failure_names_the_step),
        cmocka_unit_test(an_unknown_type_or_provider_opens_nothing),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
