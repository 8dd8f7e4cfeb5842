/*
 * test_auto_snapshot.c — the add-on AutoSnapshot: how it is found in an object, what its status means, and
 * the requests that enable and disable it.
 */
#include "disk.h"

#include "runtime/auto_snapshot.h"

static json_t *object_of(struct arena *mem, const char *text)
{
    json_t *value;
    struct err err = {0};
    if (!json_parse(mem, str_c(text), 4096, &value, &err))
        fail_msg("%s", err.text);
    return value;
}

static void it_is_found_among_the_add_ons(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    const json_t *add_on = auto_snapshot_of(
        object_of(s.call.mem, "{\"addOns\":[{\"name\":\"StopInstanceOnIdle\",\"status\":\"Enabled\"},"
                              "{\"name\":\"autosnapshot\",\"snapshotTimeOfDay\":\"06:00\"}]}"));
    assert_str_equal(json_member_text(add_on, "snapshotTimeOfDay"), STR("06:00"));
    assert_null(auto_snapshot_of(object_of(s.call.mem, "{\"addOns\":[]}")));
    assert_null(auto_snapshot_of(object_of(s.call.mem, "{\"addOns\":[{\"name\":\"StopInstanceOnIdle\"}]}")));
    assert_null(auto_snapshot_of(object_of(s.call.mem, "{}")));
    assert_null(auto_snapshot_of(NULL));
    scene_end(&s);
}

static void a_status_in_transition_counts_as_its_final_state(void **state)
{
    (void)state;
    static const struct {
        const char *add_on;
        bool is_on;
    } rows[] = {
        {"{\"status\":\"Enabled\"}", true},   {"{\"status\":\"Enabling\"}", true},
        {"{\"status\":\"Disabled\"}", false}, {"{\"status\":\"Disabling\"}", false},
        {"{\"status\":\"Failed\"}", false},   {"{}", false},
    };
    QUIET_SCENE(s, NULL);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(auto_snapshot_is_on(object_of(s.call.mem, rows[i].add_on)), rows[i].is_on);
    assert_false(auto_snapshot_is_on(NULL));
    scene_end(&s);
}

static void a_request_has_the_hour(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    json_t *request = json_own(s.call.mem, auto_snapshot_request(STR("06:00")));
    assert_str_equal(
        json_print(s.call.mem, request),
        STR("{\"addOnType\":\"AutoSnapshot\",\"autoSnapshotAddOnRequest\":{\"snapshotTimeOfDay\":"
            "\"06:00\"}}"));
    scene_end(&s);
}

static bool enable(struct scene *s)
{
    return auto_snapshot_enable(&s->call, LS_KIND_DISK, STR("data"), STR(OWN_ARN), STR("06:00"));
}

static bool disable(struct scene *s)
{
    return auto_snapshot_disable(&s->call, LS_KIND_DISK, STR("data"), STR(OWN_ARN));
}

static void it_is_enabled_and_disabled_by_name(void **state)
{
    (void)state;
    SCENE(s, NULL, ACCEPTED, ACCEPTED);
    assert_true(enable(&s));
    assert_asked(&s, 0, "EnableAddOn",
                 "{\"addOnRequest\":{\"addOnType\":\"AutoSnapshot\",\"autoSnapshotAddOnRequest\":{"
                 "\"snapshotTimeOfDay\":\"06:00\"}},\"resourceName\":\"data\"}");
    assert_true(disable(&s));
    assert_asked(&s, 1, "DisableAddOn", "{\"addOnType\":\"AutoSnapshot\",\"resourceName\":\"data\"}");
    scene_end(&s);
}

static void a_refusal_is_an_error(void **state)
{
    (void)state;
    SCENE(s, NULL, DENIED, DENIED);
    assert_false(enable(&s));
    assert_int_equal(s.call.err.kind, ERR_DENIED);
    assert_false(disable(&s));
    assert_int_equal(s.call.err.kind, ERR_DENIED);
    scene_end(&s);
}

#define LOST                      \
    {                             \
        .status = 0, .sent = true \
    }
#define WITH_ADD_ON(text) DISK_OF(OWN_ARN, "available", ",\"addOns\":[{\"name\":\"AutoSnapshot\"," text "}]")

static void after_a_lost_response_the_object_is_read(void **state)
{
    (void)state;
    /* The requested hour is in force or in transition: no second request. */
    SCENE(s, NULL, LOST, WITH_ADD_ON("\"status\":\"Enabling\",\"snapshotTimeOfDay\":\"06:00\""), LOST,
          WITH_ADD_ON("\"status\":\"Enabled\",\"snapshotTimeOfDay\":\"05:00\",\"nextSnapshotTimeOfDay\":\"06:"
                      "00\""),
          LOST, WITH_ADD_ON("\"status\":\"Disabling\""));
    assert_true(enable(&s));
    scene_changes(&s);
    assert_true(enable(&s));
    scene_changes(&s);
    assert_true(disable(&s));
    scene_end(&s);
}

static void a_new_hour_that_is_not_in_force_is_the_next_one(void **state)
{
    (void)state;
    json_t *add_on = json_pack("{s:s}", "snapshotTimeOfDay", "05:00");
    assert_str_equal(auto_snapshot_hour(add_on), STR("05:00"));
    json_object_set_new(add_on, "nextSnapshotTimeOfDay", json_string("06:00"));
    assert_str_equal(auto_snapshot_hour(add_on), STR("06:00"));
    json_decref(add_on);
    assert_int_equal(auto_snapshot_hour(NULL).len, 0);
}

static void a_change_that_the_object_does_not_have_is_sent_again(void **state)
{
    (void)state;
    SCENE(s, NULL, LOST, WITH_ADD_ON("\"status\":\"Enabled\",\"snapshotTimeOfDay\":\"05:00\""), ACCEPTED,
          LOST, WITH_ADD_ON("\"status\":\"Enabled\""), ACCEPTED);
    assert_true(enable(&s));
    assert_asked(&s, 2, "EnableAddOn", NULL);
    assert_true(disable(&s));
    assert_asked(&s, 5, "DisableAddOn", NULL);
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_found_among_the_add_ons),
        cmocka_unit_test(a_status_in_transition_counts_as_its_final_state),
        cmocka_unit_test(a_request_has_the_hour),
        cmocka_unit_test(it_is_enabled_and_disabled_by_name),
        cmocka_unit_test(a_refusal_is_an_error),
        cmocka_unit_test(after_a_lost_response_the_object_is_read),
        cmocka_unit_test(a_new_hour_that_is_not_in_force_is_the_next_one),
        cmocka_unit_test(a_change_that_the_object_does_not_have_is_sent_again),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
