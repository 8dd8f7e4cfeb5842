/*
 * test_busy.c — requests that are refused while an object is in transition.
 */
#include "disk.h"

#include "runtime/busy.h"

static bool send_plainly(struct call *c, json_t *in, const void *context, json_t **ret_answer)
{
    const enum ls_op *op = context;
    return api_call(c, *op, in, ret_answer);
}

static bool send(struct scene *s, json_t **ret_answer)
{
    static const enum ls_op op = OP_CREATE_DISK;
    json_t *in = json_object();
    json_object_set_new(in, "diskName", json_string("data"));
    return busy_send(&s->call, in, send_plainly, &op, ret_answer);
}

static void a_temporary_refusal_is_retried(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, BUSY, REFUSAL("InvalidInputException", "Please try again in a few minutes"), BUSY,
          ACCEPTED);
    json_t *got = NULL;
    assert_true(send(&s, &got));
    assert_non_null(json_object_get(got, "operations"));
    for (size_t i = 0; i < 4; i++)
        assert_asked(&s, i, "CreateDisk", "{\"diskName\":\"data\"}");
    scene_end(&s);
}

static void a_permanent_refusal_is_returned_at_once(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, BUSY, DENIED);
    json_t *got = NULL;
    assert_false(send(&s, &got));
    assert_int_equal(s.call.err.kind, ERR_DENIED);
    scene_end(&s);
}

static void at_the_deadline_the_refusal_is_the_reason(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, BUSY);
    json_t *got = NULL;
    no_time_to_wait(&s);
    assert_false(send(&s, &got));
    assert_int_equal(s.call.err.kind, ERR_CONFLICT);
    assert_contains(str_c(s.call.err.text), "in transition");
    scene_end(&s);
}

static void a_stop_ends_the_retries(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, BUSY, BUSY);
    struct interruption ctrl_c;
    json_t *got = NULL;
    interrupt_after(&s, &ctrl_c, 2);
    assert_false(send(&s, &got));
    assert_int_equal(s.call.err.kind, ERR_STOPPED);
    scene_end(&s);
    stop_destroy(&ctrl_c.stop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_temporary_refusal_is_retried),
        cmocka_unit_test(a_permanent_refusal_is_returned_at_once),
        cmocka_unit_test(at_the_deadline_the_refusal_is_the_reason),
        cmocka_unit_test(a_stop_ends_the_retries),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
