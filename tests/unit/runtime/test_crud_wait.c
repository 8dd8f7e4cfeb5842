/*
 * test_crud_wait.c — creations that take time, and deletions that take time.
 */
#include "disk.h"

#include "runtime/crud_parts.h"

static json_t *answer(struct arena *mem, const char *text)
{
    json_t *value;
    struct err err = {0};
    if (!json_parse(mem, str_c(text), 4096, &value, &err))
        fail_msg("%s", err.text);
    return value;
}

#define ONE_OPERATION                                                                    \
    "{\"operations\":[{\"id\":\"o1\",\"operationType\":\"CreateDisk\",\"resourceName\":" \
    "\"data\",\"status\":\"Started\"}]}"
#define OPERATION_WITH(status)                                                                             \
    ANSWER(                                                                                                \
        "{\"operation\":{\"id\":\"o1\",\"operationType\":\"CreateDisk\",\"resourceName\":\"data\"," status \
        "}}")
#define HISTORY                                                                                         \
    ANSWER("{\"operations\":[{\"operationType\":\"CreateDisk\",\"status\":\"Failed\",\"errorDetails\":" \
           "\"no room\",\"createdAt\":1700000000}]}")

/* ---- ready ---- */

static void it_is_ready_in_one_of_the_ready_states(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, NOT_FOUND, DISK("pending"), DISK("in-use"));
    json_t *object = NULL;
    /* Not found does not count while the operation has not ended. */
    assert_false(crud_wait_ready(&s.call, STR("data"), NULL, &object));
    assert_int_equal(s.call.err.kind, ERR_NOT_FOUND);
    assert_contains(str_c(s.call.err.text), "the disk 'data' no longer exists");
    assert_null(object);
    assert_true(crud_wait_ready(&s.call, STR("data"), NULL, &object));
    assert_str_equal(json_member_text(object, "state"), STR("in-use"));
    scene_end(&s);
}

static void it_may_appear_late_while_its_operation_runs(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, NOT_FOUND, OPERATION_WITH("\"status\":\"Started\""), DISK("available"));
    json_t *object = NULL;
    assert_true(crud_wait_ready(&s.call, STR("data"), answer(s.call.mem, ONE_OPERATION), &object));
    assert_asked(&s, 1, "GetOperation", NULL);
    assert_str_equal(json_member_text(object, "state"), STR("available"));
    scene_end(&s);
}

static void a_failed_state_is_an_error_with_the_last_operation(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, DISK("error"), HISTORY);
    json_t *object = NULL;
    assert_false(crud_wait_ready(&s.call, STR("data"), answer(s.call.mem, "{\"operations\":[]}"), &object));
    assert_int_equal(s.call.err.kind, ERR_FAILED);
    assert_string_equal(s.call.err.text, "the disk 'data' is in the state 'error'");
    assert_contains(s.call.history, "no room");
    assert_str_equal(json_member_text(object, "state"), STR("error"));
    scene_end(&s);
}

static void a_detail_explains_the_state_and_may_end_the_wait(void **state)
{
    (void)state;
    static const char *const codes[] = {"NO_ROOM", NULL};
    struct crud crud = disk_crud;
    struct schema_desc schema = disk_schema;
    crud.detail_at = "detail";
    crud.failed_codes = codes;
    schema.crud = &crud;
    SCENE(s, &schema,
          ANSWER("{\"disk\":{\"name\":\"data\",\"state\":\"pending\",\"detail\":{\"code\":\"MAKING\"}}}"),
          ANSWER("{\"disk\":{\"name\":\"data\",\"state\":\"pending\",\"detail\":{\"code\":\"NO_ROOM\","
                 "\"message\":\"The zone is full.\"}}}"),
          HISTORY);
    json_t *object = NULL;
    assert_false(crud_wait_ready(&s.call, STR("data"), NULL, &object));
    assert_int_equal(s.call.err.kind, ERR_FAILED);
    assert_string_equal(s.call.err.text,
                        "the disk 'data' is in the state 'pending, NO_ROOM: The zone is full.'");
    scene_end(&s);
}

static void the_operation_has_the_reason_of_a_failed_state(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, DISK("error"), NOTHING_LATELY,
          OPERATION_WITH("\"status\":\"Failed\",\"errorCode\":\"NoRoom\""), HISTORY);
    json_t *object = NULL;
    assert_false(crud_wait_ready(&s.call, STR("data"), answer(s.call.mem, ONE_OPERATION), &object));
    assert_int_equal(s.call.err.kind, ERR_FAILED);
    assert_contains(str_c(s.call.err.text), "NoRoom");
    scene_end(&s);
}

static void an_operation_without_an_error_leaves_the_failed_state(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, DISK("error"), HISTORY, DENIED);
    json_t *object = NULL;
    assert_false(crud_wait_ready(&s.call, STR("data"), answer(s.call.mem, ONE_OPERATION), &object));
    assert_int_equal(s.call.err.kind, ERR_FAILED);
    assert_contains(str_c(s.call.err.text), "in the state 'error'");
    assert_contains(s.call.history, "no room");
    scene_end(&s);
}

static void a_timeout_reports_the_last_state(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, DISK("pending"), NOTHING_LATELY);
    json_t *object = NULL;
    no_time_to_wait(&s);
    assert_false(crud_wait_ready(&s.call, STR("data"), NULL, &object));
    assert_int_equal(s.call.err.kind, ERR_TIMEOUT);
    assert_contains(str_c(s.call.err.text), "while waiting for the disk 'data' (it is pending)");
    assert_str_equal(json_member_text(object, "state"), STR("pending"));
    scene_end(&s);
}

static void a_stop_reports_the_last_state(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, ANSWER("{\"disk\":{\"name\":\"data\"}}"));
    struct interruption ctrl_c;
    json_t *object = NULL;
    interrupt_after(&s, &ctrl_c, 1);
    assert_false(crud_wait_ready(&s.call, STR("data"), NULL, &object));
    assert_int_equal(s.call.err.kind, ERR_STOPPED);
    assert_contains(str_c(s.call.err.text), "(it is in an unknown state)");
    assert_non_null(object);
    scene_end(&s);
    stop_destroy(&ctrl_c.stop);
}

static void without_a_state_it_is_ready_when_the_operations_have_ended(void **state)
{
    (void)state;
    struct crud crud = disk_crud;
    struct schema_desc schema = disk_schema;
    crud.ready_at = NULL;
    schema.crud = &crud;
    SCENE(s, &schema, OPERATION_WITH("\"status\":\"Started\""), OPERATION_WITH("\"status\":\"Succeeded\""),
          DISK("error"), OPERATION_WITH("\"status\":\"Failed\""), NOTHING_LATELY);
    json_t *object = NULL;
    assert_true(crud_wait_ready(&s.call, STR("data"), answer(s.call.mem, ONE_OPERATION), &object));
    assert_non_null(object);
    assert_false(crud_wait_ready(&s.call, STR("data"), answer(s.call.mem, ONE_OPERATION), &object));
    assert_int_equal(s.call.err.kind, ERR_FAILED);
    assert_null(object);
    scene_end(&s);
}

/* ---- gone ---- */

static void it_is_deleted_when_it_is_not_found(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, DISK("available"), DISK("available"), NOT_FOUND);
    assert_true(crud_wait_gone(&s.call, STR("data"), STR(OWN_ARN), NULL));
    scene_end(&s);
}

static void it_is_deleted_when_only_another_object_has_the_name(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, DISK("available"), OTHER_DISK, OTHER_DISK, NOT_FOUND);
    assert_true(crud_wait_gone(&s.call, STR("data"), STR(OWN_ARN), NULL));
    /* An object with an unknown ARN is deleted when no object has the name. */
    assert_true(crud_wait_gone(&s.call, STR("data"), STR(""), NULL));
    scene_end(&s);
}

static void a_deletion_that_fails_or_lasts_too_long_is_an_error(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, DENIED, DISK("available"), NOTHING_LATELY);
    assert_false(crud_wait_gone(&s.call, STR("data"), STR(OWN_ARN), NULL));
    assert_int_equal(s.call.err.kind, ERR_DENIED);
    no_time_to_wait(&s);
    assert_false(crud_wait_gone(&s.call, STR("data"), STR(OWN_ARN), NULL));
    assert_int_equal(s.call.err.kind, ERR_TIMEOUT);
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_ready_in_one_of_the_ready_states),
        cmocka_unit_test(it_may_appear_late_while_its_operation_runs),
        cmocka_unit_test(a_failed_state_is_an_error_with_the_last_operation),
        cmocka_unit_test(a_detail_explains_the_state_and_may_end_the_wait),
        cmocka_unit_test(the_operation_has_the_reason_of_a_failed_state),
        cmocka_unit_test(an_operation_without_an_error_leaves_the_failed_state),
        cmocka_unit_test(a_timeout_reports_the_last_state),
        cmocka_unit_test(a_stop_reports_the_last_state),
        cmocka_unit_test(without_a_state_it_is_ready_when_the_operations_have_ended),
        cmocka_unit_test(it_is_deleted_when_it_is_not_found),
        cmocka_unit_test(it_is_deleted_when_only_another_object_has_the_name),
        cmocka_unit_test(a_deletion_that_fails_or_lasts_too_long_is_an_error),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
