/*
 * test_arn.c — import ids: names, ARNs, and ARNs that are invalid here.
 */
#include "calls.h"

#include "runtime/arn.h"

#define LIST                                                                                             \
    {                                                                                                    \
        .status = 200,                                                                                   \
        .body = "{\"instances\":[{\"name\":\"a\",\"arn\":\"arn:aws:lightsail:us-east-1:1:Instance/1\"}," \
                "{\"name\":\"b\",\"arn\":\"arn:aws:lightsail:us-east-1:1:Instance/2\"}]}"                \
    }

static bool find(struct scene *s, const char *id, struct str *ret_name)
{
    return arn_or_name(&s->call, str_c(id), LS_KIND_INSTANCE, ret_name);
}

static void a_name_is_used_as_it_is(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    struct str name;
    assert_true(find(&s, "web-1", &name));
    assert_str_equal(name, STR("web-1"));
    assert_false(find(&s, " ", &name));
    assert_int_equal(s.call.err.kind, ERR_USER);
    scene_end(&s);
}

static void an_arn_is_looked_up(void **state)
{
    (void)state;
    SCENE(s, NULL, LIST, LIST);
    struct str name;
    assert_true(find(&s, "arn:aws:lightsail:us-east-1:1:Instance/2", &name));
    assert_str_equal(name, STR("b"));
    assert_false(find(&s, "arn:aws:lightsail:us-east-1:1:Instance/3", &name));
    assert_int_equal(s.call.err.kind, ERR_NOT_FOUND);
    scene_end(&s);
}

static void an_invalid_arn_needs_no_call(void **state)
{
    (void)state;
    static const struct {
        const char *id, *text;
    } cases[] = {
        {"arn:aws:lightsail:eu-west-1:1:Instance/2",
         "belongs to the region eu-west-1, but the region of the provider is us-east-1"},
        {"arn:aws:lightsail:us-east-1:1:StaticIp/2", "of type StaticIp, not Instance"},
        {"arn:aws:ec2:us-east-1:1:instance/i-2", "not a Lightsail ARN"},
        {"arn:aws:lightsail:us-east-1:1", "not a Lightsail ARN"},
        {"arn:", "not a Lightsail ARN"},
    };
    QUIET_SCENE(s, NULL);
    struct str name;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_false(find(&s, cases[i].id, &name));
        assert_int_equal(s.call.err.kind, ERR_USER);
        assert_contains(str_c(s.call.err.text), cases[i].text);
    }
    scene_end(&s);
}

static void the_parts_of_an_arn(void **state)
{
    (void)state;
    const struct str arn = STR("arn:aws:lightsail:eu-west-1:1:DiskSnapshot/2");
    assert_str_equal(arn_region(arn), STR("eu-west-1"));
    assert_str_equal(arn_type(arn), STR("DiskSnapshot"));
    assert_true(arn_region(STR("web")).data == NULL);
    assert_true(arn_type(STR("arn:aws:lightsail:eu-west-1")).data == NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_used_as_it_is),
        cmocka_unit_test(an_arn_is_looked_up),
        cmocka_unit_test(an_invalid_arn_needs_no_call),
        cmocka_unit_test(the_parts_of_an_arn),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
