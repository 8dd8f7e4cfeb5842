/*
 * test_validate.c — each kind of constraint row: what it refuses, where it points, and that unknowns are never complained about.
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
    expect(f, "{\"name\":\"web\",\"color\":\"red\",\"size\":1}", "color",
           "cannot be given together with 'size'");
    expect(f, "{\"name\":\"web\",\"size\":0}", "size", "at least 1");
    expect(f, "{\"name\":\"web\",\"size\":1.5}", "size", "whole number");
    expect(f, "{\"name\":\"web\",\"tags\":{\"k\":\"toolong\"}}", "tags[\"k\"]", "at most 5");
    expect(f, "{\"name\":\"web\",\"tags\":{\"a\":\"\",\"b\":\"\",\"c\":\"\"}}", "tags", "3 items");
}

static void what_is_not_given_is_not_wrong(void **state)
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

static void inside_a_set_the_path_is_the_set(void **state)
{
    struct fixture *f = *state;
    expect(f, "{\"name\":\"web\",\"rules\":[{\"port\":70000}]}", "rules", "from 0 to 65535");
}

static void unknowns_are_never_wrong(void **state)
{
    struct fixture *f = *state;
    struct value v = from_json(f->c->mem, "{\"name\":\"web\",\"color\":\"red\"}");
    for (size_t i = 0; i < thing_desc.count; i++) {
        validate(f, with_unknown(f->c->mem, v, str_z(f->c->mem, thing_attrs[i].name)), true);
        assert_int_equal(f->c->diags.count, 0);
    }
}

static void write_only_needs_a_terraform_that_knows_it(void **state)
{
    struct fixture *f = *state;
    validate(f, from_json(f->c->mem, "{\"name\":\"web\",\"secret\":\"s3cret\"}"), false);
    assert_int_equal(f->c->diags.error_count, 1);
    assert_true(str_contains(f->c->diags.items[0].detail, STR("Terraform 1.11")));
    assert_false(str_contains(f->c->diags.items[0].detail, STR("s3cret")));
}

/* A pair with one end open, and a sibling that is a list of blocks: both are rows that schemac lets pass. */
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
    expect_open(f, "{\"names\":[\"a\"],\"parts\":[{\"kind\":\"a\"}]}",
                "cannot be given together with 'parts'");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(good_configurations_pass),
        TEST(each_constraint_refuses_with_its_path),
        TEST(what_is_not_given_is_not_wrong),
        TEST(a_private_key_is_never_shown),
        TEST(inside_a_set_the_path_is_the_set),
        TEST(unknowns_are_never_wrong),
        TEST(an_open_end_is_no_number_and_no_block_is_no_argument),
        TEST(write_only_needs_a_terraform_that_knows_it),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
