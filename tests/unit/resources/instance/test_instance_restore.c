/*
 * test_instance_restore.c — what a restored instance sends, which forms of restore_from are refused, and what a plan
 * compares with the snapshot.
 */
#include "../../runtime/calls.h"

#include "resources/instance/instance_restore.h"

static struct instance restored(const struct instance_restore_from *from)
{
    return (struct instance){
        .name = tf_string(STR("web")),
        .availability_zone = tf_string(STR("us-east-1a")),
        .bundle_id = tf_string(STR("small_3_0")),
        .user_data = tf_string(STR("#!/bin/sh")),
        .ip_address_type = tf_string(STR("dualstack")),
        .state = tf_string(STR("running")),
        .restore_from = {.is = TF_KNOWN, .count = 1, .v = (void *)(uintptr_t)from},
    };
}

/* The body of the creation, whose response is an error. */
static const char *request_of(struct scene *s, const struct instance *plan)
{
    struct instance state = {0};
    const struct instance config = {0};
    s->call.config = &config;
    assert_false(instance_resource.create(&s->call, plan, &state));
    assert_contains(s->network.fake.targets[0], "CreateInstancesFromSnapshot");
    return str_z(s->call.mem, s->network.fake.bodies[0]);
}

#define REFUSED                                                                           \
    {                                                                                     \
        .status = 400, .body = "{\"__type\":\"InvalidInputException\",\"message\":\"x\"}" \
    }

static void a_snapshot_is_restored_without_the_script(void **state)
{
    (void)state;
    SCENE(s, &instance_schema, REFUSED);
    struct instance_restore_from from = {.snapshot_name = tf_string(STR("web-1"))};
    from.attached_disk_mapping = map_of(s.call.mem, "/dev/xvdf=data,/dev/xvdg=more");
    struct instance plan = restored(&from);
    const char *body = request_of(&s, &plan);
    assert_non_null(strstr(body, "\"instanceSnapshotName\":\"web-1\""));
    assert_non_null(strstr(body, "\"attachedDiskMapping\":{\"web\":[{"));
    assert_non_null(strstr(body, "\"newDiskName\":\"more\""));
    assert_null(strstr(body, "userData"));
    assert_null(strstr(body, "blueprintId"));
    scene_end(&s);
}

static void an_automatic_snapshot_may_run_the_script(void **state)
{
    (void)state;
    SCENE(s, &instance_schema, REFUSED);
    struct instance_restore_from from = {.source_name = tf_string(STR("old")),
                                         .latest = tf_bool(true),
                                         .run_user_data = tf_bool(true)};
    struct instance plan = restored(&from);
    const char *body = request_of(&s, &plan);
    assert_non_null(strstr(body, "\"sourceInstanceName\":\"old\""));
    assert_non_null(strstr(body, "\"useLatestRestorableAutoSnapshot\":true"));
    assert_non_null(strstr(body, "userData"));
    assert_null(strstr(body, "attachedDiskMapping"));
    scene_end(&s);
}

/* A snapshot that is made in the same run is compared only now. */
static void another_blueprint_is_refused_before_the_request(void **state)
{
    (void)state;
    SCENE(s, &instance_schema,
          {.status = 200,
           .body = "{\"instanceSnapshot\":{\"name\":\"web-1\",\"fromBlueprintId\":\"debian_12\"}}"});
    struct instance_restore_from from = {.snapshot_name = tf_string(STR("web-1"))};
    struct instance plan = restored(&from), now = {0};
    plan.blueprint_id = tf_string(STR("ubuntu_22_04"));
    assert_false(instance_resource.create(&s.call, &plan, &now));
    assert_string_equal(s.call.err.attribute, "blueprint_id");
    assert_true(TF_IS_NULL(now.name));
    scene_end(&s);
}

static const struct diagnostic *only_refusal(struct scene *s, const struct instance *config)
{
    s->call.diags = (struct diagnostics){0};
    assert_true(instance_validate(&s->call, config));
    return s->call.diags.count == 0 ? NULL : scene_only_diagnostic(s);
}

static void wrong_forms_are_refused(void **state)
{
    (void)state;
    QUIET_SCENE(s, &instance_schema);
    struct instance_restore_from from = {.snapshot_name = tf_string(STR("web-1"))};
    struct instance config = restored(&from);
    assert_null(only_refusal(&s, &config));
    from.attached_disk_mapping = map_of(s.call.mem, "/dev/xvdf=data,/dev/xvdg=data");
    assert_contains(only_refusal(&s, &config)->detail, "/dev/xvdg");
    from.attached_disk_mapping = map_of(s.call.mem, "/dev/xvdf=web");
    assert_contains(only_refusal(&s, &config)->summary, "used twice");
    from = (struct instance_restore_from){.source_name = tf_string(STR("old"))};
    assert_contains(only_refusal(&s, &config)->detail, "latest = true");
    config.restore_from.is = TF_UNKNOWN;
    assert_null(only_refusal(&s, &config));
    scene_end(&s);
}

/* ---- a plan ---- */

#define SNAPSHOT                                                                                             \
    {                                                                                                        \
        .status = 200, .body = "{\"instanceSnapshots\":[{\"name\":\"web-1\",\"arn\":\"arn:x\",\"state\":"    \
                               "\"available\",\"fromBlueprintId\":\"old_1\",\"fromBundleId\":\"small_2_0\"," \
                               "\"sizeInGb\":60,\"fromAttachedDisks\":[{\"path\":\"/dev/xvdf\"}]}]}"         \
    }
#define BLUEPRINTS                                                                               \
    {                                                                                            \
        .status = 200, .body = "{\"blueprints\":[{\"blueprintId\":\"old_1\",\"isActive\":false," \
                               "\"platform\":\"LINUX_UNIX\",\"minPower\":0}]}"                   \
    }
#define BUNDLE(id, disk, power, active)                                                           \
    "{\"bundleId\":\"" id "\",\"diskSizeInGb\":" disk ",\"power\":" power ",\"isActive\":" active \
    ",\"price\":" power ",\"supportedPlatforms\":[\"LINUX_UNIX\"]}"
#define BUNDLES                                                                                    \
    {                                                                                              \
        .status = 200,                                                                             \
        .body = "{\"bundles\":[" BUNDLE("nano_3_0", "20", "300", "true") "," BUNDLE(               \
            "small_2_0", "60", "1000", "false") "," BUNDLE("small_3_0", "60", "1000", "true") "]}" \
    }

static void check(struct scene *s, const struct instance *planned, const struct instance_origin *origin)
{
    s->call.diags = (struct diagnostics){0};
    assert_true(instance_check_catalogue(&s->call, planned, origin));
}

static void the_bundle_must_be_as_large_as_the_source(void **state)
{
    (void)state;
    SCENE(s, &instance_schema, BLUEPRINTS, BUNDLES);
    struct instance planned = {.name = tf_string(STR("web")), .bundle_id = tf_string(STR("small_3_0"))};
    struct instance_origin origin = {.blueprint_id = STR("old_1"),
                                     .bundle_id = STR("small_2_0"),
                                     .disk_gb = 60};
    check(&s, &planned, &origin); /* a blueprint that is not active any more is right */
    assert_int_equal(s.call.diags.count, 0);
    planned.bundle_id = tf_string(STR("nano_3_0"));
    check(&s, &planned, &origin);
    assert_contains(scene_only_diagnostic(&s)->detail, "The cheapest bundle that fits: small_3_0.");
    origin = (struct instance_origin){.disk_gb = 20}; /* the source is not known */
    check(&s, &planned, &origin);
    assert_int_equal(s.call.diags.count, 0);
    origin.blueprint_id = STR("old_1");
    planned.blueprint_id = tf_string(STR("old_2"));
    check(&s, &planned, &origin);
    assert_contains(scene_only_diagnostic(&s)->detail, "Leave blueprint_id out");
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_snapshot_is_restored_without_the_script),
        cmocka_unit_test(an_automatic_snapshot_may_run_the_script),
        cmocka_unit_test(another_blueprint_is_refused_before_the_request),
        cmocka_unit_test(wrong_forms_are_refused),
        cmocka_unit_test(the_bundle_must_be_as_large_as_the_source),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
