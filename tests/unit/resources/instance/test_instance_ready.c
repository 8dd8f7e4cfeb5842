/*
 * test_instance_ready.c — when the wait for status checks ends, and what happens where they do not exist.
 */
#include "../../runtime/calls.h"

#include "resources/instance/instance.h"

#define CHECKED(of_instance, of_system)                                                         \
    {                                                                                           \
        .status = 200,                                                                          \
        .body = "{\"instance\":{\"name\":\"web\",\"instanceStatus\":{\"status\":\"" of_instance \
                "\"},\"systemStatus\":{\"status\":\"" of_system "\"}}}"                         \
    }
#define REFUSED                                                                                 \
    {                                                                                           \
        .status = 400, .body = "{\"__type\":\"InvalidInputException\",\"message\":\"unknown\"}" \
    }

static bool waits(struct scene *s, const char *goal)
{
    struct instance plan = {.name = tf_string(STR("web")), .wait_for = tf_string(str_c(goal))};
    json_t *instance = json_own(s->call.mem, json_pack("{s:s}", "publicIpAddress", "127.0.0.1"));
    return instance_wait_ready(&s->call, &plan, instance);
}

static void both_checks_must_pass(void **state)
{
    (void)state;
    SCENE(s, &instance_schema, CHECKED("initializing", "initializing"), CHECKED("initializing", "ok"),
          CHECKED("impaired", "ok"), CHECKED("ok", "ok"));
    assert_true(waits(&s, "healthy"));
    assert_contains(s.network.fake.bodies[0], "\"includeHealthStatus\":true");
    assert_int_equal(s.call.diags.count, 0);
    scene_end(&s);
}

static void a_late_read_is_repeated(void **state)
{
    (void)state;
    SCENE(s, &instance_schema,
          {.status = 400, .body = "{\"__type\":\"NotFoundException\",\"message\":\"not yet\"}"},
          CHECKED("ok", "ok"));
    assert_true(waits(&s, "healthy"));
    scene_end(&s);
}

static void without_checks_it_is_a_warning(void **state)
{
    (void)state;
    SCENE(s, &instance_schema, {.status = 200, .body = "{\"instance\":{\"name\":\"web\"}}"}, REFUSED);
    assert_true(waits(&s, "healthy"));
    assert_int_equal(scene_only_diagnostic(&s)->severity, DIAG_WARNING);
    assert_true(waits(&s, "healthy")); /* an API that refuses the member */
    assert_int_equal(s.call.diags.count, 2);
    assert_int_equal(s.call.err.kind, ERR_NONE);
    scene_end(&s);
}

static void another_error_ends_the_wait(void **state)
{
    (void)state;
    SCENE(s, &instance_schema,
          {.status = 400, .body = "{\"__type\":\"AccessDeniedException\",\"message\":\"no\"}"});
    assert_false(waits(&s, "healthy"));
    assert_int_equal(s.call.diags.count, 0);
    scene_end(&s);
}

static void a_timeout_names_the_argument(void **state)
{
    (void)state;
    QUIET_SCENE(s, &instance_schema);
    s.call.deadline = deadline_within(&s.call.deadline, 0);
    assert_false(waits(&s, "ssh"));
    assert_string_equal(s.call.err.attribute, "wait_for");
    assert_contains(str_c(s.call.err.text), "port 22");
    scene_end(&s);
}

static void running_needs_no_request(void **state)
{
    (void)state;
    QUIET_SCENE(s, &instance_schema);
    assert_true(waits(&s, "running"));
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_checks_must_pass),          cmocka_unit_test(a_late_read_is_repeated),
        cmocka_unit_test(without_checks_it_is_a_warning), cmocka_unit_test(another_error_ends_the_wait),
        cmocka_unit_test(a_timeout_names_the_argument),   cmocka_unit_test(running_needs_no_request),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
