/*
 * test_validate.c — each kind of constraint row: what it refuses, which path it reports, and that unknown
 * values are never refused.
 */
#include "fake.h"

#include "runtime/engine.h"

static void validate(struct fixture *f, struct value config, bool write_only_allowed)
{
    struct validate_request in = {.type_name = STR("lightsail_thing"),
                                  .config = packed(f->c->mem, config),
                                  .write_only_allowed = write_only_allowed};
    f->c->diags = (struct diagnostics){0};
    runtime_validate_resource(f->runtime, f->c, &in);
}

static void expect(struct fixture *f, const char *json, const char *path, const char *part_of_detail)
{
    validate(f, from_json(f->c->mem, json), true);
    assert_int_equal(f->c->diags.error_count, 1);
    const struct diagnostic *d = &f->c->diags.items[0];
    assert_string_equal(str_z(f->c->mem, path_print(f->c->mem, d->path)), path);
    if (!str_contains(d->detail, str_c(part_of_detail)))
        fail_msg("'%s' lacks '%s'", str_z(f->c->mem, d->detail), part_of_detail);
}

static void good_configurations_pass(void **state)
{
    struct fixture *f = *state;
    validate(
        f,
        from_json(
            f->c->mem,
            "{\"name\":\"web-1\",\"color\":\"red\",\"tags\":{\"a\":\"b\"},\"rules\":[{\"port\":65535}]}"),
        true);
    assert_int_equal(f->c->diags.count, 0);
}

static void each_constraint_refuses_with_its_path(void **state)
{
    struct fixture *f = *state;
    expect(f, "{\"name\":\"-\"}", "name", "letters, digits");
    expect(f, "{\"name\":\"web\",\"color\":\"blue\"}", "color", "'red' or 'green'");
    expect(f, "{\"name\":\"web\",\"color\":\"red\",\"size\":1}", "color", "cannot be used together");
    expect(f, "{\"name\":\"web\",\"size\":0}", "size", "at least 1");
    expect(f, "{\"name\":\"web\",\"size\":1.5}", "size", "whole number");
    expect(f, "{\"name\":\"web\",\"tags\":{\"k\":\"toolong\"}}", "tags[\"k\"]", "the maximum is 5");
    expect(f, "{\"name\":\"web\",\"tags\":{\"a\":\"\",\"b\":\"\",\"c\":\"\"}}", "tags", "3 items");
}

static void null_values_are_not_checked(void **state)
{
    struct fixture *f = *state;
    validate(f,
             from_json(f->c->mem, "{\"name\":\"web\",\"color\":\"\",\"size\":1,\"rules\":[{\"port\":1},null],"
                                  "\"tags\":{\"a\":null,\"b\":\"\",\"c\":\"\"}}"),
             true);
    assert_int_equal(f->c->diags.count, 0);
}

static void a_private_key_is_never_shown(void **state)
{
    struct fixture *f = *state;
    static const char key[] = "{\"name\":\"web\",\"color\":\"my -----BEGIN RSA PRIVATE KEY-----\\nMIIEow\"}";
    expect(f, key, "color", "'red' or 'green'");
    assert_false(str_contains(f->c->diags.items[0].detail, STR("MIIEow")));
}

static void required_arguments_must_not_be_null(void **state)
{
    struct fixture *f = *state;
    expect(f, "{\"size\":1}", "name", "The argument name is required, but it is null here.");
    expect(f, "{\"name\":\"web\",\"parts\":[{\"kind\":\"a\"},{}]}", "parts[1].kind",
           "argument kind is required");
    expect(f, "{\"name\":\"web\",\"rules\":[{\"note\":\"n\"}]}", "rules", "argument port is required");
}

static size_t errors_again(struct fixture *f, const char *config, const char *prior)
{
    struct value v = from_json(f->c->mem, config),
                 before = prior != NULL ? from_json(f->c->mem, prior) : value_null(&thing_type);
    f->c->diags = (struct diagnostics){0};
    f->c->schema = &thing_schema;
    bool is_good = engine_validate_again(f->c, &v, &before, NULL);
    assert_int_equal(is_good, f->c->diags.error_count == 0);
    return f->c->diags.error_count;
}

/*
 * ignore_changes copies values of the state into the configuration: they are not the user's and need not
 * match it.
 */
static void a_change_is_checked_only_for_changed_values(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(errors_again(f, "{\"name\":\"web\",\"size\":0}", NULL), 1);
    assert_int_equal(errors_again(f, "{\"name\":\"web\",\"size\":0}", "{\"name\":\"web\",\"size\":2}"), 1);
    assert_int_equal(errors_again(f, "{\"name\":\"web\",\"size\":0}", "{\"name\":\"web\",\"size\":0}"), 0);
    assert_int_equal(errors_again(f, "{\"size\":2}", "{\"name\":\"web\",\"size\":2}"), 1);
    const char *both = "{\"name\":\"web\",\"color\":\"red\",\"size\":2}";
    assert_int_equal(errors_again(f, both, NULL), 1);
    assert_int_equal(errors_again(f, both, "{\"name\":\"web\",\"size\":2}"), 0);
}

static void inside_a_set_the_path_is_the_set(void **state)
{
    struct fixture *f = *state;
    expect(f, "{\"name\":\"web\",\"rules\":[{\"port\":70000}]}", "rules", "from 0 to 65535");
}

static void unknown_values_are_never_refused(void **state)
{
    struct fixture *f = *state;
    struct value v = from_json(f->c->mem, "{\"name\":\"web\",\"color\":\"red\"}");
    for (size_t i = 0; i < thing_desc.count; i++) {
        validate(f, with_unknown(f->c->mem, v, str_z(f->c->mem, thing_attrs[i].name)), true);
        assert_int_equal(f->c->diags.count, 0);
    }
}

static void write_only_arguments_need_a_client_that_supports_them(void **state)
{
    struct fixture *f = *state;
    validate(f, from_json(f->c->mem, "{\"name\":\"web\",\"secret\":\"s3cret\"}"), false);
    assert_int_equal(f->c->diags.error_count, 1);
    assert_true(str_contains(f->c->diags.items[0].detail, STR("Terraform 1.11 or OpenTofu 1.11")));
    assert_false(str_contains(f->c->diags.items[0].detail, STR("s3cret")));

    /* A variable of a module is unknown at first, and may be null. */
    validate(f, with_unknown(f->c->mem, from_json(f->c->mem, "{\"name\":\"web\"}"), "secret"), false);
    assert_int_equal(f->c->diags.count, 0);
}

/* A range with one open end, and a conflict with a list of blocks: both are rows that schemac accepts. */
struct open_thing {
    struct tf_strings names;
    TF_OBJECTS(struct thing_part) parts;
};
static const struct type names_type = {.kind = TYPE_LIST, .element = &type_string};
static const struct type_member open_members[] = {MEMBER("names", &names_type), MEMBER("parts", &parts_type)};
static const struct type open_type = OBJECT_TYPE(open_members);
static const char *const names_conflicts[] = {"parts"};
static const struct constraint names_rules[] = {
    {.kind = CONSTRAINT_ITEMS, .min = INT64_MIN, .max = 2},
    {.kind = CONSTRAINT_CONFLICTS, .texts = names_conflicts, .text_count = 1},
};
static const struct attr_desc open_attrs[] = {
    {ATTR(open_thing, names, .type = &names_type, .flags = ATTR_OPTIONAL, .field = FIELD_STRINGS,
          RULES(names_rules))},
    {ATTR(open_thing, parts, .type = &parts_type, .flags = ATTR_OPTIONAL | ATTR_BLOCK, .field = FIELD_OBJECTS,
          .nesting = NESTING_LIST, .nested = &part_desc)},
};
static const struct object_desc open_desc = OBJECT(open_thing, open_attrs, open_type);

static void expect_open(struct fixture *f, const char *json, const char *part_of_detail)
{
    struct value v;
    struct err err = {0};
    assert_true(statejson_decode(f->c->mem, str_c(json), &open_type, &v, &err));
    f->c->diags = (struct diagnostics){0};
    engine_validate(f->c, &open_desc, &v, NULL, true);
    assert_int_equal(f->c->diags.count, part_of_detail[0] != '\0');
    if (part_of_detail[0] != '\0')
        assert_true(str_contains(f->c->diags.items[0].detail, str_c(part_of_detail)));
}

static void an_open_end_is_no_number_and_no_block_is_no_argument(void **state)
{
    struct fixture *f = *state;
    expect_open(f, "{\"names\":[\"a\",\"b\"],\"parts\":[]}", "");
    expect_open(f, "{\"names\":[\"a\",\"b\",\"c\"],\"parts\":[]}",
                "names has 3 items; at most 2 are allowed.");
    expect_open(f, "{\"names\":[\"a\"],\"parts\":[{\"kind\":\"a\"}]}", "cannot be used together");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(good_configurations_pass),
        TEST(each_constraint_refuses_with_its_path),
        TEST(null_values_are_not_checked),
        TEST(a_private_key_is_never_shown),
        TEST(required_arguments_must_not_be_null),
        TEST(a_change_is_checked_only_for_changed_values),
        TEST(inside_a_set_the_path_is_the_set),
        TEST(unknown_values_are_never_refused),
        TEST(an_open_end_is_no_number_and_no_block_is_no_argument),
        TEST(write_only_arguments_need_a_client_that_supports_them),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
