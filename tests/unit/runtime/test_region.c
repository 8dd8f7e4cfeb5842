/*
 * test_region.c — the region of a call: from the configuration, the state, the ARN, the identity or the
 * provider, and invalid regions. Knows the entry points of the engine; must not know any real resource, and
 * sends no request.
 */
#include "runtime/engine.h"

#include "../lightsail/fakes.h"

#include "base/json.h"

/*
 * ---- a resource in AWS that refers to another object by ARN and has a region; and a resource outside of AWS
 * ----
 */

static const struct type_member members[] = {
    {.name = STR("instance_arn"), .type = &type_string},
    {.name = STR("name"), .type = &type_string},
    {.name = STR("region"), .type = &type_string},
};
static const struct type thing_type = {.kind = TYPE_OBJECT, .members = members, .count = 3};
static const struct constraint arn_rules[] = {{.kind = CONSTRAINT_MATCH, .name = "arn"}};
static const struct attr_desc attrs[] = {
    {.name = STR("instance_arn"),
     .type = &type_string,
     .flags = ATTR_OPTIONAL,
     .field = FIELD_STRING,
     .constraints = arn_rules,
     .constraint_count = 1},
    {.name = STR("name"), .type = &type_string, .flags = ATTR_REQUIRED, .field = FIELD_STRING},
    {.name = STR("region"),
     .type = &type_string,
     .flags = ATTR_OPTIONAL | ATTR_COMPUTED | ATTR_REPLACE,
     .field = FIELD_STRING},
};
static const struct object_desc thing_desc = {.name = "thing",
                                              .attrs = attrs,
                                              .count = 3,
                                              .type = &thing_type};
static const char *const thing_identity[] = {"name"};
static const struct schema_desc in_aws = {.type_name = "lightsail_thing",
                                          .object = &thing_desc,
                                          .identity = thing_identity,
                                          .identity_count = 1,
                                          .in_aws = true};
static const struct schema_desc elsewhere = {.type_name = "lightsail_local", .object = &thing_desc};

static const char unknown[] = "?";

static struct value text_or(const char *text)
{
    return text == NULL      ? value_null(&type_string)
           : text == unknown ? value_unknown(&type_string)
                             : value_string(str_c(text));
}

/* One call with a provider of us-east-1. */
struct scene {
    struct fixture network;
    struct provider provider;
    struct call call, *c;
};

static struct value thing(struct scene *s, const char *region, const char *arn)
{
    struct value *items = arena_new_array(s->c->mem, struct value, 3);
    items[0] = text_or(arn);
    items[1] = text_or("web");
    items[2] = text_or(region);
    return value_object(&thing_type, items);
}

static void scene_begin(struct scene *s, const struct schema_desc *schema)
{
    *s = (struct scene){0};
    fixture_begin(&s->network, NULL, NULL, 0);
    s->provider = (struct provider){.client = s->network.client, .mem = s->network.mem};
    s->call = (struct call){.mem = s->network.mem,
                            .deadline = s->network.deadline,
                            .provider = &s->provider,
                            .client = s->network.client,
                            .schema = schema};
    s->c = &s->call;
}

static void scene_end(struct scene *s)
{
    fixture_end(&s->network);
}

static const char arn_in_ireland[] = "arn:aws:lightsail:eu-west-1:123456789012:Instance/x";

static void assert_region(struct scene *s, const char *region)
{
    assert_str_equal(call_region(s->c), str_c(region));
}

static void assert_said(struct scene *s, enum diag_severity severity, const char *at, const char *part)
{
    assert_int_equal(s->c->diags.count, 1);
    const struct diagnostic *said = &s->c->diags.items[0];
    assert_int_equal(said->severity, severity);
    assert_str_equal(path_print(s->c->mem, said->path), str_c(at));
    if (!str_contains(said->detail, str_c(part)))
        fail_msg("'%.*s' is not about '%s'", STR_ARG(said->detail), part);
    s->c->diags.count = s->c->diags.error_count = 0;
}

static void assert_quiet(struct scene *s)
{
    assert_int_equal(s->c->diags.count, 0);
}

/* ---- tests ---- */

static void the_fourth_part_of_an_arn_is_the_region(void **state)
{
    (void)state;
    static const struct {
        const char *arn, *region;
    } rows[] = {
        {arn_in_ireland, "eu-west-1"},
        {"arn:aws-cn:lightsail:cn-north-1:1:x:y:z", "cn-north-1"},
        {"arn:aws:iam::123456789012:role/x", ""},
        {"arn:aws:lightsail:eu-west-1", ""},
        {"web", ""},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_str_equal(engine_region_of_arn(str_c(rows[i].arn)), str_c(rows[i].region));
}

static void the_region_is_from_the_configuration_or_the_provider(void **state)
{
    (void)state;
    struct scene s;
    scene_begin(&s, &in_aws);
    struct value config = thing(&s, "eu-west-1", NULL);
    assert_true(engine_enter_config_region(s.c, &config));
    assert_region(&s, "eu-west-1");
    config = thing(&s, NULL, NULL);
    assert_true(engine_enter_config_region(s.c, &config));
    assert_region(&s, "us-east-1");
    assert_quiet(&s);
    config = thing(&s, "Tokyo", NULL);
    assert_false(engine_enter_config_region(s.c, &config));
    assert_said(&s, DIAG_ERROR, "region", "Tokyo");
    config = thing(&s, "cn-north-1", NULL);
    assert_false(engine_enter_config_region(s.c, &config));
    assert_said(&s, DIAG_ERROR, "region", "another AWS partition");
    scene_end(&s);
}

static void an_arn_of_another_region_is_an_error_at_the_arn(void **state)
{
    (void)state;
    struct scene s;
    scene_begin(&s, &in_aws);
    struct value config = thing(&s, NULL, arn_in_ireland);
    assert_false(engine_enter_config_region(s.c, &config));
    assert_said(&s, DIAG_ERROR, "instance_arn", "Set region = \"eu-west-1\" here");
    config = thing(&s, "eu-west-1", arn_in_ireland);
    assert_true(engine_enter_config_region(s.c, &config));
    config = thing(&s, "us-east-1", unknown);
    assert_true(engine_enter_config_region(s.c, &config)); /* not known yet */
    assert_quiet(&s);
    scene_end(&s);
}

static void the_region_of_a_state_is_its_own_then_its_arn_then_its_identity(void **state)
{
    (void)state;
    static const struct {
        const char *region, *arn, *otherwise, *expected;
    } rows[] = {
        {"ap-south-1", arn_in_ireland, "eu-north-1", "ap-south-1"},
        {NULL, arn_in_ireland, "eu-north-1", "eu-west-1"},
        {NULL, NULL, "eu-north-1", "eu-north-1"},
        {NULL, NULL, "", "us-east-1"},
    };
    struct scene s;
    scene_begin(&s, &in_aws);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct value stored = thing(&s, rows[i].region, rows[i].arn);
        assert_true(engine_enter_state_region(s.c, &stored, str_c(rows[i].otherwise)));
        assert_region(&s, rows[i].expected);
    }
    /* A region that this build does not know is accepted: the object in the state exists. */
    struct value stored = thing(&s, "xx-newland-1", NULL);
    assert_true(engine_enter_state_region(s.c, &stored, STR("")));
    assert_region(&s, "xx-newland-1");
    assert_quiet(&s);
    scene_end(&s);
}

static void a_resource_stays_in_its_region_with_a_warning(void **state)
{
    (void)state;
    struct scene s;
    struct value config, prior, located;
    scene_begin(&s, &in_aws);
    config = thing(&s, NULL, NULL);
    prior = thing(&s, "eu-west-1", NULL);
    assert_true(engine_enter_plan_region(s.c, &config, &prior, STR(""), &located));
    assert_region(&s, "eu-west-1");
    assert_said(&s, DIAG_WARNING, "region", "region = \"eu-west-1\" to confirm this");
    prior = thing(&s, "us-east-1", NULL);
    assert_true(engine_enter_plan_region(s.c, &config, &prior, STR(""), &located));
    assert_quiet(&s);
    /* A state of an older build gets its region from the ARN. */
    prior = thing(&s, NULL, arn_in_ireland);
    config = thing(&s, "eu-west-1", NULL);
    assert_true(engine_enter_plan_region(s.c, &config, &prior, STR(""), &located));
    assert_str_equal(engine_region(s.c, &located).text, STR("eu-west-1"));
    assert_quiet(&s);
    /* Another region, because the configuration says so. */
    config = thing(&s, "ap-south-1", NULL);
    assert_true(engine_enter_plan_region(s.c, &config, &prior, STR(""), &located));
    assert_region(&s, "ap-south-1");
    assert_quiet(&s);
    scene_end(&s);
}

static void an_unknown_region_has_no_value(void **state)
{
    (void)state;
    struct scene s;
    struct value located;
    scene_begin(&s, &in_aws);
    struct value config = thing(&s, unknown, arn_in_ireland), none = value_null(&thing_type);
    assert_true(engine_enter_plan_region(s.c, &config, &none, STR(""), &located));
    assert_null(s.c->client);
    assert_region(&s, "");
    struct value planned = engine_with_region(s.c, &config);
    assert_true(value_is_unknown(engine_region(s.c, &planned)));
    assert_quiet(&s);
    scene_end(&s);
}

static void an_object_gets_the_region_of_the_call(void **state)
{
    (void)state;
    struct scene s;
    scene_begin(&s, &in_aws);
    struct value bare = thing(&s, NULL, NULL), told = thing(&s, "eu-west-1", NULL);
    struct value with = engine_with_region(s.c, &bare);
    assert_str_equal(engine_region(s.c, &with).text, STR("us-east-1"));
    with = engine_with_region_if_null(s.c, &bare, STR("ap-south-1"));
    assert_str_equal(engine_region(s.c, &with).text, STR("ap-south-1"));
    with = engine_with_region_if_null(s.c, &told, STR("ap-south-1"));
    assert_str_equal(engine_region(s.c, &with).text, STR("eu-west-1"));
    with = engine_with_region_if_null(s.c, &bare, STR(""));
    assert_true(value_is_null(engine_region(s.c, &with)));
    scene_end(&s);
}

static void an_import_may_name_the_region(void **state)
{
    (void)state;
    static const struct {
        const char *id, *region, *rest;
    } rows[] = {
        {"web@eu-west-1", "eu-west-1", "web"},
        {"a@b@eu-west-1", "eu-west-1", "a@b"},
        {"web@", "", "web"},
        {"web", "", "web"},
        {"@eu-west-1", "eu-west-1", ""},
        {arn_in_ireland, "eu-west-1", arn_in_ireland},
    };
    struct scene s;
    scene_begin(&s, &in_aws);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct str rest;
        assert_str_equal(engine_import_region(s.c, str_c(rows[i].id), &rest), str_c(rows[i].region));
        assert_str_equal(rest, str_c(rows[i].rest));
    }
    scene_end(&s);
}

/*
 * The three plans of a replacement: only the first has the old state; the second has the private data of the
 * first.
 */
static void a_replacement_stays_in_its_region(void **state)
{
    (void)state;
    struct scene s;
    struct value located;
    scene_begin(&s, &in_aws);
    struct value config = thing(&s, NULL, NULL), prior = thing(&s, "eu-west-1", NULL);
    assert_true(engine_enter_plan_region(s.c, &config, &prior, STR(""), &located));
    s.c->diags.count = 0;
    struct value none = value_null(prior.type);
    struct str private = engine_private(s.c, &prior, STR(""));
    assert_str_equal(private, STR("region eu-west-1\nid web"));
    assert_str_equal(engine_private_id(private), STR("web"));
    assert_null(engine_private_id(STR("region eu-west-1")).data); /* of an older build */
    assert_null(engine_private_id(STR("of another provider")).data);
    assert_true(engine_refuse_to_move(s.c, &config, private));
    assert_said(&s, DIAG_ERROR, "region",
                "Set region = \"eu-west-1\" to create the new one in the same region");
    config = thing(&s, "eu-west-1", NULL);
    assert_false(engine_refuse_to_move(s.c, &config, private)); /* now the configuration names the region */
    config = thing(&s, NULL, NULL);
    assert_false(engine_refuse_to_move(s.c, &config,
                                       STR("region us-east-1"))); /* the provider has moved to that region */
    assert_false(engine_refuse_to_move(s.c, &config, STR("of another provider")));
    assert_str_equal(engine_private(s.c, &prior, STR("of another provider")), STR("of another provider"));
    assert_int_equal(engine_private(s.c, &none, private).len, 0); /* a creation needs no note */
    s.c->client = s.network.client; /* in the provider's region it needs no note */
    assert_false(engine_refuse_to_move(s.c, &config, engine_private(s.c, &prior, private)));
    assert_quiet(&s);
    scene_end(&s);
}

/*
 * The deletion of a replacement gets the private data of the plan of the creation, which may have been saved.
 */
static void a_saved_replacement_is_refused_in_another_region_of_the_provider(void **state)
{
    (void)state;
    struct scene s;
    scene_begin(&s, &in_aws);
    struct value bare = thing(&s, NULL, NULL), told = thing(&s, "eu-west-1", NULL);
    assert_str_equal(engine_private_home(s.c, &bare, STR("")), STR("home us-east-1"));
    assert_int_equal(engine_private_home(s.c, &told, STR("")).len, 0);
    assert_str_equal(engine_private_home(s.c, &bare, STR("of another provider")), STR("of another provider"));
    assert_false(engine_refuse_other_home(s.c, STR("home us-east-1")));
    assert_false(engine_refuse_other_home(s.c, STR("region eu-west-1")));
    assert_quiet(&s);
    assert_true(engine_refuse_other_home(s.c, STR("home eu-west-1")));
    assert_said(
        &s, DIAG_ERROR, "",
        "provider was eu-west-1 when this plan was made, and is us-east-1 now. The new one would be in "
        "another region");
    /* What is stored after the apply has no home any more. */
    assert_null(engine_private_home_region(engine_private_written(s.c, STR("home us-east-1"))).data);
    scene_end(&s);
}

static void a_resource_outside_of_aws_has_no_region(void **state)
{
    (void)state;
    struct scene s;
    struct value located;
    struct str rest;
    scene_begin(&s, &elsewhere);
    struct value told = thing(&s, "Tokyo", arn_in_ireland), bare = thing(&s, NULL, NULL);
    assert_true(engine_enter_config_region(s.c, &told));
    assert_true(engine_enter_state_region(s.c, &told, STR("eu-north-1")));
    assert_true(engine_enter_plan_region(s.c, &told, &told, STR("eu-north-1"), &located));
    assert_region(&s, "us-east-1");
    assert_true(value_is_null(engine_region(s.c, &told)));
    struct value with = engine_with_region(s.c, &bare);
    assert_true(value_equal(&with, &bare));
    assert_int_equal(engine_import_region(s.c, STR("web@eu-west-1"), &rest).len, 0);
    assert_str_equal(rest, STR("web@eu-west-1"));
    assert_int_equal(engine_private(s.c, &bare, STR("")).len, 0);
    assert_false(engine_refuse_to_move(s.c, &bare, STR("region eu-west-1")));
    assert_quiet(&s);
    scene_end(&s);
}

/* Validation and moves come before ConfigureProvider. */
static void a_call_may_read_in_another_region(void **state)
{
    (void)state;
    struct scene s;
    struct ls_client *there;
    scene_begin(&s, &in_aws);
    assert_true(call_client_of(s.c, STR(""), &there) && there == s.c->client);
    assert_true(call_client_of(s.c, STR("us-east-1"), &there) && there == s.c->client);
    assert_true(call_client_of(s.c, STR("eu-west-1"), &there));
    assert_str_equal(ls_client_region(there), STR("eu-west-1"));
    assert_region(&s, "us-east-1");
    assert_false(call_client_of(s.c, STR("cn-north-1"), &there));
    assert_int_equal(s.c->err.kind, ERR_USER);
    scene_end(&s);
}

static void without_a_provider_no_region_is_set(void **state)
{
    (void)state;
    struct scene s;
    struct value located;
    scene_begin(&s, &in_aws);
    s.c->provider = NULL;
    s.c->client = NULL;
    struct value config = thing(&s, "eu-west-1", arn_in_ireland), prior = thing(&s, "us-east-1", NULL);
    assert_true(engine_enter_region(s.c, STR("Tokyo")));
    assert_true(engine_enter_config_region(s.c, &config));
    assert_true(engine_enter_plan_region(s.c, &config, &prior, STR(""), &located));
    assert_null(s.c->client);
    assert_quiet(&s);
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_fourth_part_of_an_arn_is_the_region),
        cmocka_unit_test(the_region_is_from_the_configuration_or_the_provider),
        cmocka_unit_test(an_arn_of_another_region_is_an_error_at_the_arn),
        cmocka_unit_test(the_region_of_a_state_is_its_own_then_its_arn_then_its_identity),
        cmocka_unit_test(a_resource_stays_in_its_region_with_a_warning),
        cmocka_unit_test(an_unknown_region_has_no_value),
        cmocka_unit_test(an_object_gets_the_region_of_the_call),
        cmocka_unit_test(an_import_may_name_the_region),
        cmocka_unit_test(a_replacement_stays_in_its_region),
        cmocka_unit_test(a_saved_replacement_is_refused_in_another_region_of_the_provider),
        cmocka_unit_test(a_resource_outside_of_aws_has_no_region),
        cmocka_unit_test(a_call_may_read_in_another_region),
        cmocka_unit_test(without_a_provider_no_region_is_set),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("region", tests, NULL, NULL);
}
