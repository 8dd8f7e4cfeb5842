/*
 * test_account.c — the account of an ARN in the state is compared with the accounts that the run has seen.
 */
#include "../testing.h"

#include "runtime/engine.h"

static const struct type_member members[] = {{.name = STR("arn"), .type = &type_string}};
static const struct type thing_type = {.kind = TYPE_OBJECT, .members = members, .count = 1};
static const struct attr_desc attrs[] = {
    {.name = STR("arn"), .type = &type_string, .flags = ATTR_COMPUTED, .field = FIELD_STRING}};
static const struct object_desc thing_desc = {.name = "thing",
                                              .attrs = attrs,
                                              .count = 1,
                                              .type = &thing_type};
static const struct schema_desc thing_schema = {.type_name = "lightsail_thing",
                                                .object = &thing_desc,
                                                .in_aws = true};

#define ARN(account) "arn:aws:lightsail:eu-west-1:" account ":Instance/x"

static struct value thing(struct call *c, const char *arn)
{
    struct value *items = arena_new_array(c->mem, struct value, 1);
    items[0] = arn != NULL ? value_string(str_c(arn)) : value_null(&type_string);
    return value_object(&thing_type, items);
}

static void an_arn_is_compared_with_the_accounts_of_the_run(void **state)
{
    (void)state;
    struct provider provider = {.walk = walk_new()};
    struct call call = {.mem = arena_new(), .provider = &provider, .schema = &thing_schema}, *c = &call;
    struct value ours = thing(c, ARN("111111111111")), theirs = thing(c, ARN("222222222222")),
                 none = thing(c, NULL), odd = thing(c, "arn:aws:x"), gone = value_null(&thing_type);
    assert_false(engine_refuse_account(c, &ours)); /* no account is known yet */
    engine_saw_account(c, &none);
    engine_saw_account(c, &odd);
    engine_saw_account(c, &gone);
    assert_false(engine_refuse_account(c, &ours));
    engine_saw_account(c, &ours);
    assert_false(engine_refuse_account(c, &ours));
    assert_false(engine_refuse_account(c, &none));
    assert_false(engine_refuse_account(c, &odd));
    assert_false(engine_refuse_account(c, &gone));
    assert_int_equal(c->diags.count, 0);
    assert_true(engine_refuse_account(c, &theirs));
    assert_int_equal(c->diags.error_count, 1);
    assert_true(str_contains(
        c->diags.items[0].detail,
        STR("belongs to the account 222222222222, but the credentials belong to the account 111111111111")));
    walk_free(provider.walk);
    arena_free(c->mem);
}

static void without_a_provider_nothing_is_compared(void **state)
{
    (void)state;
    struct call call = {.mem = arena_new(), .schema = &thing_schema}, *c = &call;
    struct value ours = thing(c, ARN("111111111111"));
    engine_saw_account(c, &ours);
    assert_false(engine_refuse_account(c, &ours));
    arena_free(c->mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_arn_is_compared_with_the_accounts_of_the_run),
        cmocka_unit_test(without_a_provider_nothing_is_compared),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
