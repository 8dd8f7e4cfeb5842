/*
 * test_wait.c — waiting for operations: every status, several at once, and results that must not be taken for
 * "deleted".
 */
#include "fakes.h"

#define OPERATION(id, status)                                                                               \
    "{\"id\":\"" id "\",\"operationType\":\"CreateInstance\",\"resourceName\":\"web\",\"status\":\"" status \
    "\"}"
#define MANY(...) "{\"operations\":[" __VA_ARGS__ "]}"
#define ONE(operation) "{\"operation\":" operation "}"
#define LOOK(id, text)                                  \
    {                                                   \
        .status = 200, .body = ONE(OPERATION(id, text)) \
    }
#define UNKNOWN                                                                                  \
    {                                                                                            \
        .status = 400, .body = "{\"__type\":\"NotFoundException\",\"message\":\"no operation\"}" \
    }

static bool wait_for(struct fixture *f, const char *answer)
{
    json_t *parsed;
    if (!json_parse(f->mem, str_c(answer), 1 << 20, &parsed, &f->err))
        fail_msg("the test's own JSON is wrong: %s", f->err.text);
    return ls_wait_operations(f->client, scope_of_test(f), parsed, &f->err);
}

static void test_nothing_to_wait_for(void **state)
{
    (void)state;
    struct fixture f;
    fixture_begin(&f, NULL, NULL, 0);
    assert_true(wait_for(&f, "{}"));
    assert_true(wait_for(&f, "{\"operations\":[]}"));
    assert_true(wait_for(&f, "{\"operations\":null,\"operation\":null}"));
    assert_true(wait_for(&f, MANY(OPERATION("a", "Succeeded"))));
    assert_true(wait_for(&f, ONE(OPERATION("a", "Completed"))));
    fixture_end(&f);
}

static void test_from_not_started_to_succeeded(void **state)
{
    (void)state;
    FIXTURE(f, NULL, LOOK("a", "NotStarted"), LOOK("a", "Started"), LOOK("a", "Succeeded"));
    assert_true(wait_for(&f, MANY(OPERATION("a", "NotStarted"))));
    assert_str_equal(f.fake.targets[0], STR("Lightsail_20161128.GetOperation"));
    assert_str_equal(f.fake.bodies[2], STR("{\"operationId\":\"a\"}"));
    fixture_end(&f);
}

/* Each is read until it has ended, and not after that. */
static void test_several_operations(void **state)
{
    (void)state;
    FIXTURE(f, NULL, LOOK("a", "Completed"), LOOK("c", "Started"), LOOK("c", "Succeeded"));
    assert_true(wait_for(&f, MANY(OPERATION("a", "Started") "," OPERATION("b", "Succeeded") "," OPERATION(
                                 "c", "NotStarted"))));
    assert_str_equal(f.fake.bodies[1], STR("{\"operationId\":\"c\"}"));
    fixture_end(&f);
}

static void test_failure_has_a_reason(void **state)
{
    (void)state;
    FIXTURE(f, NULL, LOOK("a", "Started"),
            {.status = 200,
             .body = ONE("{\"id\":\"a\",\"operationType\":\"CreateInstance\",\"resourceName\":\"web\","
                         "\"status\":\"Failed\","
                         "\"errorCode\":\"InstanceLimit\",\"errorDetails\":\"Too many instances\"}")});
    assert_false(wait_for(&f, MANY(OPERATION("a", "Started"))));
    assert_int_equal(f.err.kind, ERR_FAILED);
    assert_false(f.err.maybe_done);
    assert_string_equal(f.err.code, "InstanceLimit");
    assert_string_equal(f.err.operation, "CreateInstance");
    assert_string_equal(f.err.text, "CreateInstance of 'web' failed: InstanceLimit: Too many instances");
    fixture_end(&f);
}

static void test_failure_in_the_first_response(void **state)
{
    (void)state;
    struct fixture f;
    fixture_begin(&f, NULL, NULL, 0);
    assert_false(wait_for(&f, MANY(OPERATION("a", "Succeeded") "," OPERATION("b", "Failed"))));
    assert_int_equal(f.err.kind, ERR_FAILED);
    assert_string_equal(f.err.text, "CreateInstance of 'web' failed: AWS reports no reason");
    fixture_end(&f);
}

/* A new operation may not be visible yet. */
static void test_unknown_at_first(void **state)
{
    (void)state;
    struct aws_config config = plain_config();
    config.read_lag_ms = 60 * 1000;
    FIXTURE(f, &config, UNKNOWN, UNKNOWN, LOOK("a", "Succeeded"));
    assert_true(wait_for(&f, MANY(OPERATION("a", "Started"))));
    fixture_end(&f);
}

/* "No such operation" is not "no such instance": only the latter removes something from the state. */
static void test_unknown_for_ever_is_not_gone(void **state)
{
    (void)state;
    FIXTURE(f, NULL, UNKNOWN);
    assert_false(wait_for(&f, MANY(OPERATION("a", "Started"))));
    assert_int_equal(f.err.kind, ERR_PROTOCOL);
    assert_true(f.err.maybe_done);
    fixture_end(&f);
}

static void test_status_of_the_future(void **state)
{
    (void)state;
    FIXTURE(f, NULL, LOOK("a", "Queued"), LOOK("a", "Succeeded"),
            {.status = 200, .body = ONE("{\"id\":\"a\",\"status\":\"Evaporated\",\"isTerminal\":true}")});
    assert_true(wait_for(&f, MANY(OPERATION("a", "Started"))));
    assert_false(wait_for(&f, MANY(OPERATION("a", "Started"))));
    assert_int_equal(f.err.kind, ERR_PROTOCOL);
    fixture_end(&f);
}

static void test_time_limit(void **state)
{
    (void)state;
    struct aws_config config = plain_config();
    config.poll_interval_ms = 60 * 1000;
    struct fixture f;
    fixture_begin(&f, &config, NULL, 0);
    f.deadline = deadline_begin(NULL, 50);
    assert_false(wait_for(&f, MANY(OPERATION("a", "Started"))));
    assert_int_equal(f.err.kind, ERR_TIMEOUT);
    assert_true(f.err.maybe_done);
    assert_non_null(strstr(f.err.text, "waiting for CreateInstance of 'web'"));
    fixture_end(&f);
}

static void test_operation_without_id(void **state)
{
    (void)state;
    struct fixture f;
    fixture_begin(&f, NULL, NULL, 0);
    assert_false(wait_for(&f, "{\"operation\":{\"status\":\"Started\"}}"));
    assert_int_equal(f.err.kind, ERR_PROTOCOL);
    assert_true(f.err.maybe_done); /* it was accepted, whatever GetOperation returns */
    assert_false(wait_for(&f, "{\"operation\":{\"status\":\"Failed\"}}"));
    assert_int_equal(f.err.kind, ERR_FAILED);
    assert_false(f.err.maybe_done);
    fixture_end(&f);
}

static void test_pace(void **state)
{
    (void)state;
    struct aws_config config = plain_config();
    config.poll_interval_ms = 8;
    struct fixture f;
    fixture_begin(&f, &config, NULL, 0);
    struct aws_scope scope = scope_of_test(&f);
    struct ls_poll poll = ls_poll_begin(f.client);
    assert_int_equal(poll.next_ms, 2);
    for (int i = 0; i < 6; i++)
        assert_true(ls_poll_wait(&poll, &scope, &f.err));
    assert_int_equal(poll.next_ms, 8);
    assert_int_equal(ls_client_poll_interval_ms(f.client), 8);
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_to_wait_for),
        cmocka_unit_test(test_from_not_started_to_succeeded),
        cmocka_unit_test(test_several_operations),
        cmocka_unit_test(test_failure_has_a_reason),
        cmocka_unit_test(test_failure_in_the_first_response),
        cmocka_unit_test(test_unknown_at_first),
        cmocka_unit_test(test_unknown_for_ever_is_not_gone),
        cmocka_unit_test(test_status_of_the_future),
        cmocka_unit_test(test_time_limit),
        cmocka_unit_test(test_operation_without_id),
        cmocka_unit_test(test_pace),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("wait", tests, NULL, NULL);
}
