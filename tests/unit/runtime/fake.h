/*
 * fake.h — a registry with one test resource whose hooks follow a script: the engine is tested without
 * Lightsail and without any real resource. The tables are written by hand, in the form that schemac emits.
 */
#ifndef FAKE_H
#define FAKE_H

#include "../testing.h"
#include "rows.h"

#include "runtime/engine.h"
#include "tf/msgpack.h"
#include "tf/statejson.h"

struct thing_part {
    struct tf_string id, kind;
};
struct thing_rule {
    struct tf_string note;
    struct tf_int port;
};
struct thing_timeouts {
    struct tf_string create;
};
struct thing {
    struct tf_string arn, color, label, mode, name;
    TF_OBJECTS(struct thing_part) parts;
    TF_OBJECTS(struct thing_rule) rules;
    struct tf_string secret;
    struct tf_int serial, size;
    struct tf_strings tags;
    TF_OBJECTS(struct thing_timeouts) timeouts;
};

static const struct type_member part_members[] = {MEMBER("id", &type_string), MEMBER("kind", &type_string)};
static const struct type part_type = OBJECT_TYPE(part_members);
static const struct type parts_type = {.kind = TYPE_LIST, .element = &part_type};
static const struct attr_desc part_attrs[] = {
    {ATTR(thing_part, id, .type = &type_string, .flags = ATTR_COMPUTED | ATTR_KEEP, .field = FIELD_STRING)},
    {ATTR(thing_part, kind, .type = &type_string, .flags = ATTR_REQUIRED, .field = FIELD_STRING)},
};
static const struct object_desc part_desc = OBJECT(thing_part, part_attrs, part_type);

static const struct type_member rule_members[] = {MEMBER("note", &type_string), MEMBER("port", &type_number)};
static const struct type rule_type = OBJECT_TYPE(rule_members);
static const struct type rules_type = {.kind = TYPE_SET, .element = &rule_type};
static const struct constraint port_rules[] = {{.kind = CONSTRAINT_RANGE, .min = 0, .max = 65535}};
static const struct attr_desc rule_attrs[] = {
    {ATTR(thing_rule, note, .type = &type_string, .flags = ATTR_OPTIONAL | ATTR_COMPUTED,
          .field = FIELD_STRING)},
    {ATTR(thing_rule, port, .type = &type_number, .flags = ATTR_REQUIRED, .field = FIELD_INT,
          RULES(port_rules))},
};
static const struct object_desc rule_desc = OBJECT(thing_rule, rule_attrs, rule_type);

static const struct type_member timeouts_members[] = {MEMBER("create", &type_string)};
static const struct type timeouts_type = OBJECT_TYPE(timeouts_members);
static const struct attr_desc timeouts_attrs[] = {
    {ATTR(thing_timeouts, create, .type = &type_string, .flags = ATTR_OPTIONAL | ATTR_LOCAL,
          .field = FIELD_STRING)},
};
static const struct object_desc timeouts_desc = OBJECT(thing_timeouts, timeouts_attrs, timeouts_type);

static const struct type_member thing_members[] = {
    MEMBER("arn", &type_string),  MEMBER("color", &type_string),    MEMBER("label", &type_string),
    MEMBER("mode", &type_string), MEMBER("name", &type_string),     MEMBER("parts", &parts_type),
    MEMBER("rules", &rules_type), MEMBER("secret", &type_string),   MEMBER("serial", &type_number),
    MEMBER("size", &type_number), MEMBER("tags", &type_map_string), MEMBER("timeouts", &timeouts_type),
};
static const struct type thing_type = OBJECT_TYPE(thing_members);
static const char *const colors[] = {"red", "green"};
static const char *const color_conflicts[] = {"size"};
static const struct constraint color_rules[] = {
    {.kind = CONSTRAINT_ONE_OF, .texts = colors, .text_count = 2},
    {.kind = CONSTRAINT_CONFLICTS, .texts = color_conflicts, .text_count = 1},
};
static const struct constraint name_rules[] = {{.kind = CONSTRAINT_MATCH, .name = "resource_name"}};
static const struct constraint size_rules[] = {{.kind = CONSTRAINT_RANGE, .min = 1, .max = INT64_MAX}};
static const struct constraint tag_rules[] = {{.kind = CONSTRAINT_LENGTH, .min = 0, .max = 5},
                                              {.kind = CONSTRAINT_ITEMS, .min = 0, .max = 2}};
static const struct attr_desc thing_attrs[] = {
    {ATTR(thing, arn, .type = &type_string, .flags = ATTR_COMPUTED | ATTR_KEEP, .field = FIELD_STRING,
          .wire = "arn")},
    {ATTR(thing, color, .type = &type_string, .flags = ATTR_OPTIONAL, .field = FIELD_STRING,
          RULES(color_rules))},
    {ATTR(thing, label, .type = &type_string, .flags = ATTR_OPTIONAL | ATTR_COMPUTED, .field = FIELD_STRING,
          .default_text = "plain", .wire = "?info.label")},
    {ATTR(thing, mode, .type = &type_string, .flags = ATTR_OPTIONAL | ATTR_COMPUTED | ATTR_LOCAL,
          .field = FIELD_STRING, .default_text = "safe")},
    {ATTR(thing, name, .type = &type_string, .flags = ATTR_REQUIRED | ATTR_REPLACE, .field = FIELD_STRING,
          RULES(name_rules))},
    {ATTR(thing, parts, .type = &parts_type, .flags = ATTR_OPTIONAL, .field = FIELD_OBJECTS,
          .nesting = NESTING_LIST, .nested = &part_desc, .wire = "parts")},
    {ATTR(thing, rules, .type = &rules_type, .flags = ATTR_OPTIONAL, .field = FIELD_OBJECTS,
          .nesting = NESTING_SET, .nested = &rule_desc)},
    {ATTR(thing, secret, .type = &type_string, .flags = ATTR_OPTIONAL | ATTR_WRITE_ONLY | ATTR_SENSITIVE,
          .field = FIELD_STRING)},
    {ATTR(thing, serial, .type = &type_number, .flags = ATTR_COMPUTED, .field = FIELD_INT, .wire = "serial")},
    {ATTR(thing, size, .type = &type_number, .flags = ATTR_OPTIONAL, .field = FIELD_INT, RULES(size_rules))},
    {ATTR(thing, tags, .type = &type_map_string, .flags = ATTR_OPTIONAL, .field = FIELD_STRINGS,
          RULES(tag_rules))},
    {ATTR(thing, timeouts, .type = &timeouts_type, .flags = ATTR_OPTIONAL | ATTR_BLOCK | ATTR_LOCAL,
          .field = FIELD_OBJECTS, .nesting = NESTING_SINGLE, .nested = &timeouts_desc)},
};
static const struct object_desc thing_desc = OBJECT(thing, thing_attrs, thing_type);
static const char *const thing_identity[] = {"name"};
static const struct schema_desc thing_schema = {
    .type_name = "lightsail_thing",
    .version = 1,
    .doc = "A thing.",
    .replace_warning = "Its contents are lost.",
    .object = &thing_desc,
    .identity = thing_identity,
    .identity_count = 1,
    .timeout_ms = {[TIMEOUT_CREATE] = 60000, [TIMEOUT_UPDATE] = 60000, [TIMEOUT_DELETE] = 60000},
};

/* The script of the hooks; each test sets what it needs. */
static struct {
    bool (*create)(struct call *c, const struct thing *plan, struct thing *state);
    bool (*read)(struct call *c, const struct thing *prior, struct thing *state);
    bool (*update)(struct call *c, const struct thing *prior, const struct thing *plan, struct thing *state);
    bool (*destroy)(struct call *c, const struct thing *prior);
    bool (*modify_plan)(struct call *c, struct plan *plan);
    int plans, creates, updates, deletes;
} script;

static bool thing_create(struct call *c, const void *plan, void *state)
{
    script.creates++;
    return script.create(c, plan, state);
}
static bool thing_read(struct call *c, const void *prior, void *state)
{
    return script.read(c, prior, state);
}
static bool thing_update(struct call *c, const void *prior, const void *plan, void *state)
{
    script.updates++;
    return script.update(c, prior, plan, state);
}
static bool thing_destroy(struct call *c, const void *prior)
{
    script.deletes++;
    return script.destroy(c, prior);
}
static bool thing_modify_plan(struct call *c, struct plan *plan)
{
    script.plans++;
    return script.modify_plan == NULL || script.modify_plan(c, plan);
}
/* Version 0 had `title` instead of `label`. */
struct thing_v0 {
    struct tf_string name, title;
};
static const struct type_member thing_v0_members[] = {MEMBER("name", &type_string),
                                                      MEMBER("title", &type_string)};
static const struct type thing_v0_type = OBJECT_TYPE(thing_v0_members);
static const struct attr_desc thing_v0_attrs[] = {
    {ATTR(thing_v0, name, .type = &type_string, .flags = ATTR_REQUIRED, .field = FIELD_STRING)},
    {ATTR(thing_v0, title, .type = &type_string, .flags = ATTR_OPTIONAL, .field = FIELD_STRING)},
};
static const struct object_desc thing_v0_desc = OBJECT(thing_v0, thing_v0_attrs, thing_v0_type);
static bool upgrade_v0(struct call *c, const void *old_model, void *new_model)
{
    const struct thing_v0 *old = old_model;
    struct thing *new = new_model;
    (void)c;
    new->name = old->name;
    new->label = old->title;
    return true;
}
static const struct state_upgrade thing_upgrades[] = {
    {.from_version = 0, .from = &thing_v0_desc, .to = &thing_desc, .upgrade = upgrade_v0},
};
static const struct resource thing_resource = {
    .schema = &thing_schema,
    .create = thing_create,
    .read = thing_read,
    .update = thing_update,
    .destroy = thing_destroy,
    .modify_plan = thing_modify_plan,
    .upgrades = thing_upgrades,
    .upgrade_count = 1,
};
static const struct resource *const resources[] = {&thing_resource};
static const struct registry fake_registry = {.resources = resources, .resource_count = 1};

/* ---- values as JSON, so that a test reads like a table ---- */

struct fixture {
    struct runtime *runtime;
    struct call *c;
};

static inline int set_up(void **state)
{
    static struct fixture f;
    memset(&script, 0, sizeof script);
    f.runtime = runtime_new(&fake_registry);
    f.c = runtime_call_begin(f.runtime);
    *state = &f;
    return 0;
}
static inline int tear_down(void **state)
{
    struct fixture *f = *state;
    runtime_call_end(f->c);
    runtime_free(f->runtime);
    return 0;
}

static inline struct value from_json(struct arena *mem, const char *json)
{
    struct value v;
    struct err err = {0};
    if (!statejson_decode(mem, str_c(json), &thing_type, &v, &err))
        fail_msg("%s", err.text);
    return v;
}
/* An object with one unknown attribute. */
static inline struct value with_unknown(struct arena *mem, struct value v, const char *name)
{
    const struct attr_desc *attr = object_attr(&thing_desc, str_c(name));
    return value_with_member(mem, &v, str_c(name), value_unknown(attr->type));
}
static inline struct dynamic_value packed(struct arena *mem, struct value v)
{
    struct str bytes;
    struct err err = {0};
    if (!msgpack_encode(mem, &v, &thing_type, &bytes, &err))
        fail_msg("%s", err.text);
    return (struct dynamic_value){.msgpack = bytes};
}
static inline struct dynamic_value packed_null(struct arena *mem)
{
    return packed(mem, value_null(&thing_type));
}
static inline struct value unpacked(struct arena *mem, struct str bytes)
{
    struct value v;
    struct err err = {0};
    if (!msgpack_decode(mem, bytes, &thing_type, &v, &err))
        fail_msg("%s", err.text);
    return v;
}
/* One attribute of a result as text: "plain", 5, null, unknown. */
static inline const char *shown(struct arena *mem, const struct value *object, const char *name)
{
    const struct value *v = value_member(object, str_c(name));
    if (v == NULL)
        return "missing";
    if (value_is_unknown(*v))
        return "unknown";
    if (value_is_null(*v))
        return "null";
    struct str text;
    struct err err = {0};
    return statejson_encode(mem, v, v->type, &text, &err) ? str_z(mem, text) : "partly unknown";
}
#define assert_shown(mem, object, name, expected) \
    assert_string_equal(shown((mem), (object), (name)), (expected))

#endif
