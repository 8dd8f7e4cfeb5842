/*
 * test_id.c — the attribute `id`: the identity as one text for a resource, the name or the region for a data
 * source.
 */
#include "disk.h"

static struct str id_of(struct scene *s, struct value object)
{
    struct value with_id = engine_with_id(&s->call, &object);
    return disk_shown(s->call.mem, &with_id, "id");
}

static void one_attribute_is_the_id(void **state)
{
    (void)state;
    QUIET_SCENE(s, &disk_schema);
    struct value object = disk_from_json(s.call.mem, "{\"name\":\"data\",\"size\":8}");
    struct value with_id = engine_with_id(&s.call, &object);
    assert_disk_shown(s.call.mem, &with_id, "id", "\"data\"");
    assert_disk_shown(s.call.mem, &with_id, "size", "8");
    scene_end(&s);
}

static void several_are_joined_by_commas_as_in_an_import_id(void **state)
{
    (void)state;
    static const char *const several[] = {"host", "size", "is_shared", "name"};
    struct schema_desc schema = disk_schema;
    schema.identity = several;
    schema.identity_count = 4;
    QUIET_SCENE(s, &schema);
    assert_str_equal(
        id_of(&s, disk_from_json(s.call.mem,
                                 "{\"host\":\"web\",\"size\":16,\"is_shared\":false,\"name\":\"data\"}")),
        STR("\"web,16,false,data\""));
    assert_str_equal(id_of(&s,
                           disk_from_json(s.call.mem, "{\"host\":\"web\",\"size\":16,\"name\":\"data\"}")),
                     STR("null"));
    scene_end(&s);
}

static void its_parts_may_be_unknown_or_null(void **state)
{
    (void)state;
    QUIET_SCENE(s, &disk_schema);
    struct value object = disk_from_json(s.call.mem, "{\"id\":\"old\"}");
    assert_str_equal(id_of(&s, object), STR("null"));
    object = value_with_member(s.call.mem, &object, STR("name"), value_unknown(&type_string));
    assert_str_equal(id_of(&s, object), STR("unknown"));
    scene_end(&s);
}

static void without_an_object_there_is_no_id(void **state)
{
    (void)state;
    QUIET_SCENE(s, &disk_schema);
    struct value nothing = value_null(&disk_type), open = value_unknown(&disk_type);
    assert_true(value_is_null(engine_with_id(&s.call, &nothing)));
    assert_true(value_is_unknown(engine_with_id(&s.call, &open)));
    scene_end(&s);
}

/* The rows of a schema, written by hand: without and with an id, and without a name. */
static const struct type_member color_members[] = {MEMBER("color", &type_string)};
static const struct type color_type = OBJECT_TYPE(color_members);
static const struct attr_desc color_attrs[] = {{.name = STR("color"), .type = &type_string}};
static const struct object_desc color_desc = {.attrs = color_attrs, .count = 1, .type = &color_type};

static const struct type_member plain_members[] = {MEMBER("color", &type_string), MEMBER("id", &type_string)};
static const struct type plain_type = OBJECT_TYPE(plain_members);
static const struct attr_desc plain_attrs[] = {{.name = STR("color"), .type = &type_string},
                                               {.name = STR("id"), .type = &type_string}};
static const struct object_desc plain_desc = {.attrs = plain_attrs, .count = 2, .type = &plain_type};

static void a_schema_without_id_is_not_changed(void **state)
{
    (void)state;
    const struct schema_desc schema = {.type_name = "lightsail_colors", .object = &color_desc};
    QUIET_SCENE(s, &schema);
    const struct value items[] = {value_string(STR("red"))};
    struct value object = value_object(&color_type, items), same = engine_with_id(&s.call, &object);
    assert_true(value_equal(&same, &object));
    scene_end(&s);
}

static void a_data_source_has_its_name_or_the_region(void **state)
{
    (void)state;
    struct schema_desc one = disk_schema;
    one.identity = NULL;
    one.identity_count = 0;
    QUIET_SCENE(s, &one);
    assert_str_equal(id_of(&s, disk_from_json(s.call.mem, "{\"name\":\"data\"}")), STR("\"data\""));
    const struct schema_desc many = {.type_name = "lightsail_disks", .object = &plain_desc};
    const struct value items[] = {value_string(STR("red")), value_null(&type_string)};
    s.call.schema = &many;
    assert_str_equal(id_of(&s, value_object(&plain_type, items)), STR("\"us-east-1\""));
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_attribute_is_the_id),
        cmocka_unit_test(several_are_joined_by_commas_as_in_an_import_id),
        cmocka_unit_test(its_parts_may_be_unknown_or_null),
        cmocka_unit_test(without_an_object_there_is_no_id),
        cmocka_unit_test(a_schema_without_id_is_not_changed),
        cmocka_unit_test(a_data_source_has_its_name_or_the_region),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
