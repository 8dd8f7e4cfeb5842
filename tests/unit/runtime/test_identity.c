/*
 * test_identity.c — resource identities: their rows, and how they are written, read, imported and upgraded.
 */
#include "disk.h"

static struct schema_desc pair_schema, local_schema;
static const char *const several[] = {"size", "host"};
static const struct resource pair_resource = {.schema = &pair_schema},
                             local_resource = {.schema = &local_schema};

/* A call of the disk, and an engine. */
struct stage {
    struct scene s;
    struct runtime *runtime;
};

static void stage_begin(struct stage *t)
{
    pair_schema = local_schema = disk_schema;
    pair_schema.identity = several;
    pair_schema.identity_count = 2;
    local_schema.in_aws = false;
    scene_begin(&t->s, &disk_schema, NULL, 0);
    t->runtime = runtime_new(&disk_registry);
}

static void stage_end(struct stage *t)
{
    runtime_free(t->runtime);
    scene_end(&t->s);
}

#define NAME_AND_REGION    \
    STR("\x82\xa4name\xa4" \
        "data\xa6region\xa9us-east-1")
#define NAME_ALONE         \
    STR("\x82\xa4name\xa4" \
        "data\xa6region\xc0")
#define IN_IRELAND           \
    STR("\x82\xa4name\xa4"   \
        "data\xa6region\xa9" \
        "eu-west-1")

static struct identity given(struct str bytes)
{
    return (struct identity){.given = true, .value.msgpack = bytes};
}

static void assert_error(struct stage *t, const char *summary, const char *part)
{
    const struct diagnostic *said = scene_only_diagnostic(&t->s);
    assert_int_equal(said->severity, DIAG_ERROR);
    assert_contains(said->summary, summary);
    assert_contains(said->detail, part);
    t->s.call.diags = (struct diagnostics){0};
}

/* ---- rows ---- */

static void an_identity_has_the_key_of_the_object_and_the_region(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    const struct object_desc *object = runtime_identity_object(t.runtime, &disk_resource);
    assert_int_equal(object->count, 2);
    assert_str_equal(object->attrs[0].name, STR("name"));
    assert_int_equal(object->attrs[0].flags, ATTR_REQUIRED);
    assert_str_equal(object->attrs[1].name, STR("region"));
    assert_int_equal(object->attrs[1].flags, ATTR_OPTIONAL);
    assert_int_equal(object->type->count, 2);
    assert_ptr_equal(runtime_identity_object(t.runtime, &disk_resource), object); /* made once */
    object = runtime_identity_object(t.runtime, &pair_resource);
    assert_int_equal(object->count, 3);
    assert_str_equal(object->attrs[0].name, STR("host")); /* sorted by name */
    assert_str_equal(object->attrs[2].name, STR("size"));
    object = runtime_identity_object(t.runtime, &local_resource);
    assert_int_equal(object->count, 1);
    stage_end(&t);
}

/* ---- of a state ---- */

static struct identity identity_of(struct stage *t, const struct resource *resource, struct value state)
{
    return engine_identity(t->runtime, &t->s.call, resource, &state, given(STR("fallback")));
}

static void a_state_has_an_identity(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    struct arena *mem = t.s.call.mem;
    struct identity identity = identity_of(&t, &disk_resource, disk_from_json(mem, "{\"name\":\"data\"}"));
    assert_true(identity.given);
    assert_str_equal(identity.value.msgpack, NAME_AND_REGION);
    identity = identity_of(&t, &disk_resource,
                           disk_from_json(mem, "{\"name\":\"data\",\"region\":\"eu-west-1\"}"));
    assert_str_equal(identity.value.msgpack, IN_IRELAND);
    identity = identity_of(&t, &pair_resource, disk_from_json(mem, "{\"host\":\"web\",\"size\":8}"));
    assert_str_equal(identity.value.msgpack, STR("\x83\xa4host\xa3web\xa6region\xa9us-east-1\xa4size\x08"));
    identity = identity_of(&t, &local_resource, disk_from_json(mem, "{\"name\":\"data\"}"));
    assert_str_equal(identity.value.msgpack, STR("\x81\xa4name\xa4"
                                                 "data"));
    stage_end(&t);
}

static void without_a_provider_the_arn_has_the_region(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    t.s.call.client = NULL;
    struct identity identity = identity_of(
        &t, &disk_resource,
        disk_from_json(t.s.call.mem, "{\"name\":\"data\",\"arn\":\"arn:aws:lightsail:eu-west-1:1:Disk/1\"}"));
    assert_str_equal(identity.value.msgpack, IN_IRELAND);
    identity = identity_of(&t, &disk_resource, disk_from_json(t.s.call.mem, "{\"name\":\"data\"}"));
    assert_str_equal(identity.value.msgpack, NAME_ALONE);
    stage_end(&t);
}

static void an_incomplete_state_has_no_identity(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    struct arena *mem = t.s.call.mem;
    struct value named = disk_from_json(mem, "{\"name\":\"data\"}");
    struct value states[] = {
        value_null(&disk_type),
        disk_from_json(mem, "{\"size\":8}"),
        disk_from_json(mem, "{\"name\":\"\"}"),
        value_with_member(mem, &named, STR("name"), value_unknown(&type_string)),
        value_with_member(mem, &named, STR("region"), value_unknown(&type_string)),
    };
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        assert_str_equal(identity_of(&t, &disk_resource, states[i]).value.msgpack, STR("fallback"));
    assert_int_equal(t.s.call.diags.count, 0);
    stage_end(&t);
}

/* ---- back ---- */

static void an_identity_has_its_region(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    struct identity none = {.given = false};
    assert_str_equal(engine_identity_region(t.runtime, &t.s.call, &disk_resource, given(IN_IRELAND)),
                     STR("eu-west-1"));
    const struct identity silent[] = {none, given(NAME_ALONE), given(STR("\xc0")), given(STR("junk"))};
    for (size_t i = 0; i < sizeof silent / sizeof silent[0]; i++)
        assert_null(engine_identity_region(t.runtime, &t.s.call, &disk_resource, silent[i]).data);
    assert_int_equal(t.s.call.diags.count, 0);
    stage_end(&t);
}

static void an_import_uses_the_region_of_the_identity(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    struct value identity;
    assert_true(engine_import_identity(t.runtime, &t.s.call, &disk_resource, given(IN_IRELAND), &identity));
    assert_str_equal(value_member(&identity, STR("name"))->text, STR("data"));
    assert_str_equal(call_region(&t.s.call), STR("eu-west-1"));
    assert_true(engine_import_identity(t.runtime, &t.s.call, &disk_resource, given(NAME_ALONE), &identity));
    assert_str_equal(call_region(&t.s.call), STR("us-east-1")); /* the provider's */
    stage_end(&t);
}

static void an_incomplete_identity_is_refused(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    struct value identity;
    assert_false(engine_import_identity(t.runtime, &t.s.call, &disk_resource,
                                        given(STR("\x82\xa4name\xc0\xa6region\xc0")), &identity));
    assert_error(&t, "Incomplete identity", "The identity of lightsail_disk needs 'name'");
    assert_false(engine_import_identity(t.runtime, &t.s.call, &disk_resource, given(STR("\xc0")), &identity));
    assert_error(&t, "Incomplete identity", "Give an ID or an identity");
    assert_false(engine_import_identity(t.runtime, &t.s.call, &disk_resource, given(STR("\x07")), &identity));
    assert_error(&t, "the identity", "not a map");
    assert_false(engine_import_identity(t.runtime, &t.s.call, &disk_resource,
                                        given(STR("\x82\xa4name\xa4"
                                                  "data\xa6region\xa5Tokyo")),
                                        &identity));
    assert_error(&t, "", "Tokyo");
    stage_end(&t);
}

/* ---- upgrades ---- */

static struct identity upgrade(struct stage *t, const char *type_name, int64_t version, const char *json)
{
    struct identity ret;
    struct upgrade_identity_request in = {str_c(type_name), version, str_c(json)};
    runtime_upgrade_identity(t->runtime, &t->s.call, &in, &ret);
    return ret;
}

static void a_stored_identity_is_read(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    struct identity identity = upgrade(&t, "lightsail_disk", 0,
                                       "{\"name\":\"data\",\"region\":\"eu-west-1\"}");
    assert_true(identity.given);
    assert_str_equal(identity.value.msgpack, IN_IRELAND);
    assert_int_equal(t.s.call.diags.count, 0);
    stage_end(&t);
}

static void an_invalid_stored_identity_is_an_error(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t);
    assert_false(upgrade(&t, "lightsail_disk", 1, "{\"name\":\"data\"}").given);
    assert_error(&t, "Identity of a newer provider", "version 1");
    assert_false(upgrade(&t, "lightsail_disk", 0, "{\"name\":").given);
    assert_error(&t, "Cannot read the stored identity of lightsail_disk", "");
    assert_false(upgrade(&t, "lightsail_disk", 0, "{\"name\":[]}").given);
    assert_error(&t, "Cannot read the stored identity of lightsail_disk", "is not a string");
    assert_false(upgrade(&t, "lightsail_unheard", 0, "{\"name\":\"data\"}").given);
    assert_error(&t, "Unknown", "lightsail_unheard");
    stage_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_identity_has_the_key_of_the_object_and_the_region),
        cmocka_unit_test(a_state_has_an_identity),
        cmocka_unit_test(without_a_provider_the_arn_has_the_region),
        cmocka_unit_test(an_incomplete_state_has_no_identity),
        cmocka_unit_test(an_identity_has_its_region),
        cmocka_unit_test(an_import_uses_the_region_of_the_identity),
        cmocka_unit_test(an_incomplete_identity_is_refused),
        cmocka_unit_test(a_stored_identity_is_read),
        cmocka_unit_test(an_invalid_stored_identity_is_an_error),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
