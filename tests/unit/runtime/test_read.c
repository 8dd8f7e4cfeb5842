/*
 * test_read.c — refresh, import and data sources: what is stored from the response of AWS, and what stays
 * unchanged.
 */
#include "disk.h"

/* A call with an engine that has the test disk. */
struct stage {
    struct scene s;
    struct runtime *runtime;
};

static struct tf_string seen_color;

static bool read_view(struct call *c, const void *config_model, void *state_model)
{
    const struct disk *config = config_model;
    struct disk *now = state_model;
    seen_color = config->color;
    if (TF_IS_NULL(config->color))
        return fail_at(&c->err, ERR_NOT_FOUND, "name", "there is none");
    now->size = tf_int(8);
    now->state.is = TF_UNKNOWN; /* could not be found out */
    return true;
}

static const struct schema_desc view_schema = {.type_name = "lightsail_disk_view",
                                               .object = &disk_desc,
                                               .in_aws = true};
static const struct data_source view_source = {.schema = &view_schema, .read = read_view};
static const struct data_source *const sources[] = {&view_source};
static const char *const several[] = {"name", "host"};
static const struct schema_desc pair_schema = {.type_name = "lightsail_pair",
                                               .object = &disk_desc,
                                               .identity = several,
                                               .identity_count = 2,
                                               .in_aws = true,
                                               .crud = &disk_crud};
static const struct resource pair_resource = {.schema = &pair_schema, .read = crud_read};
static const struct resource *const all_resources[] = {&disk_resource, &pair_resource};
static const struct registry read_registry = {.resources = all_resources,
                                              .resource_count = 2,
                                              .data_sources = sources,
                                              .data_source_count = 1};

static void stage_begin(struct stage *t, const struct fake_response *answers, size_t count)
{
    scene_begin(&t->s, NULL, answers, count);
    t->s.provider.walk = walk_new();
    t->runtime = runtime_new(&read_registry);
}

#define STAGE(t, ...)                                            \
    const struct fake_response answers_of_##t[] = {__VA_ARGS__}; \
    struct stage t;                                              \
    stage_begin(&t, answers_of_##t, sizeof answers_of_##t / sizeof answers_of_##t[0])
#define QUIET_STAGE(t) \
    struct stage t;    \
    stage_begin(&t, NULL, 0)

static void stage_end(struct stage *t)
{
    runtime_free(t->runtime);
    walk_free(t->s.provider.walk);
    scene_end(&t->s);
}

#define STATE(arn, color)                                                \
    "{\"arn\":\"" arn "\",\"color\":\"" color                            \
    "\",\"id\":\"data\",\"mode\":\"safe\",\"name\":\"data\",\"region\":" \
    "\"us-east-1\",\"size\":8,\"state\":\"available\",\"tags_all\":{}}"
#define NAME_AND_REGION    \
    STR("\x82\xa4name\xa4" \
        "data\xa6region\xa9us-east-1")

static struct read_response refresh_with(struct stage *t, const char *json, struct str private_data)
{
    struct read_response ret;
    struct read_request in = {.type_name = STR("lightsail_disk"),
                              .state = disk_packed(t->s.call.mem, disk_from_json(t->s.call.mem, json)),
                              .private_data = private_data,
                              .identity = {.given = true, .value.msgpack = NAME_AND_REGION}};
    runtime_read(t->runtime, &t->s.call, &in, &ret);
    assert_str_equal(ret.private_data, private_data);
    if (t->s.call.diags.error_count > 0)
        assert_str_equal(ret.state, in.state.msgpack); /* as before */
    return ret;
}

static struct read_response refresh(struct stage *t, const char *json)
{
    return refresh_with(t, json, STR("kept"));
}

static void assert_error(struct stage *t, const char *summary, const char *part)
{
    const struct diagnostic *said = scene_only_diagnostic(&t->s);
    assert_int_equal(said->severity, DIAG_ERROR);
    assert_contains(said->summary, summary);
    assert_contains(said->detail, part);
}

/* ---- refresh ---- */

static void a_refresh_stores_the_response(void **state)
{
    (void)state;
    STAGE(t, DISK_OF(OWN_ARN, "in-use", ",\"color\":\"blue\""));
    struct read_response ret = refresh(&t, "{\"arn\":\"" OWN_ARN "\",\"name\":\"data\",\"color\":\"red\"}");
    assert_int_equal(t.s.call.diags.count, 0);
    struct value now = disk_unpacked(t.s.call.mem, ret.state);
    assert_disk_shown(t.s.call.mem, &now, "color", "\"blue\"");
    assert_disk_shown(t.s.call.mem, &now, "state", "\"in-use\"");
    assert_disk_shown(t.s.call.mem, &now, "id", "\"data\"");
    assert_disk_shown(t.s.call.mem, &now, "region", "\"us-east-1\"");
    assert_true(ret.identity.given);
    assert_str_equal(ret.identity.value.msgpack, NAME_AND_REGION);
    assert_false(ret.is_deferred);
    stage_end(&t);
}

static void a_deleted_object_leaves_the_state(void **state)
{
    (void)state;
    STAGE(t, NOT_FOUND);
    struct read_response ret = refresh(&t, STATE(OWN_ARN, "red"));
    assert_int_equal(t.s.call.diags.count, 0);
    assert_true(value_is_null(disk_unpacked(t.s.call.mem, ret.state)));
    stage_end(&t);
}

static void any_other_failure_keeps_the_state(void **state)
{
    (void)state;
    STAGE(t, DENIED);
    struct read_response ret = refresh(&t, STATE(OWN_ARN, "red"));
    assert_error(&t, "Cannot read lightsail_disk 'data'", "no");
    assert_str_equal(ret.identity.value.msgpack, NAME_AND_REGION);
    stage_end(&t);
}

static void not_found_in_the_wrong_region_keeps_the_state(void **state)
{
    (void)state;
    STAGE(t, NOT_FOUND);
    refresh(&t, STATE("arn:aws:lightsail:eu-west-1:1:Disk/1", "red"));
    assert_error(&t, "Wrong region", "'eu-west-1'");
    stage_end(&t);
}

static void an_object_of_another_account_keeps_the_state(void **state)
{
    (void)state;
    STAGE(t, DISK("available"), DISK("available"));
    refresh(&t, STATE("arn:aws:lightsail:us-east-1:2:Disk/1", "red"));
    assert_error(&t, "Resource belongs to another account", "to the account 2");
    stage_end(&t);
}

static void an_empty_state_stays_empty(void **state)
{
    (void)state;
    QUIET_STAGE(t);
    struct read_response ret = refresh(&t, "null");
    assert_int_equal(t.s.call.diags.count, 0);
    assert_true(value_is_null(disk_unpacked(t.s.call.mem, ret.state)));
    stage_end(&t);
}

static void a_refresh_needs_a_known_type_and_a_provider(void **state)
{
    (void)state;
    QUIET_STAGE(t);
    struct read_response ret;
    struct read_request in = {.type_name = STR("lightsail_unheard"), .state.msgpack = STR("\xc0")};
    runtime_read(t.runtime, &t.s.call, &in, &ret);
    assert_str_equal(ret.state, STR("\xc0"));
    assert_error(&t, "Unknown", "lightsail_unheard");
    t.s.call.diags = (struct diagnostics){0};
    t.s.call.provider = NULL;
    t.s.call.client = NULL;
    refresh(&t, STATE(OWN_ARN, "red"));
    assert_error(&t, "not configured", "ConfigureProvider");
    stage_end(&t);
}

static void a_state_that_cannot_be_decoded_is_kept(void **state)
{
    (void)state;
    QUIET_STAGE(t);
    struct read_response ret;
    struct read_request in = {.type_name = STR("lightsail_disk"), .state.msgpack = STR("\x93")};
    runtime_read(t.runtime, &t.s.call, &in, &ret);
    assert_str_equal(ret.state, STR("\x93"));
    assert_int_equal(t.s.call.diags.error_count, 1);
    stage_end(&t);
}

/* ---- recent writes ---- */

static struct str written_now(struct stage *t)
{
    return str_printf(t->s.call.mem, "written %lld", (long long)clock_wall_ms());
}

#define SHOWN(color) DISK_OF(OWN_ARN, "available", ",\"color\":\"" color "\"")

static void a_late_read_is_repeated(void **state)
{
    (void)state;
    STAGE(t, SHOWN("old"), NOT_FOUND, SHOWN("red"));
    t.s.network.client->read_lag_ms = 60 * 1000;
    struct read_response ret = refresh_with(&t, STATE(OWN_ARN, "red"), written_now(&t));
    assert_int_equal(t.s.call.diags.count, 0);
    struct value now = disk_unpacked(t.s.call.mem, ret.state);
    assert_disk_shown(t.s.call.mem, &now, "color", "\"red\"");
    stage_end(&t);
}

static void a_read_without_a_new_default_tag_is_late_too(void **state)
{
    (void)state;
    static const struct tag team = {STR("Team"), STR("core")};
    STAGE(t, SHOWN("red"),
          DISK_OF(OWN_ARN, "available",
                  ",\"color\":\"red\",\"tags\":[{\"key\":\"Team\",\"value\":\"core\"}]"));
    t.s.provider.default_tags = &team;
    t.s.provider.default_tag_count = 1;
    t.s.network.client->read_lag_ms = 60 * 1000;
    struct read_response ret = refresh_with(
        &t,
        "{\"arn\":\"" OWN_ARN "\",\"color\":\"red\",\"name\":\"data\",\"region\":\"us-east-1\",\"size\":8,"
        "\"tags_all\":{\"Team\":\"core\"}}",
        written_now(&t));
    struct value now = disk_unpacked(t.s.call.mem, ret.state);
    assert_int_equal(value_member(&now, STR("tags_all"))->count, 1);
    stage_end(&t);
}

static void after_the_lag_a_read_is_accepted(void **state)
{
    (void)state;
    STAGE(t, SHOWN("old"), SHOWN("old"));
    struct read_response ret = refresh_with(&t, STATE(OWN_ARN, "red"), written_now(&t));
    struct value now = disk_unpacked(t.s.call.mem, ret.state);
    assert_disk_shown(t.s.call.mem, &now, "color", "\"old\"");
    stage_end(&t);
}

static void an_old_write_is_read_once(void **state)
{
    (void)state;
    STAGE(t, SHOWN("old"));
    t.s.network.client->read_lag_ms = 60 * 1000;
    struct read_response ret = refresh_with(&t, STATE(OWN_ARN, "red"), STR("written 1700000000000"));
    struct value now = disk_unpacked(t.s.call.mem, ret.state);
    assert_disk_shown(t.s.call.mem, &now, "color", "\"old\"");
    stage_end(&t);
}

/* ---- deferral ---- */

static void with_an_unknown_provider_a_refresh_is_deferred_where_allowed(void **state)
{
    (void)state;
    QUIET_STAGE(t);
    struct read_response ret;
    struct read_request in = {.type_name = STR("lightsail_disk"),
                              .state = disk_packed(t.s.call.mem,
                                                   disk_from_json(t.s.call.mem, STATE(OWN_ARN, "red"))),
                              .deferral_allowed = true};
    t.s.provider.is_unknown = true;
    fail_at(&t.s.provider.why_unknown, ERR_USER, "region", "it is not known");
    runtime_read(t.runtime, &t.s.call, &in, &ret);
    assert_true(ret.is_deferred);
    assert_str_equal(ret.state, in.state.msgpack);
    assert_int_equal(t.s.call.diags.count, 0);
    in.deferral_allowed = false;
    runtime_read(t.runtime, &t.s.call, &in, &ret);
    assert_false(ret.is_deferred);
    assert_error(&t, "Cannot configure the provider", "It is not known");
    stage_end(&t);
}

/* ---- import ---- */

static struct import_response import(struct stage *t, const char *type_name, const char *id)
{
    struct import_response ret;
    struct import_request in = {.type_name = str_c(type_name), .id = str_c(id)};
    runtime_import(t->runtime, &t->s.call, &in, &ret);
    assert_int_equal(ret.has_resource, t->s.call.diags.error_count == 0);
    return ret;
}

static void an_import_fills_the_identity(void **state)
{
    (void)state;
    QUIET_STAGE(t);
    struct import_response ret = import(&t, "lightsail_disk", "data");
    struct value now = disk_unpacked(t.s.call.mem, ret.state);
    assert_disk_shown(t.s.call.mem, &now, "name", "\"data\"");
    assert_disk_shown(t.s.call.mem, &now, "id", "\"data\"");
    assert_disk_shown(t.s.call.mem, &now, "region", "\"us-east-1\"");
    assert_disk_shown(t.s.call.mem, &now, "mode", "\"safe\""); /* no source for the value */
    assert_disk_shown(t.s.call.mem, &now, "size", "null");
    assert_str_equal(ret.identity.value.msgpack, NAME_AND_REGION);
    stage_end(&t);
}

static void an_import_id_may_have_the_region(void **state)
{
    (void)state;
    QUIET_STAGE(t);
    struct import_response ret = import(&t, "lightsail_disk", "data@eu-west-1");
    struct value now = disk_unpacked(t.s.call.mem, ret.state);
    assert_disk_shown(t.s.call.mem, &now, "name", "\"data\"");
    assert_disk_shown(t.s.call.mem, &now, "region", "\"eu-west-1\"");
    stage_end(&t);
}

static void an_import_by_identity(void **state)
{
    (void)state;
    QUIET_STAGE(t);
    struct import_response ret;
    struct import_request in = {.type_name = STR("lightsail_disk"),
                                .identity = {.given = true,
                                             .value.msgpack = STR("\x82\xa4name\xa4"
                                                                  "data\xa6region\xa9"
                                                                  "eu-west-1")}};
    runtime_import(t.runtime, &t.s.call, &in, &ret);
    assert_true(ret.has_resource);
    struct value now = disk_unpacked(t.s.call.mem, ret.state);
    assert_disk_shown(t.s.call.mem, &now, "name", "\"data\"");
    assert_disk_shown(t.s.call.mem, &now, "region", "\"eu-west-1\"");
    in.identity.value.msgpack = STR("\x82\xa4name\xc0\xa6region\xc0");
    runtime_import(t.runtime, &t.s.call, &in, &ret);
    assert_false(ret.has_resource);
    assert_error(&t, "Incomplete identity", "needs 'name'");
    stage_end(&t);
}

static void an_impossible_import_is_an_error(void **state)
{
    (void)state;
    static const struct {
        const char *type_name, *id, *summary;
    } rows[] = {
        {"lightsail_disk", "", "Missing import ID"},
        {"lightsail_disk", "arn:aws:ec2:x", "Cannot import 'arn:aws:ec2:x' as lightsail_disk"},
        {"lightsail_pair", "data", "Cannot import 'data' as lightsail_pair"}, /* it has no import hook */
        {"lightsail_unheard", "data", "Unknown"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        QUIET_STAGE(t);
        struct import_response ret = import(&t, rows[i].type_name, rows[i].id);
        assert_false(ret.has_resource);
        assert_error(&t, rows[i].summary, "");
        stage_end(&t);
    }
}

/* ---- data sources ---- */

static struct data_response ask(struct stage *t, const char *json)
{
    struct data_response ret;
    struct data_request in = {.type_name = STR("lightsail_disk_view"),
                              .config = disk_packed(t->s.call.mem, disk_from_json(t->s.call.mem, json)),
                              .deferral_allowed = true};
    runtime_read_data(t->runtime, &t->s.call, &in, &ret);
    return ret;
}

static void a_data_source_returns_its_configuration_and_more(void **state)
{
    (void)state;
    QUIET_STAGE(t);
    struct data_response ret = ask(&t, "{\"name\":\"data\",\"color\":\"red\",\"size\":1}");
    assert_int_equal(t.s.call.diags.count, 0);
    assert_str_equal(seen_color.v, STR("red"));
    struct value now = disk_unpacked(t.s.call.mem, ret.state);
    assert_disk_shown(t.s.call.mem, &now, "color", "\"red\"");
    assert_disk_shown(t.s.call.mem, &now, "size", "8");
    assert_disk_shown(t.s.call.mem, &now, "state", "null");
    assert_disk_shown(t.s.call.mem, &now, "id", "\"data\"");
    assert_disk_shown(t.s.call.mem, &now, "region", "\"us-east-1\"");
    stage_end(&t);
}

static void a_data_source_that_fails_has_no_state(void **state)
{
    (void)state;
    QUIET_STAGE(t);
    struct data_response ret = ask(&t, "{\"name\":\"data\",\"size\":1}");
    assert_int_equal(ret.state.len, 0);
    assert_error(&t, "Cannot read data source", "There is none");
    assert_str_equal(path_print(t.s.call.mem, t.s.call.diags.items[0].path), STR("name"));
    stage_end(&t);
}

static void a_data_source_is_checked_before_it_is_read(void **state)
{
    (void)state;
    QUIET_STAGE(t);
    struct data_response ret = ask(&t, "{\"name\":\"data\",\"size\":1,\"speed\":\"fast\",\"color\":\"red\"}");
    assert_int_equal(ret.state.len, 0);
    assert_int_equal(t.s.call.diags.error_count, 1); /* size excludes speed */
    stage_end(&t);
}

static void a_deferred_data_source_has_unknown_values(void **state)
{
    (void)state;
    QUIET_STAGE(t);
    t.s.provider.is_unknown = true;
    struct data_response ret = ask(&t, "{\"name\":\"data\",\"size\":1}");
    assert_true(ret.is_deferred);
    assert_int_equal(t.s.call.diags.count, 0);
    struct value later = disk_unpacked(t.s.call.mem, ret.state);
    assert_disk_shown(t.s.call.mem, &later, "name", "\"data\"");
    assert_disk_shown(t.s.call.mem, &later, "state", "unknown");
    assert_disk_shown(t.s.call.mem, &later, "color", "null");
    stage_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refresh_stores_the_response),
        cmocka_unit_test(a_deleted_object_leaves_the_state),
        cmocka_unit_test(any_other_failure_keeps_the_state),
        cmocka_unit_test(not_found_in_the_wrong_region_keeps_the_state),
        cmocka_unit_test(an_object_of_another_account_keeps_the_state),
        cmocka_unit_test(an_empty_state_stays_empty),
        cmocka_unit_test(a_refresh_needs_a_known_type_and_a_provider),
        cmocka_unit_test(a_state_that_cannot_be_decoded_is_kept),
        cmocka_unit_test(a_late_read_is_repeated),
        cmocka_unit_test(a_read_without_a_new_default_tag_is_late_too),
        cmocka_unit_test(after_the_lag_a_read_is_accepted),
        cmocka_unit_test(an_old_write_is_read_once),
        cmocka_unit_test(with_an_unknown_provider_a_refresh_is_deferred_where_allowed),
        cmocka_unit_test(an_import_fills_the_identity),
        cmocka_unit_test(an_import_id_may_have_the_region),
        cmocka_unit_test(an_import_by_identity),
        cmocka_unit_test(an_impossible_import_is_an_error),
        cmocka_unit_test(a_data_source_returns_its_configuration_and_more),
        cmocka_unit_test(a_data_source_that_fails_has_no_state),
        cmocka_unit_test(a_data_source_is_checked_before_it_is_read),
        cmocka_unit_test(a_deferred_data_source_has_unknown_values),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
