/*
 * test_list.c — a list resource streams the objects of a type: the content of an event, the end of the list,
 * and failures.
 */
#include "disk.h"

#include "runtime/list.h"

/* The script of the hook. */
static struct {
    int count;
    bool fails, unnamed, emits_after_the_end;
    bool wanted_object;
    int emissions, refusals;
} hook;

static bool list_disks(struct call *c, const void *config, struct lister *lister)
{
    const struct disk *asked = config;
    bool more = true;
    hook.wanted_object = list_wants_object(lister);
    for (int i = 0; (more || hook.emits_after_the_end) && i < hook.count; i++) {
        struct disk state = {.name = tf_string(str_printf(c->mem, "disk-%d", i)), .color = asked->color};
        if (hook.unnamed)
            state.name = TF_NULL_OF(state.name);
        hook.emissions++;
        more = list_emit(c, lister, STR("shown"), &state);
        hook.refusals += !more;
    }
    return !hook.fails || fail(&c->err, ERR_DENIED, "no");
}

static bool validate_list(struct call *c, const void *config)
{
    const struct disk *asked = config;
    if (TF_IS_NULL(asked->color))
        call_error(c, "color", "Missing", "Which colour?");
    return true;
}

static const struct list_resource disk_list = {.schema = &disk_schema,
                                               .resource = &disk_resource,
                                               .validate = validate_list,
                                               .list = list_disks};
static const struct list_resource *const lists[] = {&disk_list};
static const struct registry list_registry = {.resources = disk_resources,
                                              .resource_count = 1,
                                              .lists = lists,
                                              .list_count = 1};

/* The events, and how many the client accepts. */
struct seen {
    struct arena *mem;
    int events, identities, errors, enough_after;
    struct str display_name, identity;
    struct value object;
};

static bool see(void *context, const struct list_event *event)
{
    struct seen *seen = context;
    seen->events++;
    seen->identities += event->identity.given;
    seen->errors += event->diags != NULL ? (int)event->diags->error_count : 0;
    seen->display_name = str_copy(seen->mem, event->display_name);
    if (event->identity.given)
        seen->identity = str_copy(seen->mem, event->identity.value.msgpack);
    if (event->object.len > 0)
        seen->object = disk_unpacked(seen->mem, str_copy(seen->mem, event->object));
    return seen->events != seen->enough_after;
}

static struct seen listed(struct scene *s, const char *type_name, const char *config_json,
                          bool include_object, int64_t limit, int enough_after)
{
    struct seen seen = {.mem = s->call.mem, .enough_after = enough_after, .object = value_null(&disk_type)};
    struct runtime *runtime = runtime_new(&list_registry);
    struct list_request in = {.type_name = str_c(type_name),
                              .config = disk_packed(s->call.mem, disk_from_json(s->call.mem, config_json)),
                              .include_object = include_object,
                              .limit = limit};
    runtime_list(runtime, &s->call, &in, see, &seen);
    runtime_free(runtime);
    return seen;
}

#define CONFIG "{\"name\":\"x\",\"color\":\"red\",\"size\":8}"

static int begin(void **state)
{
    (void)state;
    memset(&hook, 0, sizeof hook);
    return 0;
}

static void an_event_has_identity_name_and_object(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    hook.count = 1;
    struct seen seen = listed(&s, "lightsail_disk", CONFIG, true, 0, 0);
    assert_int_equal(s.call.diags.count, 0);
    assert_true(hook.wanted_object);
    assert_int_equal(seen.events, 1);
    assert_str_equal(seen.display_name, STR("shown"));
    assert_str_equal(seen.identity, STR("\x82\xa4name\xa6"
                                        "disk-0\xa6region\xa9us-east-1"));
    assert_disk_shown(s.call.mem, &seen.object, "name", "\"disk-0\"");
    assert_disk_shown(s.call.mem, &seen.object, "id", "\"disk-0\"");
    assert_disk_shown(s.call.mem, &seen.object, "region", "\"us-east-1\"");
    assert_disk_shown(s.call.mem, &seen.object, "color", "\"red\"");
    assert_disk_shown(s.call.mem, &seen.object, "mode", "\"safe\""); /* lives in Terraform alone */
    scene_end(&s);
}

static void without_include_resource_only_identities_are_sent(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    hook.count = 3;
    struct seen seen = listed(&s, "lightsail_disk", CONFIG, false, 0, 0);
    assert_false(hook.wanted_object);
    assert_int_equal(seen.identities, 3);
    assert_true(value_is_null(seen.object));
    scene_end(&s);
}

static void the_configuration_decides_the_region(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    hook.count = 1;
    struct seen seen = listed(&s, "lightsail_disk",
                              "{\"name\":\"x\",\"color\":\"red\",\"size\":8,\"region\":\"eu-west-1\"}", true,
                              0, 0);
    assert_int_equal(s.call.diags.count, 0);
    assert_disk_shown(s.call.mem, &seen.object, "region", "\"eu-west-1\"");
    scene_end(&s);
}

static void a_list_ends_at_the_limit_or_when_the_client_stops(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    hook.count = 250;
    assert_int_equal(listed(&s, "lightsail_disk", CONFIG, false, 0, 0).events,
                     100); /* the protocol's default */
    assert_int_equal(listed(&s, "lightsail_disk", CONFIG, false, 7, 0).events, 7);
    assert_int_equal(listed(&s, "lightsail_disk", CONFIG, false, 7, 2).events, 2);
    assert_int_equal(hook.emissions, 109);
    assert_int_equal(hook.refusals, 3);
    assert_int_equal(s.call.diags.count, 0);
    scene_end(&s);
}

static void after_the_end_no_event_is_sent(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    hook.count = 5;
    hook.emits_after_the_end = true;
    assert_int_equal(listed(&s, "lightsail_disk", CONFIG, false, 2, 0).events, 2);
    assert_int_equal(listed(&s, "lightsail_disk", CONFIG, false, 4, 1).events, 1);
    assert_int_equal(hook.emissions, 10);
    scene_end(&s);
}

static void a_failure_is_an_event_unless_the_client_has_stopped(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    hook.count = 2;
    hook.fails = true;
    assert_int_equal(listed(&s, "lightsail_disk", CONFIG, false, 0, 1).events, 1);
    assert_int_equal(s.call.diags.count, 0);
    s.call.err = (struct err){0};
    assert_int_equal(listed(&s, "lightsail_disk", CONFIG, false, 0, 0).events, 2);
    assert_contains(scene_only_diagnostic(&s)->summary, "Cannot list lightsail_disk");
    scene_end(&s);
}

static void an_object_without_an_identity_is_a_bug_reported_in_its_event(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    hook.count = 2;
    hook.unnamed = true;
    struct seen seen = listed(&s, "lightsail_disk", CONFIG, true, 0, 0);
    assert_int_equal(seen.events, 2);
    assert_int_equal(seen.identities, 0);
    assert_int_equal(seen.errors, 2);
    assert_true(value_is_null(seen.object));
    assert_int_equal(s.call.diags.count, 0);
    scene_end(&s);
}

static void an_invalid_configuration_lists_nothing(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    hook.count = 1;
    assert_int_equal(listed(&s, "lightsail_disk", "{\"name\":\"x\",\"size\":8}", false, 0, 0).events, 0);
    assert_str_equal(scene_only_diagnostic(&s)->detail, STR("Which colour?"));
    assert_int_equal(hook.emissions, 0);
    scene_end(&s);
}

static void a_list_needs_a_known_type_and_a_provider(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    assert_int_equal(listed(&s, "lightsail_unheard", CONFIG, false, 0, 0).events, 0);
    assert_contains(scene_only_diagnostic(&s)->detail, "'lightsail_unheard'");
    s.call.diags = (struct diagnostics){0};
    s.call.provider = NULL;
    assert_int_equal(listed(&s, "lightsail_disk", CONFIG, false, 0, 0).events, 0);
    assert_contains(scene_only_diagnostic(&s)->summary, "not configured");
    assert_int_equal(hook.emissions, 0);
    scene_end(&s);
}

static void a_configuration_is_validated_without_a_provider(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    struct runtime *runtime = runtime_new(&list_registry);
    struct validate_request in = {
        .type_name = STR("lightsail_disk"),
        .config = disk_packed(s.call.mem, disk_from_json(s.call.mem, "{\"name\":\"x\",\"size\":8}"))};
    s.call.provider = NULL;
    s.call.client = NULL;
    runtime_validate_list(runtime, &s.call, &in);
    assert_str_equal(scene_only_diagnostic(&s)->detail, STR("Which colour?"));
    in.type_name = STR("lightsail_unheard");
    runtime_validate_list(runtime, &s.call, &in);
    assert_int_equal(s.call.diags.error_count, 2);
    runtime_free(runtime);
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(an_event_has_identity_name_and_object, begin),
        cmocka_unit_test_setup(without_include_resource_only_identities_are_sent, begin),
        cmocka_unit_test_setup(the_configuration_decides_the_region, begin),
        cmocka_unit_test_setup(a_list_ends_at_the_limit_or_when_the_client_stops, begin),
        cmocka_unit_test_setup(after_the_end_no_event_is_sent, begin),
        cmocka_unit_test_setup(a_failure_is_an_event_unless_the_client_has_stopped, begin),
        cmocka_unit_test_setup(an_object_without_an_identity_is_a_bug_reported_in_its_event, begin),
        cmocka_unit_test_setup(an_invalid_configuration_lists_nothing, begin),
        cmocka_unit_test_setup(a_list_needs_a_known_type_and_a_provider, begin),
        cmocka_unit_test_setup(a_configuration_is_validated_without_a_provider, begin),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
