/*
 * test_crud_plan.c — what a plan checks of a record: tags, the name, references, and the record's own hooks.
 */
#include "disk.h"

static struct {
    int validations, plans, deletions, name_checks;
    enum ls_kind kind;
    struct str name;
    bool refuses;
} hooks;

static bool validate_disk(struct call *c, const void *config)
{
    const struct disk *disk = config;
    hooks.validations++;
    call_error(c, "size", "Odd", "%lld is odd", (long long)disk->size.v);
    return true;
}

static bool plan_disk(struct call *c, struct plan *plan)
{
    (void)c;
    hooks.plans++;
    plan_replace(plan, STR("size"));
    return true;
}

static bool may_delete_disk(struct call *c, const void *prior)
{
    const struct disk *disk = prior;
    hooks.deletions++;
    return fail(&c->err, ERR_USER, "%.*s stays", STR_ARG(disk->name.v));
}

static bool check_name(struct call *c, const struct plan *plan, enum ls_kind kind, struct tf_string name)
{
    (void)plan;
    hooks.name_checks++;
    hooks.kind = kind;
    hooks.name = name.v;
    return !hooks.refuses || fail(&c->err, ERR_API, "nobody answers");
}

/* A call of a run whose record has these hooks. */
struct planning {
    struct crud crud;
    struct schema_desc schema;
    struct scene s;
};

static void planning_begin(struct planning *p, const struct fake_response *answers, size_t count)
{
    memset(&hooks, 0, sizeof hooks);
    p->crud = disk_crud;
    p->crud.name_check = check_name;
    p->schema = disk_schema;
    p->schema.crud = &p->crud;
    scene_begin(&p->s, &p->schema, answers, count);
    p->s.provider.walk = walk_new();
}

static void planning_end(struct planning *p)
{
    walk_free(p->s.provider.walk);
    scene_end(&p->s);
}

static void tags_of_a_configuration_are_checked(void **state)
{
    (void)state;
    struct planning p;
    planning_begin(&p, NULL, 0);
    struct disk config = {.name = tf_string(STR("data")), .size = tf_int(7)};
    config.tags = map_of(p.s.call.mem, "aws:x=1");
    assert_true(crud_validate(&p.s.call, &config));
    assert_contains(scene_only_diagnostic(&p.s)->detail, "'aws:x'");
    planning_end(&p);
}

static void a_hook_checks_the_rest_of_a_configuration(void **state)
{
    (void)state;
    struct planning p;
    planning_begin(&p, NULL, 0);
    struct disk config = {.name = tf_string(STR("data")), .size = tf_int(7)};
    assert_true(crud_validate(&p.s.call, &config));
    assert_int_equal(p.s.call.diags.count, 0);
    p.crud.validate = validate_disk;
    assert_true(crud_validate(&p.s.call, &config));
    assert_int_equal(hooks.validations, 1);
    assert_str_equal(scene_only_diagnostic(&p.s)->detail, STR("7 is odd"));
    planning_end(&p);
}

static void a_plan_has_all_tags_and_checks_the_name(void **state)
{
    (void)state;
    static const struct tag team = {STR("Team"), STR("core")};
    struct planning p;
    planning_begin(&p, NULL, 0);
    p.s.provider.default_tags = &team;
    p.s.provider.default_tag_count = 1;
    struct disk planned = {.name = tf_string(STR("data"))}, config = planned;
    planned.tags = map_of(p.s.call.mem, "A=1");
    struct plan plan = {.config = &config, .planned = &planned};
    assert_true(crud_modify_plan(&p.s.call, &plan));
    assert_map_equal(p.s.call.mem, planned.tags_all, "A=1,Team=core");
    assert_int_equal(hooks.name_checks, 1);
    assert_int_equal(hooks.kind, LS_KIND_DISK);
    assert_str_equal(hooks.name, STR("data"));
    assert_int_equal(p.s.call.diags.count, 0);
    planning_end(&p);
}

static void a_name_check_that_fails_ends_the_plan(void **state)
{
    (void)state;
    struct planning p;
    planning_begin(&p, NULL, 0);
    p.crud.plan = plan_disk;
    hooks.refuses = true;
    struct disk planned = {.name = tf_string(STR("data"))}, config = planned;
    struct plan plan = {.config = &config, .planned = &planned};
    assert_false(crud_modify_plan(&p.s.call, &plan));
    assert_int_equal(p.s.call.err.kind, ERR_API);
    assert_int_equal(hooks.plans, 0);
    planning_end(&p);
}

static void referenced_objects_must_exist(void **state)
{
    (void)state;
    static const struct fake_response answers[] = {NOT_FOUND};
    struct planning p;
    planning_begin(&p, answers, 1);
    struct disk planned = {.name = tf_string(STR("data")), .host = tf_string(STR("web"))}, config = planned;
    struct plan plan = {.config = &config, .planned = &planned};
    assert_true(crud_modify_plan(&p.s.call, &plan));
    assert_asked(&p.s, 0, "GetInstance", "{\"instanceName\":\"web\"}");
    const struct diagnostic *said = scene_only_diagnostic(&p.s);
    assert_int_equal(said->severity, DIAG_ERROR);
    assert_str_equal(path_print(p.s.call.mem, said->path), STR("host"));
    assert_contains(said->detail, "There is no instance 'web'");
    planning_end(&p);
}

static void an_unchanged_reference_needs_no_request(void **state)
{
    (void)state;
    struct planning p;
    planning_begin(&p, NULL, 0);
    struct disk planned = {.name = tf_string(STR("data")), .host = tf_string(STR("web"))}, config = planned,
                prior = planned;
    struct plan plan = {.config = &config, .prior = &prior, .planned = &planned};
    assert_true(crud_modify_plan(&p.s.call, &plan));
    assert_int_equal(p.s.call.diags.count, 0);
    planning_end(&p);
}

static void hooks_of_the_record_run_last(void **state)
{
    (void)state;
    struct planning p;
    planning_begin(&p, NULL, 0);
    struct disk planned = {.name = tf_string(STR("data"))}, config = planned;
    struct plan plan = {.config = &config, .planned = &planned};
    p.crud.plan = plan_disk;
    assert_true(crud_modify_plan(&p.s.call, &plan));
    assert_int_equal(hooks.plans, 1);
    assert_int_equal(plan.replace_count, 1);
    assert_true(crud_plan_destroy(&p.s.call, &planned));
    p.crud.may_delete = may_delete_disk;
    assert_false(crud_plan_destroy(&p.s.call, &planned));
    assert_string_equal(p.s.call.err.text, "data stays");
    planning_end(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tags_of_a_configuration_are_checked),
        cmocka_unit_test(a_hook_checks_the_rest_of_a_configuration),
        cmocka_unit_test(a_plan_has_all_tags_and_checks_the_name),
        cmocka_unit_test(a_name_check_that_fails_ends_the_plan),
        cmocka_unit_test(referenced_objects_must_exist),
        cmocka_unit_test(an_unchanged_reference_needs_no_request),
        cmocka_unit_test(hooks_of_the_record_run_last),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
