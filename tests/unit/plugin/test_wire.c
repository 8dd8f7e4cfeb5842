/*
 * test_wire.c — requests from hand-written bytes, responses read by field number: the protocol's numbers, not
 * ours.
 */
#include "../testing.h"

#include "message.h"
#include "plugin/wire.h"

struct fixture {
    struct arena *mem;
    struct diagnostics none;
};

static int set_up(void **state)
{
    struct arena *mem = arena_new();
    struct fixture *f = arena_new_object(mem, struct fixture);
    f->mem = mem;
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    arena_free(f->mem);
    return 0;
}

static struct buf new_message(struct fixture *f)
{
    return buf_new(f->mem, BUF_DEFAULT_MAX_BYTES);
}

static struct str dynamic(struct fixture *f, struct str msgpack, struct str json)
{
    struct buf out = new_message(f);
    put_bytes(&out, 1, msgpack);
    if (json.len > 0)
        put_bytes(&out, 2, json);
    return buf_str(&out);
}

static struct str identity_of(struct fixture *f, struct str msgpack)
{
    struct buf out = new_message(f);
    put_bytes(&out, 1, dynamic(f, msgpack, STR("")));
    return buf_str(&out);
}

static void requests_of_the_provider_are_read(void **state)
{
    struct fixture *f = *state;
    struct dynamic_value config;
    struct configure_request configured;

    struct buf validate = new_message(f);
    put_bytes(&validate, 1, dynamic(f, STR("m"), STR("j")));
    assert_true(wire_decode_validate_provider(f->mem, buf_str(&validate), &config));
    assert_str_equal(config.msgpack, STR("m"));
    assert_str_equal(config.json, STR("j"));

    struct buf configure = new_message(f);
    put_bytes(&configure, 1, STR("1.11.4"));
    put_bytes(&configure, 2, dynamic(f, STR("c"), STR("")));
    put_bytes(&configure, 3, STR("\x08\x01"));
    assert_true(wire_decode_configure(f->mem, buf_str(&configure), &configured));
    assert_str_equal(configured.terraform_version, STR("1.11.4"));
    assert_str_equal(configured.config.msgpack, STR("c"));
    assert_true(configured.deferral_allowed);
}

static void requests_of_resources_are_read(void **state)
{
    struct fixture *f = *state;
    struct buf message = new_message(f);
    put_bytes(&message, 1, STR("lightsail_instance"));
    put_bytes(&message, 2, dynamic(f, STR("2"), STR("")));
    put_bytes(&message, 3, STR("\x10\x01")); /* write_only_attributes_allowed = 2 */
    struct validate_request validate;
    assert_true(wire_decode_validate_resource(f->mem, buf_str(&message), &validate));
    assert_str_equal(validate.type_name, STR("lightsail_instance"));
    assert_str_equal(validate.config.msgpack, STR("2"));
    assert_true(validate.write_only_allowed);

    message = new_message(f);
    put_bytes(&message, 1, STR("t"));
    put_number(&message, 2, 7);
    put_bytes(&message, 3, STR("\x0a\x02{}")); /* RawState.json = 1 */
    struct upgrade_request upgrade;
    assert_true(wire_decode_upgrade(f->mem, buf_str(&message), &upgrade));
    assert_int_equal(upgrade.version, 7);
    assert_str_equal(upgrade.json, STR("{}"));
    assert_false(upgrade.has_flatmap);

    message = new_message(f);
    put_bytes(&message, 3, STR("\x12\x06\x0a\x01k\x12\x01v")); /* RawState.flatmap = 2 */
    assert_true(wire_decode_upgrade(f->mem, buf_str(&message), &upgrade));
    assert_true(upgrade.has_flatmap);

    message = new_message(f);
    put_bytes(&message, 1, STR("t"));
    put_bytes(&message, 2, dynamic(f, STR("s"), STR("")));
    put_bytes(&message, 3, STR("p\0q"));
    struct read_request read;
    assert_true(wire_decode_read(f->mem, buf_str(&message), &read));
    assert_str_equal(read.state.msgpack, STR("s"));
    assert_str_equal(read.private_data, STR("p\0q"));

    message = new_message(f);
    for (unsigned field = 2; field <= 4; field++)
        put_bytes(&message, field, dynamic(f, str_printf(f->mem, "%u", field), STR("")));
    put_bytes(&message, 5, STR("private"));
    put_bytes(&message, 9, STR("planned"));
    struct plan_request plan;
    assert_true(wire_decode_plan(f->mem, buf_str(&message), &plan));
    assert_str_equal(plan.prior.msgpack, STR("2"));
    assert_str_equal(plan.proposed.msgpack, STR("3"));
    assert_str_equal(plan.config.msgpack, STR("4"));
    assert_str_equal(plan.prior_private, STR("private"));

    struct apply_request apply;
    assert_true(wire_decode_apply(f->mem, buf_str(&message), &apply));
    assert_str_equal(apply.prior.msgpack, STR("2"));
    assert_str_equal(apply.planned.msgpack, STR("3"));
    assert_str_equal(apply.config.msgpack, STR("4"));
    assert_str_equal(apply.planned_private, STR("private"));
}

static void imports_and_moves_are_read(void **state)
{
    struct fixture *f = *state;
    struct import_request import;
    struct buf message = new_message(f);
    put_bytes(&message, 1, STR("t"));
    put_bytes(&message, 2, STR("web"));
    assert_true(wire_decode_import(f->mem, buf_str(&message), &import));
    assert_str_equal(import.id, STR("web"));
    assert_false(import.identity.given);

    message = new_message(f);
    put_bytes(&message, 4, identity_of(f, STR("i")));
    assert_true(wire_decode_import(f->mem, buf_str(&message), &import));
    assert_true(import.identity.given);
    assert_str_equal(import.identity.value.msgpack, STR("i"));
    put_bytes(&message, 2, STR("web")); /* the id is what old clients send, and it wins */
    assert_true(wire_decode_import(f->mem, buf_str(&message), &import));
    assert_false(import.identity.given);

    message = new_message(f);
    put_bytes(&message, 1, STR("registry/a/aws"));
    put_bytes(&message, 2, STR("aws_x"));
    put_number(&message, 3, 4);
    put_bytes(&message, 4, STR("\x0a\x02{}")); /* RawState.json = 1 */
    put_bytes(&message, 5, STR("lightsail_x"));
    put_bytes(&message, 6, STR("another provider's"));
    struct move_request move;
    assert_true(wire_decode_move(f->mem, buf_str(&message), &move));
    assert_int_equal(move.source_version, 4);
    assert_str_equal(move.source_json, STR("{}"));
    assert_str_equal(move.source_provider, STR("registry/a/aws"));
    assert_str_equal(move.source_type, STR("aws_x"));
    assert_str_equal(move.target_type, STR("lightsail_x"));
}

/* In which field each message of the life cycle has the identity, in and out. */
static void identities_are_carried(void **state)
{
    struct fixture *f = *state;
    struct diagnostics *none = &f->none;
    struct identity i = {.given = true, .value.msgpack = STR("i")};
    struct read_request read;
    struct plan_request plan;
    struct apply_request apply;
    struct buf message = new_message(f);
    put_bytes(&message, 6, identity_of(f, STR("r")));
    assert_true(wire_decode_read(f->mem, buf_str(&message), &read));
    assert_str_equal(read.identity.value.msgpack, STR("r"));
    message = new_message(f);
    put_bytes(&message, 8, identity_of(f, STR("p")));
    assert_true(wire_decode_plan(f->mem, buf_str(&message), &plan));
    assert_str_equal(plan.prior_identity.value.msgpack, STR("p"));
    message = new_message(f);
    put_bytes(&message, 7, identity_of(f, STR("a")));
    assert_true(wire_decode_apply(f->mem, buf_str(&message), &apply));
    assert_str_equal(apply.planned_identity.value.msgpack, STR("a"));
    assert_true(wire_decode_apply(f->mem, STR("\x3a\x00"), &apply)); /* an identity without data */
    assert_false(apply.planned_identity.given);

    struct str answers[] = {
        bytes_of(wire_encode_read(f->mem, &(struct read_response){.identity = i}, none), 5, 0),
        bytes_of(wire_encode_plan(f->mem, &(struct plan_response){.identity = i}, none), 7, 0),
        bytes_of(wire_encode_apply(f->mem, &(struct apply_response){.identity = i}, none), 5, 0),
        bytes_of(wire_encode_move(f->mem, &(struct move_response){.identity = i}, none), 4, 0),
        bytes_of(wire_encode_upgrade_identity(f->mem, i, none), 1, 0),
        bytes_of(bytes_of(wire_encode_import(f->mem, STR("t"),
                                             &(struct import_response){.has_resource = true, .identity = i},
                                             none),
                          1, 0),
                 4, 0),
    };
    for (size_t n = 0; n < sizeof answers / sizeof answers[0]; n++)
        assert_str_equal(bytes_of(bytes_of(answers[n], 1, 0), 1, 0), STR("i"));
    assert_false(has_field(wire_encode_read(f->mem, &(struct read_response){.state = STR("s")}, none), 5));
    i.value.msgpack = STR(""); /* the client reads this field */
    assert_false(has_field(wire_encode_read(f->mem, &(struct read_response){.identity = i}, none), 5));
}

static void what_is_absent_is_null_and_fields_of_the_future_are_ignored(void **state)
{
    struct fixture *f = *state;
    struct plan_request plan;
    assert_true(wire_decode_plan(f->mem, STR(""), &plan));
    assert_int_equal(plan.config.msgpack.len + plan.config.json.len, 0);

    struct buf message = new_message(f);
    put_bytes(&message, 500, STR("later"));
    put_number(&message, 501, 1);
    put_bytes(&message, 1, STR("t"));
    assert_true(wire_decode_plan(f->mem, buf_str(&message), &plan));
    assert_str_equal(plan.type_name, STR("t"));
}

static void broken_bytes_are_refused(void **state)
{
    struct fixture *f = *state;
    static const struct str broken[] = {
        {"\xff", 1},              /* a tag without an end */
        {"\x0a\x7f", 2},          /* more bytes announced than there are */
        {"\x12\x03\x0a\x05x", 5}, /* the same one level down */
        {"\x0a", 1},
    };
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        struct plan_request plan;
        assert_false(wire_decode_plan(f->mem, broken[i], &plan));
    }
}

static struct str one_diagnostic(struct fixture *f, enum diag_severity severity, struct path path,
                                 struct str summary, struct str detail)
{
    struct diagnostic item = {.severity = severity, .summary = summary, .detail = detail, .path = path};
    struct diagnostics diags = {.items = &item, .count = 1};
    return bytes_of(wire_encode_configure(f->mem, &diags), 1, 0);
}

static void diagnostics_carry_severity_texts_and_path(void **state)
{
    struct fixture *f = *state;
    struct path path = path_key(
        f->mem, path_index(f->mem, path_attribute(f->mem, (struct path){.count = 0}, STR("rules")), 3),
        STR("a b"));
    struct str diagnostic = one_diagnostic(f, DIAG_WARNING, path, STR("Summary"), STR("Detail"));
    assert_int_equal(number_of(diagnostic, 1), 2);
    assert_str_equal(bytes_of(diagnostic, 2, 0), STR("Summary"));
    assert_str_equal(bytes_of(diagnostic, 3, 0), STR("Detail"));
    struct str steps = bytes_of(diagnostic, 4, 0);
    assert_str_equal(bytes_of(bytes_of(steps, 1, 0), 1, 0), STR("rules"));
    assert_int_equal(number_of(bytes_of(steps, 1, 1), 3), 3);
    assert_str_equal(bytes_of(bytes_of(steps, 1, 2), 2, 0), STR("a b"));

    diagnostic = one_diagnostic(f, DIAG_ERROR, (struct path){.count = 0}, STR("S"), STR("D"));
    assert_int_equal(number_of(diagnostic, 1), 1);
    assert_false(has_field(diagnostic, 4));
}

static void an_index_of_zero_is_still_a_step(void **state)
{
    struct fixture *f = *state;
    struct path path = path_index(f->mem, (struct path){.count = 0}, 0);
    struct str diagnostic = one_diagnostic(f, DIAG_ERROR, path, STR("S"), STR("D"));
    assert_true(has_field(bytes_of(bytes_of(diagnostic, 4, 0), 1, 0), 3));
}

static void a_severity_that_is_neither_becomes_an_error(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(
        number_of(one_diagnostic(f, (enum diag_severity)0, (struct path){.count = 0}, STR("S"), STR("D")), 1),
        1);
}

static void text_that_go_would_refuse_never_leaves(void **state)
{
    struct fixture *f = *state;
    struct str diagnostic = one_diagnostic(f, DIAG_ERROR,
                                           path_attribute(f->mem, (struct path){.count = 0}, STR("a\xff")),
                                           STR("bad \xff\xfe bytes"), STR("a NUL \0 and \x01 too"));
    assert_true(str_is_utf8(bytes_of(diagnostic, 2, 0)));
    assert_true(str_contains(bytes_of(diagnostic, 2, 0), STR("bytes")));
    struct str detail = bytes_of(diagnostic, 3, 0);
    assert_true(str_ends_with(detail, STR("too")));
    assert_int_equal(str_find(detail, '\0', 0), detail.len);
    assert_true(str_is_utf8(bytes_of(bytes_of(bytes_of(diagnostic, 4, 0), 1, 0), 1, 0)));

    char *long_text = arena_alloc(f->mem, 1024 * 1024);
    memset(long_text, 'x', 1024 * 1024);
    diagnostic = one_diagnostic(f, DIAG_ERROR, (struct path){.count = 0}, STR("S"),
                                str_n(long_text, 1024 * 1024));
    assert_true(bytes_of(diagnostic, 3, 0).len < 20 * 1024);
}

static void responses_have_the_protocols_numbers(void **state)
{
    struct fixture *f = *state;
    struct diagnostic item = {.severity = DIAG_ERROR, .summary = STR("S")};
    struct diagnostics diags = {.items = &item, .count = 1, .error_count = 1};

    assert_true(has_field(wire_encode_validate_provider(f->mem, &diags), 2)); /* the odd one */
    assert_true(has_field(wire_encode_configure(f->mem, &diags), 1));
    assert_true(has_field(wire_encode_validate_resource(f->mem, &diags), 1));
    assert_true(has_field(wire_encode_validate_data(f->mem, &diags), 1));
    assert_true(has_field(wire_encode_generate(f->mem, STR("c"), &diags), 2));
    struct str moved = wire_encode_move(f->mem, &(struct move_response){.state = STR("s")}, &diags);
    assert_str_equal(bytes_of(bytes_of(moved, 1, 0), 1, 0), STR("s"));
    assert_true(has_field(moved, 2));
    assert_false(has_field(moved, 3)); /* private data is the other provider's own */

    struct str bytes = wire_encode_upgrade(f->mem, &(struct upgrade_response){.state = STR("s")}, &diags);
    assert_str_equal(bytes_of(bytes_of(bytes, 1, 0), 1, 0), STR("s"));
    assert_true(has_field(bytes, 2));

    bytes = wire_encode_read(f->mem, &(struct read_response){.state = STR("s"), .private_data = STR("p\0")},
                             &diags);
    assert_str_equal(bytes_of(bytes_of(bytes, 1, 0), 1, 0), STR("s"));
    assert_true(has_field(bytes, 2));
    assert_str_equal(bytes_of(bytes, 3, 0), STR("p\0"));

    struct path replace[] = {path_attribute(f->mem, (struct path){.count = 0}, STR("name")), {.count = 0}};
    bytes = wire_encode_plan(f->mem,
                             &(struct plan_response){.planned = STR("s"),
                                                     .planned_private = STR("p"),
                                                     .replace = replace,
                                                     .replace_count = 2},
                             &diags);
    assert_str_equal(bytes_of(bytes_of(bytes, 1, 0), 1, 0), STR("s"));
    assert_str_equal(bytes_of(bytes_of(bytes_of(bytes, 2, 0), 1, 0), 1, 0), STR("name"));
    assert_int_equal(bytes_of(bytes, 2, 1).len, 0);
    assert_str_equal(bytes_of(bytes, 3, 0), STR("p"));
    assert_true(has_field(bytes, 4));
    assert_false(has_field(bytes, 5)); /* legacy_type_system */

    bytes = wire_encode_apply(f->mem, &(struct apply_response){.state = STR("s"), .private_data = STR("p")},
                              &diags);
    assert_str_equal(bytes_of(bytes_of(bytes, 1, 0), 1, 0), STR("s"));
    assert_str_equal(bytes_of(bytes, 2, 0), STR("p"));
    assert_true(has_field(bytes, 3));
    assert_false(has_field(bytes, 4)); /* legacy_type_system */

    bytes = wire_encode_import(f->mem, STR("t"),
                               &(struct import_response){.has_resource = true, .state = STR("s")}, &diags);
    struct str imported = bytes_of(bytes, 1, 0);
    assert_str_equal(bytes_of(imported, 1, 0), STR("t"));
    assert_str_equal(bytes_of(bytes_of(imported, 2, 0), 1, 0), STR("s"));
    assert_true(has_field(bytes, 2));
    bytes = wire_encode_import(f->mem, STR("t"), &(struct import_response){.has_resource = false}, &diags);
    assert_false(has_field(bytes, 1));

    bytes = wire_encode_read_data(f->mem, &(struct data_response){.state = STR("s")}, &diags);
    assert_str_equal(bytes_of(bytes_of(bytes, 1, 0), 1, 0), STR("s"));
    assert_true(has_field(bytes, 2));
}

static void helper_services_speak_too(void **state)
{
    struct fixture *f = *state;
    struct str service;
    assert_true(wire_decode_health(f->mem, STR("\x0a\x06plugin"), &service));
    assert_str_equal(service, STR("plugin"));
    assert_int_equal(number_of(wire_encode_health_serving(f->mem), 1), 1);
    assert_int_equal(wire_encode_shutdown(f->mem).len, 0);
    assert_int_equal(wire_encode_stop(f->mem).len, 0);
}

/* ---- schemas ---- */

static const struct type_member rule_members[] = {{STR("port"), &type_number}};
static const struct type rule_type = {.kind = TYPE_OBJECT, .members = rule_members, .count = 1};
static const struct type rules_type = {.kind = TYPE_SET, .element = &rule_type};
static const struct attr_desc rule_rows[] = {
    {.name = STR("port"), .type = &type_number, .flags = ATTR_REQUIRED, .doc = "Port."},
};
static const struct object_desc rule_desc = {.name = "rule",
                                             .attrs = rule_rows,
                                             .count = 1,
                                             .type = &rule_type};
static const struct attr_desc thing_rows[] = {
    {.name = STR("limits"),
     .type = &rule_type,
     .flags = ATTR_OPTIONAL | ATTR_BLOCK,
     .nesting = NESTING_SINGLE,
     .nested = &rule_desc,
     .min_items = 0,
     .max_items = 1,
     .doc = "Limits."},
    {.name = STR("name"), .type = &type_string, .flags = ATTR_REQUIRED, .doc = "Name."},
    {.name = STR("part"),
     .type = &rules_type,
     .flags = ATTR_OPTIONAL | ATTR_BLOCK,
     .nesting = NESTING_LIST,
     .nested = &rule_desc,
     .min_items = 1,
     .max_items = 3,
     .doc = "Part.",
     .deprecated = "Use rules."},
    {.name = STR("rules"),
     .type = &rules_type,
     .flags = ATTR_OPTIONAL | ATTR_COMPUTED,
     .nesting = NESTING_SET,
     .nested = &rule_desc,
     .doc = "Rules."},
    {.name = STR("secret"),
     .type = &type_map_string,
     .flags = ATTR_OPTIONAL | ATTR_SENSITIVE | ATTR_WRITE_ONLY,
     .doc = "Secret.",
     .deprecated = "Not any more."},
};
static const struct object_desc thing_desc = {.name = "thing", .attrs = thing_rows, .count = 5};
static const struct schema_desc thing_schema = {.type_name = "lightsail_thing",
                                                .version = 3,
                                                .doc = "A thing.",
                                                .object = &thing_desc};
static const struct object_desc empty_desc = {.name = "empty"};
static const struct schema_desc empty_schema = {.type_name = "lightsail", .doc = "", .object = &empty_desc};
static const struct provider_type provider = {.schema = &empty_schema};
static const struct resource thing = {.schema = &thing_schema};
static const struct data_source looker = {.schema = &thing_schema};
static const struct resource *const things[] = {&thing};
static const struct data_source *const lookers[] = {&looker};
static const struct registry made_up = {.provider = &provider,
                                        .resources = things,
                                        .resource_count = 1,
                                        .data_sources = lookers,
                                        .data_source_count = 1};

static void schemas_are_encoded_from_the_rows(void **state)
{
    struct fixture *f = *state;
    struct str bytes = wire_encode_schema(f->mem, &made_up);
    assert_true(has_field(bytes_of(bytes, 1, 0), 2)); /* an empty provider block is still there */
    struct str capabilities = bytes_of(bytes, 6, 0);
    assert_int_equal(number_of(capabilities, 1), 1);
    assert_int_equal(number_of(capabilities, 2), 1);
    assert_int_equal(number_of(capabilities, 3), 1);
    assert_int_equal(number_of(capabilities, 4), 1);

    struct str entry = bytes_of(bytes, 2, 0);
    assert_str_equal(bytes_of(entry, 1, 0), STR("lightsail_thing"));
    struct str schema = bytes_of(entry, 2, 0);
    assert_int_equal(number_of(schema, 1), 3);
    struct str block = bytes_of(schema, 2, 0);
    assert_str_equal(bytes_of(block, 4, 0), STR("A thing."));
    assert_int_equal(number_of(block, 5), 1); /* markdown */
    assert_str_equal(bytes_of(bytes_of(bytes, 3, 0), 1, 0), STR("lightsail_thing"));

    struct str name = bytes_of(block, 2, 0), rules = bytes_of(block, 2, 1), secret = bytes_of(block, 2, 2);
    assert_str_equal(bytes_of(name, 1, 0), STR("name"));
    assert_str_equal(bytes_of(name, 2, 0), STR("\"string\""));
    assert_str_equal(bytes_of(name, 3, 0), STR("Name."));
    assert_int_equal(number_of(name, 4), 1);
    assert_int_equal(number_of(name, 8), 1);
    assert_false(has_field(name, 5));
    assert_false(has_field(name, 10));

    assert_false(has_field(rules, 2)); /* nested_type instead of type */
    assert_int_equal(number_of(rules, 5), 1);
    assert_int_equal(number_of(rules, 6), 1);
    struct str object = bytes_of(rules, 10, 0);
    assert_int_equal(number_of(object, 3), 3);
    assert_str_equal(bytes_of(bytes_of(object, 1, 0), 1, 0), STR("port"));

    assert_str_equal(bytes_of(secret, 2, 0), STR("[\"map\",\"string\"]"));
    assert_int_equal(number_of(secret, 7), 1);
    assert_int_equal(number_of(secret, 9), 1);
    assert_int_equal(number_of(secret, 11), 1);
    assert_str_equal(bytes_of(secret, 12, 0), STR("Not any more."));

    struct str limits = bytes_of(block, 3, 0), part = bytes_of(block, 3, 1);
    assert_str_equal(bytes_of(limits, 1, 0), STR("limits"));
    assert_int_equal(number_of(limits, 3), 1);
    assert_int_equal(number_of(limits, 4), number_of(limits, 5)); /* Terraform's rule for single blocks */
    assert_str_equal(bytes_of(part, 1, 0), STR("part"));
    assert_int_equal(number_of(part, 3), 2);
    assert_int_equal(number_of(part, 4), 1);
    assert_int_equal(number_of(part, 5), 3);
    struct str nested = bytes_of(part, 2, 0);
    assert_str_equal(bytes_of(bytes_of(nested, 2, 0), 1, 0), STR("port"));
    assert_int_equal(number_of(nested, 6), 1);
    assert_str_equal(bytes_of(nested, 7, 0), STR("Use rules."));
}

/* What the engine would return. */
const struct registry *runtime_registry(const struct runtime *runtime)
{
    (void)runtime;
    return &made_up;
}

static const struct attr_desc identity_rows[] = {
    {.name = STR("name"), .type = &type_string, .flags = ATTR_REQUIRED, .doc = "Name."},
    {.name = STR("region"), .type = &type_string, .flags = ATTR_OPTIONAL, .doc = "Region."},
};
static const struct object_desc identity_desc = {.name = "thing", .attrs = identity_rows, .count = 2};

const struct object_desc *runtime_identity_object(struct runtime *runtime, const struct resource *resource)
{
    (void)runtime;
    assert_ptr_equal(resource, &thing);
    return &identity_desc;
}

static void identity_schemas_are_encoded_from_the_rows(void **state)
{
    struct fixture *f = *state;
    struct str bytes = wire_encode_identity_schemas(f->mem, NULL), entry = bytes_of(bytes, 1, 0);
    assert_false(has_field(bytes, 2)); /* a diagnostic would end the provider */
    assert_str_equal(bytes_of(entry, 1, 0), STR("lightsail_thing"));
    struct str name = bytes_of(bytes_of(entry, 2, 0), 2, 0), region = bytes_of(bytes_of(entry, 2, 0), 2, 1);
    assert_str_equal(bytes_of(name, 1, 0), STR("name"));
    assert_str_equal(bytes_of(name, 2, 0), STR("\"string\""));
    assert_int_equal(number_of(name, 3), 1);
    assert_false(has_field(name, 4)); /* exactly one of the two */
    assert_str_equal(bytes_of(region, 1, 0), STR("region"));
    assert_false(has_field(region, 3));
    assert_int_equal(number_of(region, 4), 1);
}

static void metadata_names_every_type(void **state)
{
    struct fixture *f = *state;
    struct str bytes = wire_encode_metadata(f->mem, &made_up);
    assert_int_equal(number_of(bytes_of(bytes, 1, 0), 1), 1);
    assert_str_equal(bytes_of(bytes_of(bytes, 3, 0), 1, 0), STR("lightsail_thing"));
    assert_str_equal(bytes_of(bytes_of(bytes, 4, 0), 1, 0), STR("lightsail_thing"));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(requests_of_the_provider_are_read),
        TEST(requests_of_resources_are_read),
        TEST(imports_and_moves_are_read),
        TEST(identities_are_carried),
        TEST(what_is_absent_is_null_and_fields_of_the_future_are_ignored),
        TEST(broken_bytes_are_refused),
        TEST(diagnostics_carry_severity_texts_and_path),
        TEST(an_index_of_zero_is_still_a_step),
        TEST(a_severity_that_is_neither_becomes_an_error),
        TEST(text_that_go_would_refuse_never_leaves),
        TEST(responses_have_the_protocols_numbers),
        TEST(helper_services_speak_too),
        TEST(schemas_are_encoded_from_the_rows),
        TEST(identity_schemas_are_encoded_from_the_rows),
        TEST(metadata_names_every_type),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
