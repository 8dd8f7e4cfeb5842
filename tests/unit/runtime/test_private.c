/*
 * test_private.c — what the private data store about a plan and an apply, and the private data of another
 * provider.
 */
#include "disk.h"

static struct schema_desc local_schema;

static struct value own_disk(struct scene *s)
{
    return disk_from_json(s->call.mem, "{\"arn\":\"" OWN_ARN "\",\"name\":\"data\"}");
}

static struct value config_in(struct scene *s, const char *region)
{
    return disk_from_json(
        s->call.mem, region == NULL
                         ? "{\"name\":\"data\"}"
                         : str_printf(s->call.mem, "{\"name\":\"data\",\"region\":\"%s\"}", region).data);
}

static void a_change_stores_the_region_and_the_object(void **state)
{
    (void)state;
    QUIET_SCENE(s, &disk_schema);
    struct value prior = own_disk(&s);
    struct str data = engine_private(&s.call, &prior, STR(""));
    assert_str_equal(data, STR("region us-east-1\nid " OWN_ARN));
    assert_str_equal(engine_private_id(data), STR(OWN_ARN));
    /* The earlier write is kept, everything else is written again. */
    data = engine_private(&s.call, &prior, STR("region eu-west-1\nwritten 17\nid old"));
    assert_str_equal(data, STR("region us-east-1\nwritten 17\nid " OWN_ARN));
    struct value without_arn = disk_from_json(s.call.mem, "{\"name\":\"data\"}");
    assert_str_equal(engine_private_id(engine_private(&s.call, &without_arn, STR(""))), STR("data"));
    scene_end(&s);
}

static void a_creation_stores_nothing(void **state)
{
    (void)state;
    QUIET_SCENE(s, &disk_schema);
    struct value nothing = value_null(&disk_type), prior = own_disk(&s);
    assert_null(engine_private(&s.call, &nothing, STR("region eu-west-1\nid x")).data);
    assert_null(engine_private_id(STR("region eu-west-1\nwritten 17")).data);
    assert_null(engine_private_id((struct str){NULL, 0}).data);
    s.call.provider = NULL;
    assert_null(engine_private(&s.call, &prior, STR("")).data);
    scene_end(&s);
}

static void a_change_into_an_unknown_region_stores_the_object(void **state)
{
    (void)state;
    QUIET_SCENE(s, &disk_schema);
    struct value prior = own_disk(&s), nothing = value_null(&disk_type);
    s.call.client = NULL;
    struct str data = engine_private(&s.call, &prior, STR(""));
    assert_str_equal(data, STR("id " OWN_ARN));
    /* The creation that follows is planned with these data and creates another object. */
    s.call.client = s.network.client;
    assert_null(engine_private(&s.call, &nothing, data).data);
    assert_true(str_starts_with(engine_private_written(&s.call, data), STR("written ")));
    scene_end(&s);
}

static void private_data_of_another_provider_are_kept(void **state)
{
    (void)state;
    QUIET_SCENE(s, &disk_schema);
    struct value prior = own_disk(&s), nothing = value_null(&disk_type);
    const struct str foreign = STR("{\"schema_version\":\"1\"}");
    assert_str_equal(engine_private(&s.call, &prior, foreign), foreign);
    assert_str_equal(engine_private(&s.call, &nothing, foreign), foreign);
    assert_str_equal(engine_private_written(&s.call, foreign), foreign);
    assert_false(engine_is_recent(&s.call, foreign));
    scene_end(&s);
}

static void a_resource_only_in_terraform_has_none(void **state)
{
    (void)state;
    local_schema = disk_schema;
    local_schema.in_aws = false;
    QUIET_SCENE(s, &local_schema);
    struct value prior = own_disk(&s), config = config_in(&s, NULL);
    assert_str_equal(engine_private(&s.call, &prior, STR("kept")), STR("kept"));
    assert_str_equal(engine_private_written(&s.call, STR("region x")), STR("region x"));
    assert_str_equal(engine_private_home(&s.call, &config, STR("")), STR(""));
    assert_false(engine_refuse_to_move(&s.call, &config, STR("region eu-west-1")));
    scene_end(&s);
}

static void a_write_of_this_moment_is_recent(void **state)
{
    (void)state;
    QUIET_SCENE(s, &disk_schema);
    struct str data = engine_private_written(&s.call, STR("region eu-west-1\nid x"));
    assert_true(str_starts_with(data, STR("written ")));
    assert_false(str_contains(data, STR("region")));
    assert_true(engine_is_recent(&s.call, data));
    int64_t six_minutes_ago = clock_wall_ms() - 6 * 60 * 1000;
    assert_false(
        engine_is_recent(&s.call, str_printf(s.call.mem, "written %lld", (long long)six_minutes_ago)));
    assert_false(engine_is_recent(&s.call, STR("written soon")));
    assert_false(engine_is_recent(&s.call, STR("region us-east-1")));
    assert_false(engine_is_recent(&s.call, STR("")));
    s.call.client = NULL;
    assert_false(engine_is_recent(&s.call, data));
    assert_str_equal(engine_private_written(&s.call, STR("written 17")), STR("written 17"));
    scene_end(&s);
}

/* The run that deletes is another one than the run that planned it, except for an object that was put aside. */
static void a_planned_deletion_is_told_by_its_run(void **state)
{
    (void)state;
    QUIET_SCENE(s, &disk_schema);
    struct walk *planning = walk_new(), *applying = walk_new();
    s.provider.walk = planning;
    struct str data = engine_private_deletion(&s.call, STR("region eu-west-1\nwritten 17\nid x"));
    assert_true(str_starts_with(data, STR("written 17\ndeletion ")));
    assert_false(engine_private_is_deletion(&s.call, data));
    s.provider.walk = applying;
    assert_true(engine_private_is_deletion(&s.call, data));
    assert_true(engine_private_is_deletion(&s.call, engine_private_deletion(&s.call, STR("{}"))) == false);
    assert_false(engine_private_is_deletion(&s.call, STR("region eu-west-1\nid x")));
    assert_false(engine_private_is_deletion(&s.call, STR("home eu-west-1")));
    assert_false(engine_private_is_deletion(&s.call, STR("")));
    assert_true(str_starts_with(engine_private_written(&s.call, data), STR("written ")));
    assert_false(engine_private_is_deletion(&s.call, engine_private_written(&s.call, data)));
    walk_free(planning);
    walk_free(applying);
    scene_end(&s);
}

static void a_replacement_stays_in_its_region(void **state)
{
    (void)state;
    QUIET_SCENE(s, &disk_schema);
    struct value config = config_in(&s, NULL), written = config_in(&s, "eu-west-1");
    assert_false(engine_refuse_to_move(&s.call, &config, STR("region us-east-1\nid x")));
    assert_false(engine_refuse_to_move(&s.call, &config, STR("")));
    assert_false(engine_refuse_to_move(&s.call, &written, STR("region eu-west-1\nid x")));
    assert_int_equal(s.call.diags.count, 0);
    assert_true(engine_refuse_to_move(&s.call, &config, STR("region eu-west-1\nid x")));
    const struct diagnostic *said = scene_only_diagnostic(&s);
    assert_int_equal(said->severity, DIAG_ERROR);
    assert_str_equal(path_print(s.call.mem, said->path), STR("region"));
    assert_contains(said->detail, "region = \"eu-west-1\"");
    assert_contains(said->detail, "region = \"us-east-1\"");
    scene_end(&s);
}

static void a_creation_in_the_provider_region_stores_that(void **state)
{
    (void)state;
    QUIET_SCENE(s, &disk_schema);
    struct value config = config_in(&s, NULL), written = config_in(&s, "eu-west-1");
    struct str data = engine_private_home(&s.call, &config, (struct str){NULL, 0});
    assert_str_equal(engine_private_home_region(data), STR("us-east-1"));
    assert_int_equal(engine_private_home(&s.call, &written, STR("")).len, 0);
    assert_str_equal(engine_private_home(&s.call, &config, STR("region eu-west-1")), STR("region eu-west-1"));
    assert_null(engine_private_home_region(STR("region eu-west-1\nid x")).data);
    s.call.client = NULL;
    assert_int_equal(engine_private_home(&s.call, &config, STR("")).len, 0);
    /* It is the provider's own entry, so an apply may overwrite it. */
    s.call.client = s.network.client;
    assert_true(str_starts_with(engine_private_written(&s.call, data), STR("written ")));
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_change_stores_the_region_and_the_object),
        cmocka_unit_test(a_creation_stores_nothing),
        cmocka_unit_test(a_change_into_an_unknown_region_stores_the_object),
        cmocka_unit_test(private_data_of_another_provider_are_kept),
        cmocka_unit_test(a_resource_only_in_terraform_has_none),
        cmocka_unit_test(a_write_of_this_moment_is_recent),
        cmocka_unit_test(a_planned_deletion_is_told_by_its_run),
        cmocka_unit_test(a_replacement_stays_in_its_region),
        cmocka_unit_test(a_creation_in_the_provider_region_stores_that),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
