/*
 * test_generate.c — a configuration that is generated from a state.
 */
#include "disk.h"

struct rule {
    struct tf_string note;
    struct tf_int port;
};
struct timeouts {
    struct tf_string create;
};
struct host {
    struct tf_string disk_arn, disk_name, legacy, name, only_arn;
    TF_OBJECTS(struct rule) rules, steps;
    TF_OBJECTS(struct timeouts) timeouts;
};

static const struct type_member rule_members[] = {MEMBER("note", &type_string), MEMBER("port", &type_number)};
static const struct type rule_type = OBJECT_TYPE(rule_members);
static const struct type rules_type = {.kind = TYPE_SET, .element = &rule_type};
static const struct type steps_type = {.kind = TYPE_LIST, .element = &rule_type};
static const struct attr_desc rule_attrs[] = {
    {ATTR(rule, note, .type = &type_string, .flags = ATTR_COMPUTED, .field = FIELD_STRING)},
    {ATTR(rule, port, .type = &type_number, .flags = ATTR_REQUIRED, .field = FIELD_INT)},
};
static const struct object_desc rule_desc = OBJECT(rule, rule_attrs, rule_type);
static const struct type_member timeouts_members[] = {MEMBER("create", &type_string)};
static const struct type timeouts_type = OBJECT_TYPE(timeouts_members);
static const struct attr_desc timeouts_attrs[] = {
    {ATTR(timeouts, create, .type = &type_string, .flags = ATTR_OPTIONAL | ATTR_LOCAL,
          .field = FIELD_STRING)},
};
static const struct object_desc timeouts_desc = OBJECT(timeouts, timeouts_attrs, timeouts_type);
static const struct type_member host_members[] = {
    MEMBER("disk_arn", &type_string), MEMBER("disk_name", &type_string), MEMBER("legacy", &type_string),
    MEMBER("name", &type_string),     MEMBER("only_arn", &type_string),  MEMBER("rules", &rules_type),
    MEMBER("steps", &steps_type),     MEMBER("timeouts", &timeouts_type)};
static const struct type host_type = OBJECT_TYPE(host_members);
static const struct attr_desc host_attrs[] = {
    {ATTR(host, disk_arn, .type = &type_string, .flags = ATTR_OPTIONAL, .field = FIELD_STRING)},
    {ATTR(host, disk_name, .type = &type_string, .flags = ATTR_OPTIONAL, .field = FIELD_STRING)},
    {ATTR(host, legacy, .type = &type_string, .flags = ATTR_OPTIONAL, .field = FIELD_STRING,
          .deprecated = "Use name.")},
    {ATTR(host, name, .type = &type_string, .flags = ATTR_REQUIRED, .field = FIELD_STRING)},
    {ATTR(host, only_arn, .type = &type_string, .flags = ATTR_OPTIONAL, .field = FIELD_STRING)},
    {ATTR(host, rules, .type = &rules_type, .flags = ATTR_OPTIONAL, .field = FIELD_OBJECTS,
          .nesting = NESTING_SET, .nested = &rule_desc)},
    {ATTR(host, steps, .type = &steps_type, .flags = ATTR_BLOCK, .field = FIELD_OBJECTS,
          .nesting = NESTING_LIST, .nested = &rule_desc)},
    {ATTR(host, timeouts, .type = &timeouts_type, .flags = ATTR_OPTIONAL | ATTR_BLOCK | ATTR_LOCAL,
          .field = FIELD_OBJECTS, .nesting = NESTING_SINGLE, .nested = &timeouts_desc)},
};
static const struct object_desc host_desc = OBJECT(host, host_attrs, host_type);
static const struct schema_desc host_schema = {.type_name = "lightsail_host", .object = &host_desc};
static const struct resource host_resource = {.schema = &host_schema};
static const struct resource *const all_resources[] = {&disk_resource, &host_resource};
static const struct registry generate_registry = {.resources = all_resources, .resource_count = 2};

/* The configuration of a state as JSON; "" when there is none. */
static struct str generated(struct scene *s, const char *type_name, const struct type *type, const char *json)
{
    struct runtime *runtime = runtime_new(&generate_registry);
    struct arena *mem = s->call.mem;
    struct value state, config;
    struct dynamic_value in = {{NULL, 0}, {NULL, 0}};
    struct str out, text = STR("");
    struct err err = {0};
    if (!statejson_decode(mem, str_c(json), type, &state, &err) ||
        !msgpack_encode(mem, &state, type, &in.msgpack, &err))
        fail_msg("%s", err.text);
    runtime_generate_config(runtime, &s->call, str_c(type_name), in, &out);
    assert_int_equal(out.len > 0, s->call.diags.error_count == 0);
    if (out.len > 0 && (!msgpack_decode(mem, out, type, &config, &err) ||
                        !statejson_encode(mem, &config, type, &text, &err)))
        fail_msg("%s", err.text);
    runtime_free(runtime);
    return text;
}

static struct value disk_config(struct scene *s, const char *json)
{
    return disk_from_json(s->call.mem, str_z(s->call.mem, generated(s, "lightsail_disk", &disk_type, json)));
}

static void only_configurable_attributes_are_written(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    struct value config = disk_config(
        &s,
        "{\"arn\":\"" OWN_ARN "\",\"auto_snapshot\":{\"time\":\"06:00\"},\"color\":\"red\",\"id\":\"data\","
        "\"is_shared\":false,\"key\":\"once\",\"mode\":\"bold\",\"name\":\"data\",\"password\":\"hush\","
        "\"speed\":\"fast\",\"state\":\"available\",\"tags\":{\"A\":\"1\"},\"tags_all\":{\"A\":\"1\"}}");
    struct arena *mem = s.call.mem;
    assert_disk_shown(mem, &config, "color", "\"red\"");
    assert_disk_shown(mem, &config, "is_shared", "false");
    assert_disk_shown(mem, &config, "mode", "\"bold\"");
    assert_disk_shown(mem, &config, "name", "\"data\"");
    assert_disk_shown(mem, &config, "speed", "\"fast\"");
    assert_false(value_is_null(*value_member(&config, STR("tags"))));
    const struct value *snapshot = value_member(&config, STR("auto_snapshot"));
    assert_str_equal(value_member(snapshot, STR("time"))->text, STR("06:00"));
    static const char *const told[] = {"arn", "id", "key", "password", "state", "tags_all"};
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
        assert_disk_shown(mem, &config, told[i], "null");
    scene_end(&s);
}

static void defaults_and_the_providers_region_are_left_out(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    struct value config = disk_config(
        &s, "{\"mode\":\"safe\",\"name\":\"data\",\"region\":\"us-east-1\",\"size\":8}");
    assert_disk_shown(s.call.mem, &config, "mode", "null");
    assert_disk_shown(s.call.mem, &config, "region", "null");
    assert_disk_shown(s.call.mem, &config, "size", "8");
    config = disk_config(&s, "{\"name\":\"data\",\"region\":\"eu-west-1\"}");
    assert_disk_shown(s.call.mem, &config, "region", "\"eu-west-1\"");
    s.call.client = NULL; /* the provider's region is unknown */
    config = disk_config(&s, "{\"name\":\"data\",\"region\":\"us-east-1\"}");
    assert_disk_shown(s.call.mem, &config, "region", "\"us-east-1\"");
    scene_end(&s);
}

static void of_conflicting_arguments_the_first_is_written(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    struct value config = disk_config(&s, "{\"name\":\"data\",\"size\":8,\"speed\":\"fast\"}");
    assert_disk_shown(s.call.mem, &config, "size", "8");
    assert_disk_shown(s.call.mem, &config, "speed", "null");
    config = disk_config(&s, "{\"name\":\"data\",\"speed\":\"fast\"}");
    assert_disk_shown(s.call.mem, &config, "speed", "\"fast\"");
    scene_end(&s);
}

static void a_name_replaces_its_arn(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    assert_str_equal(generated(&s, "lightsail_host", &host_type,
                               "{\"disk_arn\":\"a1\",\"disk_name\":\"data\",\"name\":\"web\",\"only_arn\":"
                               "\"a2\",\"steps\":[]}"),
                     STR("{\"disk_arn\":null,\"disk_name\":\"data\",\"legacy\":null,\"name\":\"web\",\"only_"
                         "arn\":\"a2\",\"rules\":null,\"steps\":[],\"timeouts\":null}"));
    assert_contains(generated(&s, "lightsail_host", &host_type,
                              "{\"disk_arn\":\"a1\",\"name\":\"web\",\"steps\":[]}"),
                    "\"disk_arn\":\"a1\"");
    scene_end(&s);
}

static void nested_objects_have_no_computed_or_deprecated_attributes(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    assert_str_equal(
        generated(
            &s, "lightsail_host", &host_type,
            "{\"legacy\":\"old\",\"name\":\"web\",\"rules\":[{\"note\":\"b\",\"port\":80},{\"note\":"
            "\"a\",\"port\":22}],\"steps\":[{\"note\":\"n\",\"port\":1}],\"timeouts\":{\"create\":\"1m\"}}"),
        STR("{\"disk_arn\":null,\"disk_name\":null,\"legacy\":null,\"name\":\"web\",\"only_arn\":null,"
            "\"rules\":[{\"note\":null,\"port\":22},{\"note\":null,\"port\":80}],\"steps\":[{\"note\":null,"
            "\"port\":1}],\"timeouts\":null}"));
    scene_end(&s);
}

static void an_empty_state_gives_nothing(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    assert_str_equal(generated(&s, "lightsail_disk", &disk_type, "null"), STR("null"));
    scene_end(&s);
}

static void an_unknown_type_or_a_broken_state_is_an_error(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    struct runtime *runtime = runtime_new(&generate_registry);
    struct str out = STR("before");
    const struct dynamic_value broken = {.msgpack = STR("\x93")};
    runtime_generate_config(runtime, &s.call, STR("lightsail_unheard"), broken, &out);
    assert_int_equal(out.len, 0);
    assert_int_equal(s.call.diags.error_count, 1);
    out = STR("before");
    runtime_generate_config(runtime, &s.call, STR("lightsail_disk"), broken, &out);
    assert_int_equal(out.len, 0);
    assert_int_equal(s.call.diags.error_count, 2);
    runtime_free(runtime);
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_configurable_attributes_are_written),
        cmocka_unit_test(defaults_and_the_providers_region_are_left_out),
        cmocka_unit_test(of_conflicting_arguments_the_first_is_written),
        cmocka_unit_test(a_name_replaces_its_arn),
        cmocka_unit_test(nested_objects_have_no_computed_or_deprecated_attributes),
        cmocka_unit_test(an_empty_state_gives_nothing),
        cmocka_unit_test(an_unknown_type_or_a_broken_state_is_an_error),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
