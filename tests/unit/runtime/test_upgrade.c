/*
 * test_upgrade.c — a test resource whose schema has changed twice: states of every version are converted to
 * the newest form without losing data.
 */
#include "fake.h"

/* ---- the versions: 0 had a `title`, 1 a text of `ports`, 2 has `label`, numbers and blocks ---- */

struct box_v0 {
    struct tf_string name, title;
};
struct box_v1 {
    struct tf_string label, name, ports;
};
struct box_rule {
    struct tf_string port;
};
struct box {
    struct tf_string label, name;
    TF_OBJECTS(struct box_rule) rules;
    struct tf_string secret;
    struct tf_number weight;
};

static const struct type_member v0_members[] = {MEMBER("name", &type_string), MEMBER("title", &type_string)};
static const struct type v0_type = OBJECT_TYPE(v0_members);
static const struct attr_desc v0_attrs[] = {
    {ATTR(box_v0, name, .type = &type_string, .flags = ATTR_REQUIRED, .field = FIELD_STRING)},
    {ATTR(box_v0, title, .type = &type_string, .flags = ATTR_OPTIONAL, .field = FIELD_STRING)},
};
static const struct object_desc v0_desc = OBJECT(box_v0, v0_attrs, v0_type);

static const struct type_member v1_members[] = {MEMBER("label", &type_string), MEMBER("name", &type_string),
                                                MEMBER("ports", &type_string)};
static const struct type v1_type = OBJECT_TYPE(v1_members);
static const struct attr_desc v1_attrs[] = {
    {ATTR(box_v1, label, .type = &type_string, .flags = ATTR_OPTIONAL, .field = FIELD_STRING)},
    {ATTR(box_v1, name, .type = &type_string, .flags = ATTR_REQUIRED, .field = FIELD_STRING)},
    {ATTR(box_v1, ports, .type = &type_string, .flags = ATTR_OPTIONAL, .field = FIELD_STRING)},
};
static const struct object_desc v1_desc = OBJECT(box_v1, v1_attrs, v1_type);

static const struct type_member box_rule_members[] = {MEMBER("port", &type_string)};
static const struct type box_rule_type = OBJECT_TYPE(box_rule_members);
static const struct type box_rules_type = {.kind = TYPE_LIST, .element = &box_rule_type};
static const struct attr_desc box_rule_attrs[] = {
    {ATTR(box_rule, port, .type = &type_string, .flags = ATTR_REQUIRED, .field = FIELD_STRING)},
};
static const struct object_desc box_rule_desc = OBJECT(box_rule, box_rule_attrs, box_rule_type);
static const struct type_member box_members[] = {MEMBER("label", &type_string), MEMBER("name", &type_string),
                                                 MEMBER("rules", &box_rules_type),
                                                 MEMBER("secret", &type_string),
                                                 MEMBER("weight", &type_number)};
static const struct type box_type = OBJECT_TYPE(box_members);
static const struct attr_desc box_attrs[] = {
    {ATTR(box, label, .type = &type_string, .flags = ATTR_OPTIONAL, .field = FIELD_STRING)},
    {ATTR(box, name, .type = &type_string, .flags = ATTR_REQUIRED, .field = FIELD_STRING)},
    {ATTR(box, rules, .type = &box_rules_type, .flags = ATTR_OPTIONAL | ATTR_BLOCK, .field = FIELD_OBJECTS,
          .nesting = NESTING_LIST, .nested = &box_rule_desc)},
    {ATTR(box, secret, .type = &type_string, .flags = ATTR_OPTIONAL | ATTR_WRITE_ONLY,
          .field = FIELD_STRING)},
    {ATTR(box, weight, .type = &type_number, .flags = ATTR_OPTIONAL, .field = FIELD_NUMBER)},
};
static const struct object_desc box_desc = OBJECT(box, box_attrs, box_type);

static bool from_v0(struct call *c, const void *old_model, void *new_model)
{
    const struct box_v0 *old = old_model;
    struct box_v1 *new = new_model;
    (void)c;
    new->name = old->name;
    new->label = old->title;
    return true;
}

/* "80,443" becomes two rules. */
static bool from_v1(struct call *c, const void *old_model, void *new_model)
{
    const struct box_v1 *old = old_model;
    struct box *new = new_model;
    new->name = old->name;
    new->label = old->label;
    if (!TF_IS_KNOWN(old->ports))
        return true;
    if (str_contains(old->ports.v, STR("?")))
        return fail(&c->err, ERR_USER, "the ports '%.*s' are none", STR_ARG(old->ports.v));
    new->rules.is = TF_KNOWN;
    new->rules.v = arena_new_array(c->mem, struct box_rule, old->ports.v.len + 1);
    struct str rest = old->ports.v, port;
    while (str_cut(rest, ',', &port, &rest))
        new->rules.v[new->rules.count++].port = tf_string(port);
    new->rules.v[new->rules.count++].port = tf_string(rest);
    return true;
}

static const struct state_upgrade steps[] = {
    {.from_version = 1, .from = &v1_desc, .to = &box_desc, .upgrade = from_v1},
    {.from_version = 0, .from = &v0_desc, .to = &v1_desc, .upgrade = from_v0},
};
static const char *const box_identity[] = {"name"};
static const struct schema_desc box_schema = {.type_name = "lightsail_box",
                                              .version = 2,
                                              .object = &box_desc,
                                              .identity = box_identity,
                                              .identity_count = 1};
static const struct resource box_resource = {.schema = &box_schema, .upgrades = steps, .upgrade_count = 2};
static const struct schema_desc gap_schema = {.type_name = "lightsail_gap",
                                              .version = 2,
                                              .object = &box_desc,
                                              .identity = box_identity,
                                              .identity_count = 1};
static const struct resource gap_resource = {.schema = &gap_schema,
                                             .upgrades = steps + 1,
                                             .upgrade_count = 1};
static const struct resource *const boxes[] = {&box_resource, &gap_resource};
static const struct registry box_registry = {.resources = boxes, .resource_count = 2};

static int set_up_boxes(void **state)
{
    static struct fixture f;
    f.runtime = runtime_new(&box_registry);
    f.c = runtime_call_begin(f.runtime);
    *state = &f;
    return 0;
}

/* The upgraded state as JSON, or "" after an error. */
static const char *upgraded(struct fixture *f, const char *type_name, int64_t version, const char *json)
{
    struct upgrade_request in = {.type_name = str_c(type_name), .version = version, .json = str_c(json)};
    struct upgrade_response out;
    struct value v;
    struct str text;
    struct err err = {0};
    runtime_upgrade(f->runtime, f->c, &in, &out);
    if (out.state.len == 0)
        return "";
    assert_true(msgpack_decode(f->c->mem, out.state, &box_type, &v, &err));
    assert_true(statejson_encode(f->c->mem, &v, &box_type, &text, &err));
    return str_z(f->c->mem, text);
}

#define NEWEST(rest) "{\"label\":\"T\",\"name\":\"web\"," rest "}"

static void steps_are_chained(void **state)
{
    struct fixture *f = *state;
    assert_string_equal(upgraded(f, "lightsail_box", 0,
                                 "{\"name\":\"web\",\"title\":\"T\",\"forgotten\":[1]}"),
                        NEWEST("\"rules\":[],\"secret\":null,\"weight\":null"));
    assert_string_equal(
        upgraded(f, "lightsail_box", 1, "{\"name\":\"web\",\"label\":\"T\",\"ports\":\"80,443\"}"),
        NEWEST("\"rules\":[{\"port\":\"80\"},{\"port\":\"443\"}],\"secret\":null,\"weight\":null"));
    assert_int_equal(f->c->diags.count, 0);
}

static void the_same_version_is_completed_by_the_rows(void **state)
{
    struct fixture *f = *state;
    /* A block that an older build did not have is empty; write-only values are never in a state. */
    assert_string_equal(upgraded(f, "lightsail_box", 2,
                                 "{\"name\":\"web\",\"label\":\"T\",\"secret\":\"s\"}"),
                        NEWEST("\"rules\":[],\"secret\":null,\"weight\":null"));
    assert_string_equal(upgraded(f, "lightsail_box", 2, "{\"name\":\"web\",\"label\":\"T\",\"rules\":null}"),
                        NEWEST("\"rules\":[],\"secret\":null,\"weight\":null"));
    /* No digit is lost. */
    assert_string_equal(
        upgraded(f, "lightsail_box", 2,
                 "{\"name\":\"web\",\"label\":\"T\",\"weight\":123456789012345678901234567890.5}"),
        NEWEST("\"rules\":[],\"secret\":null,\"weight\":123456789012345678901234567890.5"));
    assert_int_equal(f->c->diags.count, 0);
}

static void an_invalid_state_is_an_error_and_gives_no_state(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *type_name;
        int64_t version;
        const char *json, *said;
    } cases[] = {
        {"lightsail_box", 3, "{\"name\":\"web\"}", "newer version of the provider"},
        {"lightsail_box", 1, "{\"name\":\"web\",\"ports\":\"?\"}", "are none"},
        {"lightsail_box", 0, "{\"name\":7,\"title\":[]}", "is not a string"},
        {"lightsail_gap", 0, "{\"name\":\"web\"}", "is missing"},
        {"lightsail_gap", 1, "{\"name\":\"web\"}", "There is no upgrade from"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_string_equal(upgraded(f, cases[i].type_name, cases[i].version, cases[i].json), "");
        assert_int_equal(f->c->diags.error_count, i + 1);
        if (!str_contains(f->c->diags.items[i].detail, str_c(cases[i].said)))
            fail_msg("%.*s", STR_ARG(f->c->diags.items[i].detail));
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up_boxes, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(steps_are_chained),
        TEST(the_same_version_is_completed_by_the_rows),
        TEST(an_invalid_state_is_an_error_and_gives_no_state),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
