/*
 * test_derived.c — views derived from the record of a resource: one object, many by filters, and a list.
 */
#include "disk.h"

#include "runtime/derived.h"

/* ---- the rows of the views, as schemac would derive them ---- */

struct disk_view {
    struct tf_string arn, color, name;
    struct tf_strings tags;
};
static const struct type_member view_members[] = {MEMBER("arn", &type_string), MEMBER("color", &type_string),
                                                  MEMBER("name", &type_string),
                                                  MEMBER("tags", &type_map_string)};
static const struct type view_type = OBJECT_TYPE(view_members);
static const struct attr_desc view_attrs[] = {
    {ATTR(disk_view, arn, .type = &type_string, .flags = ATTR_COMPUTED, .field = FIELD_STRING)},
    {ATTR(disk_view, color, .type = &type_string, .flags = ATTR_COMPUTED, .field = FIELD_STRING)},
    {ATTR(disk_view, name, .type = &type_string, .flags = ATTR_REQUIRED, .field = FIELD_STRING)},
    {ATTR(disk_view, tags, .type = &type_map_string, .flags = ATTR_COMPUTED, .field = FIELD_STRINGS)},
};
static const struct object_desc view_desc = OBJECT(disk_view, view_attrs, view_type);
static const struct schema_desc one_schema = {.type_name = "lightsail_disk",
                                              .object = &view_desc,
                                              .in_aws = true,
                                              .viewed = &disk_resource};

struct disk_views {
    struct tf_string color;
    TF_OBJECTS(struct disk_view) disks;
    struct tf_bool is_shared, most_recent;
    struct tf_string name_regex;
    struct tf_strings names;
    struct tf_int size;
    struct tf_strings tags;
};
static const struct type view_list_type = {.kind = TYPE_LIST, .element = &view_type};
static const struct type_member views_members[] = {
    MEMBER("color", &type_string),     MEMBER("disks", &view_list_type),   MEMBER("is_shared", &type_bool),
    MEMBER("most_recent", &type_bool), MEMBER("name_regex", &type_string), MEMBER("names", &type_list_string),
    MEMBER("size", &type_number),      MEMBER("tags", &type_map_string)};
static const struct type views_type = OBJECT_TYPE(views_members);
static const struct attr_desc views_attrs[] = {
    {ATTR(disk_views, color, .type = &type_string, .flags = ATTR_OPTIONAL, .field = FIELD_STRING)},
    {ATTR(disk_views, disks, .type = &view_list_type, .flags = ATTR_COMPUTED, .field = FIELD_OBJECTS,
          .nesting = NESTING_LIST, .nested = &view_desc)},
    {ATTR(disk_views, is_shared, .type = &type_bool, .flags = ATTR_OPTIONAL, .field = FIELD_BOOL)},
    {ATTR(disk_views, most_recent, .type = &type_bool, .flags = ATTR_OPTIONAL, .field = FIELD_BOOL)},
    {ATTR(disk_views, name_regex, .type = &type_string, .flags = ATTR_OPTIONAL, .field = FIELD_STRING)},
    {ATTR(disk_views, names, .type = &type_list_string, .flags = ATTR_COMPUTED, .field = FIELD_STRINGS)},
    {ATTR(disk_views, size, .type = &type_number, .flags = ATTR_OPTIONAL, .field = FIELD_INT)},
    {ATTR(disk_views, tags, .type = &type_map_string, .flags = ATTR_OPTIONAL, .field = FIELD_STRINGS)},
};
static const struct object_desc views_desc = OBJECT(disk_views, views_attrs, views_type);
static const struct schema_desc many_schema = {.type_name = "lightsail_disks",
                                               .object = &views_desc,
                                               .in_aws = true,
                                               .viewed = &disk_resource};

struct disk_list {
    struct tf_string color;
    struct tf_bool is_shared;
    struct tf_string name_regex;
    struct tf_int size;
    struct tf_strings tags;
};
static const struct type_member list_members[] = {MEMBER("color", &type_string),
                                                  MEMBER("is_shared", &type_bool),
                                                  MEMBER("name_regex", &type_string),
                                                  MEMBER("size", &type_number),
                                                  MEMBER("tags", &type_map_string)};
static const struct type list_type = OBJECT_TYPE(list_members);
static const struct attr_desc list_attrs[] = {
    {ATTR(disk_list, color, .type = &type_string, .flags = ATTR_OPTIONAL, .field = FIELD_STRING)},
    {ATTR(disk_list, is_shared, .type = &type_bool, .flags = ATTR_OPTIONAL, .field = FIELD_BOOL)},
    {ATTR(disk_list, name_regex, .type = &type_string, .flags = ATTR_OPTIONAL, .field = FIELD_STRING)},
    {ATTR(disk_list, size, .type = &type_number, .flags = ATTR_OPTIONAL, .field = FIELD_INT)},
    {ATTR(disk_list, tags, .type = &type_map_string, .flags = ATTR_OPTIONAL, .field = FIELD_STRINGS)},
};
static const struct object_desc list_desc = OBJECT(disk_list, list_attrs, list_type);
static const struct schema_desc list_schema = {.type_name = "lightsail_disk",
                                               .object = &list_desc,
                                               .in_aws = true,
                                               .viewed = &disk_resource};
static const struct list_resource disk_list_resource = {.schema = &list_schema,
                                                        .resource = &disk_resource,
                                                        .list = derived_list};
static const struct list_resource *const lists[] = {&disk_list_resource};
static const struct registry list_registry = {.resources = disk_resources,
                                              .resource_count = 1,
                                              .lists = lists,
                                              .list_count = 1};

/* ---- objects ---- */

#define SHARED                                                                               \
    "{\"name\":\"shared\",\"arn\":\"a1\",\"sizeInGb\":8,\"color\":\"red\",\"createdAt\":30," \
    "\"options\":{\"isShared\":true},\"tags\":[{\"key\":\"Env\",\"value\":\"lab\"}]}"
#define LOGS                                                                                \
    "{\"name\":\"logs\",\"arn\":\"a2\",\"sizeInGb\":16,\"color\":\"red\",\"createdAt\":50," \
    "\"options\":{\"isShared\":false}}"
#define ARCHIVE                                                                            \
    "{\"name\":\"archive\",\"arn\":\"a3\",\"sizeInGb\":8,\"createdAt\":40.5,\"options\":{" \
    "\"isShared\":false},\"tags\":[{\"key\":\"Env\",\"value\":\"lab\"},{\"key\":\"Old\"}]}"
#define ALL ANSWER("{\"disks\":[" SHARED "," LOGS "," ARCHIVE "]}")

/* ---- one ---- */

static void one_is_found_by_its_name(void **state)
{
    (void)state;
    SCENE(s, &one_schema,
          DISK_OF(OWN_ARN, "available",
                  ",\"color\":\"red\",\"tags\":[{\"key\":\"Team\",\"value\":\"core\"}]"));
    static const struct tag team = {STR("Team"), STR("core")};
    s.provider.default_tags = &team;
    s.provider.default_tag_count = 1;
    struct disk_view config = {.name = tf_string(STR("data"))}, now = config;
    assert_true(derived_read(&s.call, &config, &now));
    assert_asked(&s, 0, "GetDisk", "{\"diskName\":\"data\"}");
    assert_str_equal(now.arn.v, STR(OWN_ARN));
    assert_str_equal(now.color.v, STR("red"));
    assert_str_equal(now.name.v, STR("data"));
    /* All tags, also those of the provider's defaults. */
    assert_map_equal(s.call.mem, now.tags, "Team=core");
    scene_end(&s);
}

static void an_object_that_does_not_exist_is_an_error_at_its_name(void **state)
{
    (void)state;
    SCENE(s, &one_schema, NOT_FOUND, NOT_FOUND, DENIED);
    struct disk_view config = {.name = tf_string(STR("data"))}, now = config;
    assert_false(derived_read(&s.call, &config, &now));
    assert_int_equal(s.call.err.kind, ERR_NOT_FOUND);
    assert_string_equal(s.call.err.attribute, "name");
    s.call.err = (struct err){0};
    scene_changes(&s);
    assert_false(derived_read(&s.call, &config, &now));
    assert_int_equal(s.call.err.kind, ERR_DENIED);
    assert_string_equal(s.call.err.attribute, "");
    scene_end(&s);
}

static void an_object_that_appears_a_moment_later_is_found(void **state)
{
    (void)state;
    SCENE(s, &one_schema, NOT_FOUND, DISK("available"));
    struct disk_view config = {.name = tf_string(STR("data"))}, now = config;
    assert_true(derived_read(&s.call, &config, &now));
    assert_str_equal(now.arn.v, STR(OWN_ARN));
    assert_true(TF_IS_NULL(now.color));
    scene_end(&s);
}

/* ---- many ---- */

/* The names that a query finds, joined by commas. */
static struct str found_by(const struct disk_views *config)
{
    static char text[256];
    SCENE(s, &many_schema, ALL);
    struct disk_views now = *config;
    assert_true(derived_read_many(&s.call, config, &now));
    assert_asked(&s, 0, "GetDisks", NULL);
    assert_int_equal(now.names.count, now.disks.count);
    struct buf names = buf_new(s.call.mem, sizeof text - 1);
    for (size_t i = 0; i < now.names.count; i++) {
        assert_str_equal(now.disks.v[i].name.v, now.names.v[i].v);
        buf_printf(&names, "%s%.*s", i > 0 ? "," : "", STR_ARG(now.names.v[i].v));
    }
    snprintf(text, sizeof text, "%.*s", STR_ARG(buf_str(&names)));
    scene_end(&s);
    return str_c(text);
}

static void many_are_all_sorted_by_name(void **state)
{
    (void)state;
    struct disk_views config = {0};
    assert_str_equal(found_by(&config), STR("archive,logs,shared"));
}

static void many_show_the_same_as_one(void **state)
{
    (void)state;
    SCENE(s, &many_schema, ALL);
    struct disk_views config = {.color = tf_string(STR("red"))}, now = config;
    assert_true(derived_read_many(&s.call, &config, &now));
    assert_int_equal(now.disks.count, 2);
    assert_str_equal(now.disks.v[1].arn.v, STR("a1"));
    assert_str_equal(now.disks.v[1].color.v, STR("red"));
    assert_map_equal(s.call.mem, now.disks.v[1].tags, "Env=lab");
    assert_str_equal(now.color.v, STR("red")); /* the filters stay */
    scene_end(&s);
}

static void each_type_of_filter_is_applied(void **state)
{
    (void)state;
    struct disk_views config = {.color = tf_string(STR("red"))};
    assert_str_equal(found_by(&config), STR("logs,shared"));
    config.is_shared = tf_bool(false);
    assert_str_equal(found_by(&config), STR("logs"));
    config = (struct disk_views){.is_shared = tf_bool(true)};
    assert_str_equal(found_by(&config), STR("shared"));
    config = (struct disk_views){.size = tf_int(8)};
    assert_str_equal(found_by(&config), STR("archive,shared"));
    config.size = tf_int(9);
    assert_str_equal(found_by(&config), STR(""));
    config = (struct disk_views){.color = tf_string(STR("blue"))};
    assert_str_equal(found_by(&config), STR(""));
}

static void filters_by_name_and_tags_are_applied(void **state)
{
    (void)state;
    struct disk_views config = {.name_regex = tf_string(STR("^(logs|arch)"))};
    assert_str_equal(found_by(&config), STR("archive,logs"));
    struct arena *mem = arena_new();
    config.tags = map_of(mem, "Env=lab");
    assert_str_equal(found_by(&config), STR("archive"));
    config.name_regex = (struct tf_string){0};
    assert_str_equal(found_by(&config), STR("archive,shared"));
    arena_free(mem);
}

static void the_most_recent_is_one_of_the_matches(void **state)
{
    (void)state;
    struct disk_views config = {.most_recent = tf_bool(true)};
    assert_str_equal(found_by(&config), STR("logs"));
    config.size = tf_int(8);
    assert_str_equal(found_by(&config), STR("archive"));
    config.color = tf_string(STR("blue"));
    assert_str_equal(found_by(&config), STR(""));
    config = (struct disk_views){.most_recent = tf_bool(false)};
    assert_str_equal(found_by(&config), STR("archive,logs,shared"));
}

static void many_fail_with_the_filter_or_the_call(void **state)
{
    (void)state;
    SCENE(s, &many_schema, DENIED);
    struct disk_views config = {.name_regex = tf_string(STR("("))}, now = config;
    assert_false(derived_read_many(&s.call, &config, &now));
    assert_int_equal(s.call.err.kind, ERR_USER);
    assert_string_equal(s.call.err.attribute, "name_regex");
    config = (struct disk_views){0};
    assert_false(derived_read_many(&s.call, &config, &now));
    assert_int_equal(s.call.err.kind, ERR_DENIED);
    scene_end(&s);
}

/* ---- a list ---- */

struct seen {
    struct arena *mem;
    struct buf names, objects;
};

static bool see(void *context, const struct list_event *event)
{
    struct seen *seen = context;
    assert_true(event->identity.given);
    buf_printf(&seen->names, "%.*s ", STR_ARG(event->display_name));
    if (event->object.len > 0) {
        struct value object = disk_unpacked(seen->mem, event->object);
        buf_printf(&seen->objects, "%.*s of %.*s ", STR_ARG(value_member(&object, STR("size"))->text),
                   STR_ARG(value_member(&object, STR("name"))->text));
    }
    return true;
}

static struct seen listed(struct scene *s, const char *config_json, bool include_object)
{
    struct seen seen = {s->call.mem, buf_new(s->call.mem, 1000), buf_new(s->call.mem, 1000)};
    struct runtime *runtime = runtime_new(&list_registry);
    struct value config;
    struct list_request in = {.type_name = STR("lightsail_disk"), .include_object = include_object};
    if (!statejson_decode(s->call.mem, str_c(config_json), &list_type, &config, &s->call.err) ||
        !msgpack_encode(s->call.mem, &config, &list_type, &in.config.msgpack, &s->call.err))
        fail_msg("%s", s->call.err.text);
    runtime_list(runtime, &s->call, &in, see, &seen);
    runtime_free(runtime);
    return seen;
}

#define FIRST_PAGE ANSWER("{\"disks\":[" SHARED "],\"nextPageToken\":\"p2\"}")
#define LAST_PAGE ANSWER("{\"disks\":[" LOGS "," ARCHIVE "]}")

static void a_list_reads_all_pages(void **state)
{
    (void)state;
    SCENE(s, &list_schema, FIRST_PAGE, LAST_PAGE);
    struct seen seen = listed(&s, "{}", true);
    assert_int_equal(s.call.diags.count, 0);
    assert_asked(&s, 1, "GetDisks", "{\"pageToken\":\"p2\"}");
    assert_str_equal(buf_str(&seen.names), STR("shared logs archive "));
    assert_str_equal(buf_str(&seen.objects), STR("8 of shared 16 of logs 8 of archive "));
    scene_end(&s);
}

static void a_list_has_filters_and_can_return_names_only(void **state)
{
    (void)state;
    SCENE(s, &list_schema, FIRST_PAGE, LAST_PAGE);
    struct seen seen = listed(&s, "{\"color\":\"red\",\"name_regex\":\"s$\"}", false);
    assert_int_equal(s.call.diags.count, 0);
    assert_str_equal(buf_str(&seen.names), STR("logs "));
    assert_int_equal(seen.objects.len, 0);
    scene_end(&s);
}

static void a_list_that_fails_reports_it(void **state)
{
    (void)state;
    SCENE(s, &list_schema, FIRST_PAGE, DENIED);
    struct seen seen = listed(&s, "{}", false);
    assert_str_equal(buf_str(&seen.names), STR("shared "));
    assert_int_equal(scene_only_diagnostic(&s)->severity, DIAG_ERROR);
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_is_found_by_its_name),
        cmocka_unit_test(an_object_that_does_not_exist_is_an_error_at_its_name),
        cmocka_unit_test(an_object_that_appears_a_moment_later_is_found),
        cmocka_unit_test(many_are_all_sorted_by_name),
        cmocka_unit_test(many_show_the_same_as_one),
        cmocka_unit_test(each_type_of_filter_is_applied),
        cmocka_unit_test(filters_by_name_and_tags_are_applied),
        cmocka_unit_test(the_most_recent_is_one_of_the_matches),
        cmocka_unit_test(many_fail_with_the_filter_or_the_call),
        cmocka_unit_test(a_list_reads_all_pages),
        cmocka_unit_test(a_list_has_filters_and_can_return_names_only),
        cmocka_unit_test(a_list_that_fails_reports_it),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
