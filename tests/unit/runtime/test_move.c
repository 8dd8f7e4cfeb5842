/*
 * test_move.c — which states of other providers are accepted, by which resource, and what is refused.
 */
#include "disk.h"

static int64_t seen_version;

static bool move_by_hand(struct call *c, const json_t *source, int64_t version, void *state)
{
    struct disk *now = state;
    seen_version = version;
    if (json_member_text(source, "name").len == 0)
        return fail(&c->err, ERR_USER, "it has no name");
    now->name = tf_string(str_copy(c->mem, json_member_text(source, "name")));
    now->arn = tf_string_or_null(json_member_text(source, "arn"));
    return true;
}

static const struct state_move by_hand[] = {
    {.provider = "hashicorp/aws", .type_name = "aws_volume", .newest_version = 2, .move = move_by_hand}};
static const struct move_name names[] = {{"name", "disk_name"}, {NULL, NULL}};
static const struct state_move declared[] = {{.provider = "hashicorp/awscc",
                                              .type_name = "awscc_volume",
                                              .names = names,
                                              .merge_hint = "Merge them first."}};
static struct crud crud;
static struct schema_desc schema;
static const struct resource target = {.schema = &schema, .moves = by_hand, .move_count = 1};
static const struct resource fixed_target = {.schema = &disk_schema};
static const struct resource *const targets[] = {&target};
static const struct resource *const fixed_targets[] = {&fixed_target};
static const struct schema_desc provider_schema = {.type_name = "lightsail"};
static const struct provider_type provider = {.schema = &provider_schema};
static const struct registry move_registry = {.provider = &provider,
                                              .resources = targets,
                                              .resource_count = 1};
static const struct registry fixed_registry = {.provider = &provider,
                                               .resources = fixed_targets,
                                               .resource_count = 1};

/* A call without a provider, and an engine. */
struct stage {
    struct runtime *runtime;
    struct call *c;
};

static void stage_begin(struct stage *t, const struct registry *registry)
{
    crud = disk_crud;
    crud.moves = declared;
    crud.move_count = 1;
    schema = disk_schema;
    schema.crud = &crud;
    t->runtime = runtime_new(registry);
    t->c = runtime_call_begin(t->runtime);
}

static void stage_end(struct stage *t)
{
    runtime_call_end(t->c);
    runtime_free(t->runtime);
}

static struct move_response move(struct stage *t, const char *provider_address, const char *type_name,
                                 int64_t version, const char *json)
{
    struct move_response ret;
    struct move_request in = {.source_provider = str_c(provider_address),
                              .source_type = str_c(type_name),
                              .target_type = STR("lightsail_disk"),
                              .source_version = version,
                              .source_json = str_c(json)};
    runtime_move(t->runtime, t->c, &in, &ret);
    assert_int_equal(ret.state.len > 0, t->c->diags.error_count == 0);
    return ret;
}

#define AWS "registry.terraform.io/hashicorp/aws"
#define AWSCC "registry.terraform.io/hashicorp/awscc"

static void assert_error(struct stage *t, const char *summary, const char *part)
{
    assert_int_equal(t->c->diags.count, 1);
    const struct diagnostic *said = &t->c->diags.items[0];
    assert_int_equal(said->severity, DIAG_ERROR);
    assert_contains(said->summary, summary);
    assert_contains(said->detail, part);
    t->c->diags = (struct diagnostics){0};
    t->c->err = (struct err){0};
}

static void a_hook_moves_the_types_that_it_knows(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t, &move_registry);
    struct move_response ret = move(&t, AWS, "aws_volume", 2,
                                    "{\"id\":\"x\",\"name\":\"data\",\"arn\":"
                                    "\"arn:aws:lightsail:eu-west-1:1:Disk/1\"}");
    assert_int_equal(t.c->diags.count, 0);
    assert_int_equal(seen_version, 2);
    struct value now = disk_unpacked(t.c->mem, ret.state);
    assert_disk_shown(t.c->mem, &now, "name", "\"data\"");
    assert_disk_shown(t.c->mem, &now, "id", "\"data\"");
    assert_disk_shown(t.c->mem, &now, "mode", "\"safe\"");
    assert_disk_shown(t.c->mem, &now, "region", "\"eu-west-1\""); /* by the ARN */
    assert_str_equal(ret.identity.value.msgpack, STR("\x82\xa4name\xa4"
                                                     "data\xa6region\xa9"
                                                     "eu-west-1"));
    stage_end(&t);
}

static void a_record_moves_by_names(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t, &move_registry);
    struct move_response ret = move(&t, AWSCC, "awscc_volume", 0,
                                    "{\"disk_name\":\"data\",\"color\":\"red\",\"region\":\"ap-south-1\"}");
    assert_int_equal(t.c->diags.count, 0);
    struct value now = disk_unpacked(t.c->mem, ret.state);
    assert_disk_shown(t.c->mem, &now, "name", "\"data\"");
    assert_disk_shown(t.c->mem, &now, "color", "\"red\"");
    assert_disk_shown(t.c->mem, &now, "region", "\"ap-south-1\""); /* as in the source */
    stage_end(&t);
}

static void any_registry_host_and_the_own_address_are_accepted(void **state)
{
    (void)state;
    static const char *const addresses[] = {
        "hashicorp/aws", "registry.opentofu.org/hashicorp/aws",
        "example.com/quants/lightsail", /* after terraform state replace-provider */
    };
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
        struct stage t;
        stage_begin(&t, &move_registry);
        assert_true(move(&t, addresses[i], "aws_volume", 0, "{\"name\":\"data\"}").identity.given);
        stage_end(&t);
    }
}

static void other_types_and_providers_are_refused_with_the_known_ones(void **state)
{
    (void)state;
    static const char *const sources[][2] = {{AWS, "aws_bucket"},
                                             {AWSCC, "aws_volume"},
                                             {"registry.terraform.io/other/aws", "aws_volume"}};
    struct stage t;
    stage_begin(&t, &move_registry);
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
        assert_false(move(&t, sources[i][0], sources[i][1], 0, "{\"name\":\"data\"}").identity.given);
        assert_error(&t, "Cannot move from this resource type",
                     "aws_volume of hashicorp/aws, awscc_volume of hashicorp/awscc");
    }
    stage_end(&t);
    stage_begin(&t, &fixed_registry);
    move(&t, AWS, "aws_volume", 0, "{\"name\":\"data\"}");
    assert_error(&t, "Cannot move from this resource type", "It supports: nothing.");
    stage_end(&t);
}

static void unreadable_states_are_refused(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t, &move_registry);
    move(&t, AWS, "aws_volume", 3, "{\"name\":\"data\"}");
    assert_error(&t, "Cannot move from this schema version", "supports versions up to 2");
    move(&t, AWS, "aws_volume", 2, "{\"name\":");
    assert_error(&t, "Cannot move aws_volume to lightsail_disk", "");
    move(&t, AWS, "aws_volume", 2, "[]");
    assert_error(&t, "Cannot move aws_volume to lightsail_disk", "not an object");
    move(&t, AWS, "aws_volume", 2, "{}");
    assert_error(&t, "Cannot move aws_volume to lightsail_disk", "It has no name.");
    stage_end(&t);
}

static void an_unknown_target_is_refused(void **state)
{
    (void)state;
    struct stage t;
    struct move_response ret;
    struct move_request in = {.source_provider = STR(AWS),
                              .source_type = STR("aws_volume"),
                              .target_type = STR("lightsail_unheard"),
                              .source_json = STR("{}")};
    stage_begin(&t, &move_registry);
    runtime_move(t.runtime, t.c, &in, &ret);
    assert_int_equal(ret.state.len, 0);
    assert_error(&t, "Unknown", "lightsail_unheard");
    stage_end(&t);
}

static void two_resources_that_become_one_are_refused(void **state)
{
    (void)state;
    struct stage t;
    stage_begin(&t, &move_registry);
    move(&t, AWS, "aws_volume", 0, "{\"id\":\"one\",\"name\":\"data\"}");
    move(&t, AWS, "aws_volume", 0, "{\"id\":\"one\",\"name\":\"data\"}"); /* the same state again */
    move(&t, AWS, "aws_volume", 0, "{\"id\":\"other\",\"name\":\"logs\"}");
    assert_int_equal(t.c->diags.count, 0);
    assert_false(move(&t, AWS, "aws_volume", 0, "{\"id\":\"two\",\"name\":\"data\"}").identity.given);
    assert_error(&t, "Two resources become one",
                 "aws_volume 'one' and aws_volume 'two' both describe the same");
    move(&t, AWSCC, "awscc_volume", 0, "{\"id\":\"three\",\"disk_name\":\"data\"}");
    assert_error(&t, "Two resources become one", "Merge them first.");
    stage_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hook_moves_the_types_that_it_knows),
        cmocka_unit_test(a_record_moves_by_names),
        cmocka_unit_test(any_registry_host_and_the_own_address_are_accepted),
        cmocka_unit_test(other_types_and_providers_are_refused_with_the_known_ones),
        cmocka_unit_test(unreadable_states_are_refused),
        cmocka_unit_test(an_unknown_target_is_refused),
        cmocka_unit_test(two_resources_that_become_one_are_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
