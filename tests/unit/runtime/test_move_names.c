/*
 * test_move_names.c — the state of another provider is converted by the names of its attributes: texts,
 * numbers, tags in both forms, and unreadable members.
 */
#include "disk.h"

static const struct move_name same_names[] = {{NULL, NULL}};
static const struct state_move same = {.provider = "hashicorp/aws",
                                       .type_name = "aws_lightsail_disk",
                                       .names = same_names};
static const struct state_move without_names = {.provider = "hashicorp/aws",
                                                .type_name = "aws_lightsail_disk"};
static const struct move_name other_names[] = {{"name", "disk_name"},
                                               {"arn", "disk_arn"},
                                               {"size", "hardware.size_in_gb"},
                                               {NULL, NULL}};
static const struct state_move renamed = {.provider = "hashicorp/awscc",
                                          .type_name = "awscc_lightsail_disk",
                                          .names = other_names};

static bool move(struct scene *s, const struct state_move *how, const char *text, struct disk *ret)
{
    json_t *source;
    struct err err = {0};
    if (!json_parse(s->call.mem, str_c(text), 4096, &source, &err))
        fail_msg("%s", err.text);
    *ret = (struct disk){0};
    return move_by_names(&s->call, how, source, ret);
}

static void attributes_with_the_same_name_are_copied(void **state)
{
    (void)state;
    QUIET_SCENE(s, &disk_schema);
    struct disk now;
    static const struct state_move *const ways[] = {&same, &without_names};
    for (size_t i = 0; i < 2; i++) {
        assert_true(move(&s, ways[i],
                         "{\"id\":\"x\",\"name\":\"data\",\"arn\":\"" OWN_ARN "\",\"size\":\"16\","
                         "\"is_shared\":true,\"color\":\"\",\"tags\":{\"b\":\"2\",\"a\":null},"
                         "\"tags_all\":{\"b\":\"2\",\"c\":\"3\"}}",
                         &now));
        assert_str_equal(now.name.v, STR("data"));
        assert_str_equal(now.arn.v, STR(OWN_ARN));
        assert_int_equal(now.size.v, 16);
        assert_true(now.is_shared.v);
        assert_true(TF_IS_NULL(now.color)); /* older SDKs store "" for null */
        assert_true(TF_IS_NULL(now.label));
        assert_map_equal(s.call.mem, now.tags, "a=,b=2");
        assert_map_equal(s.call.mem, now.tags_all, "b=2,c=3");
    }
    scene_end(&s);
}

static void attributes_with_other_names_are_copied(void **state)
{
    (void)state;
    QUIET_SCENE(s, &disk_schema);
    struct disk now;
    assert_true(move(&s, &renamed,
                     "{\"id\":\"x\",\"disk_name\":\"data\",\"disk_arn\":\"" OWN_ARN "\",\"arn\":\"wrong\","
                     "\"hardware\":{\"size_in_gb\":16},\"color\":\"red\","
                     "\"tags\":[{\"key\":\"b\",\"value\":\"2\"},{\"key\":\"a\",\"value\":null}]}",
                     &now));
    assert_str_equal(now.name.v, STR("data"));
    assert_str_equal(now.arn.v, STR(OWN_ARN));
    assert_int_equal(now.size.v, 16);
    assert_str_equal(now.color.v, STR("red"));
    assert_map_equal(s.call.mem, now.tags, "a=,b=2");
    assert_map_equal(s.call.mem, now.tags_all, "a=,b=2"); /* this provider has no other value */
    scene_end(&s);
}

static void the_identity_may_be_the_id(void **state)
{
    (void)state;
    QUIET_SCENE(s, &disk_schema);
    struct disk now;
    assert_true(move(&s, &renamed, "{\"id\":\"data\"}", &now));
    assert_str_equal(now.name.v, STR("data"));
    assert_true(TF_IS_NULL(now.tags));
    assert_map_equal(s.call.mem, now.tags_all, ""); /* never null */
    assert_false(move(&s, &renamed, "{\"color\":\"red\"}", &now));
    assert_int_equal(s.call.err.kind, ERR_USER);
    assert_contains(str_c(s.call.err.text), "neither 'disk_name' nor 'id'");
    scene_end(&s);
}

static void attributes_that_only_lightsail_has_are_not_copied(void **state)
{
    (void)state;
    QUIET_SCENE(s, &disk_schema);
    struct disk now;
    assert_true(move(&s, &same,
                     "{\"id\":\"data\",\"mode\":\"theirs\",\"password\":\"hush\",\"region\":\"eu-west-1\","
                     "\"auto_snapshot\":[{\"time\":\"06:00\"}]}",
                     &now));
    assert_true(TF_IS_NULL(now.id));
    assert_true(TF_IS_NULL(now.mode));
    assert_true(TF_IS_NULL(now.password));
    assert_true(TF_IS_NULL(now.region));
    assert_true(TF_IS_NULL(now.auto_snapshot)); /* the next refresh reads it */
    scene_end(&s);
}

static void an_attribute_of_terraform_alone_is_copied_if_the_table_has_it(void **state)
{
    static const struct move_name names[] = {{"mode", "mode"}, {NULL, NULL}};
    static const struct state_move with_mode = {.names = names};
    (void)state;
    QUIET_SCENE(s, &disk_schema);
    struct disk now;
    assert_true(move(&s, &with_mode, "{\"id\":\"data\",\"mode\":\"theirs\",\"password\":\"hush\"}", &now));
    assert_str_equal(now.mode.v, STR("theirs"));
    assert_true(TF_IS_NULL(now.password));
    scene_end(&s);
}

static void a_single_object_is_copied_by_its_names(void **state)
{
    (void)state;
    QUIET_SCENE(s, &disk_schema);
    struct disk now;
    assert_true(
        move(&s, &same, "{\"id\":\"data\",\"auto_snapshot\":{\"time\":\"06:00\",\"name\":\"x\"}}", &now));
    assert_int_equal(now.auto_snapshot.count, 1);
    assert_str_equal(now.auto_snapshot.v->time.v, STR("06:00"));
    assert_false(move(&s, &same, "{\"id\":\"data\",\"auto_snapshot\":{\"time\":6}}", &now));
    assert_contains(str_c(s.call.err.text), "'time'");
    scene_end(&s);
}

static void unreadable_members_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *source, *member;
    } wrong[] = {
        {"{\"name\":7}", "'name'"},
        {"{\"name\":\"data\",\"color\":{}}", "'color'"},
        {"{\"name\":\"data\",\"size\":\"big\"}", "'size'"},
        {"{\"name\":\"data\",\"size\":1.5}", "'size'"},
        {"{\"name\":\"data\",\"is_shared\":\"yes\"}", "'is_shared'"},
        {"{\"name\":\"data\",\"tags\":\"a\"}", "'tags'"},
        {"{\"name\":\"data\",\"tags\":{\"a\":1}}", "'tags'"},
    };
    QUIET_SCENE(s, &disk_schema);
    struct disk now;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(move(&s, &same, wrong[i].source, &now));
        assert_int_equal(s.call.err.kind, ERR_USER);
        assert_contains(str_c(s.call.err.text), wrong[i].member);
    }
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(attributes_with_the_same_name_are_copied),
        cmocka_unit_test(attributes_with_other_names_are_copied),
        cmocka_unit_test(the_identity_may_be_the_id),
        cmocka_unit_test(attributes_that_only_lightsail_has_are_not_copied),
        cmocka_unit_test(unreadable_members_are_named),
        cmocka_unit_test(an_attribute_of_terraform_alone_is_copied_if_the_table_has_it),
        cmocka_unit_test(a_single_object_is_copied_by_its_names),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
