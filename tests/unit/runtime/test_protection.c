/*
 * test_protection.c — a state with deletion_protection refuses a deletion, also when only an earlier read or plan
 * of the run has seen that state.
 */
#include "../testing.h"

#include "runtime/engine.h"

static const struct type_member members[] = {{.name = STR("deletion_protection"), .type = &type_bool},
                                             {.name = STR("name"), .type = &type_string}};
static const struct type thing_type = {.kind = TYPE_OBJECT, .members = members, .count = 2};
static const struct attr_desc attrs[] = {
    {.name = STR("deletion_protection"), .type = &type_bool, .flags = ATTR_OPTIONAL, .field = FIELD_BOOL},
    {.name = STR("name"), .type = &type_string, .flags = ATTR_REQUIRED, .field = FIELD_STRING}};
static const struct object_desc thing_desc = {.name = "thing",
                                              .attrs = attrs,
                                              .count = 2,
                                              .type = &thing_type};
static const char *const identity[] = {"name"};
static const struct schema_desc thing_schema = {.type_name = "lightsail_thing",
                                                .object = &thing_desc,
                                                .identity = identity,
                                                .identity_count = 1,
                                                .in_aws = true};

static struct value thing(struct call *c, const char *name, struct value protection)
{
    struct value *items = arena_new_array(c->mem, struct value, 2);
    items[0] = protection;
    items[1] = value_string(str_c(name));
    return value_object(&thing_type, items);
}

static void only_a_true_value_in_the_state_protects(void **state)
{
    (void)state;
    struct call call = {.mem = arena_new(), .schema = &thing_schema}, *c = &call;
    struct value on = thing(c, "web", value_bool(true)), off = thing(c, "web", value_bool(false)),
                 null = thing(c, "web", value_null(&type_bool)), gone = value_null(&thing_type);
    assert_false(engine_refuse_deletion(c, &off, "This plan"));
    assert_false(engine_refuse_deletion(c, &null, "This plan"));
    assert_false(engine_refuse_deletion(c, &gone, "This plan"));
    assert_int_equal(c->diags.count, 0);
    assert_true(engine_refuse_deletion(c, &on, "This plan"));
    assert_int_equal(c->diags.error_count, 1);
    assert_true(str_contains(c->diags.items[0].summary, STR("protected lightsail_thing 'web'")));
    assert_true(str_contains(c->diags.items[0].detail, STR("This plan would delete the object")));
    assert_str_equal(path_print(c->mem, c->diags.items[0].path), STR("deletion_protection"));
    arena_free(c->mem);
}

static void the_creation_of_a_replacement_knows_the_old_object(void **state)
{
    (void)state;
    struct provider provider = {.walk = walk_new()};
    struct call call = {.mem = arena_new(), .provider = &provider, .schema = &thing_schema}, *c = &call;
    struct value on = thing(c, "web", value_bool(true)), off = thing(c, "log", value_bool(false));
    const struct str nothing = {NULL, 0};
    struct plan plan = {0};
    engine_saw_read(c, &on);
    engine_saw_read(c, &off);
    engine_saw_creation(c, &on, nothing, &plan); /* a tainted object */
    assert_true(plan.is_replacement && plan.is_protected);
    engine_saw_creation(c, &off, nothing, &plan);
    assert_true(plan.is_replacement && !plan.is_protected);
    engine_saw_prior(c, &on, &plan);
    engine_saw_creation(c, &on, nothing, &plan); /* a second resource */
    assert_true(!plan.is_replacement && !plan.is_protected);
    engine_saw_creation(c, &on, STR("web"), &plan); /* -replace */
    assert_true(plan.is_replacement && plan.is_protected);
    walk_free(provider.walk);
    arena_free(c->mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_a_true_value_in_the_state_protects),
        cmocka_unit_test(the_creation_of_a_replacement_knows_the_old_object),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
