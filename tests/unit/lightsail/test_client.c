/*
 * test_client.c — what a call sends, how often, and what it returns, with a scripted transport.
 */
#include "fakes.h"

#include <time.h>

#include "aws/retry.h"

#define THROTTLED                                                                                   \
    {                                                                                               \
        .status = 400, .body = "{\"__type\":\"ThrottlingException\",\"message\":\"Rate exceeded\"}" \
    }
#define BROKEN                                                                              \
    {                                                                                       \
        .status = 500, .body = "{\"__type\":\"ServiceException\",\"message\":\"Internal\"}" \
    }
#define LOST         \
    {                \
        .sent = true \
    }
#define UNREACHED     \
    {                 \
        .sent = false \
    }
#define OK(text)                      \
    {                                 \
        .status = 200, .body = (text) \
    }

static bool call(struct fixture *f, enum ls_op op, json_t **ret_out)
{
    return ls_call(f->client, scope_of_test(f), op, NULL, ret_out, &f->err);
}

static void test_one_call(void **state)
{
    (void)state;
    FIXTURE(f, NULL, OK("{\"instance\":{\"name\":\"a\"}}"));
    json_t *in = json_own(f.mem, json_pack("{s:s}", "instanceName", "a")), *out = NULL;
    assert_true(ls_call(f.client, scope_of_test(&f), OP_GET_INSTANCE, in, &out, &f.err));
    assert_str_equal(json_text(json_at(out, "instance.name")), STR("a"));
    assert_str_equal(f.fake.targets[0], STR("Lightsail_20161128.GetInstance"));
    assert_str_equal(f.fake.bodies[0], STR("{\"instanceName\":\"a\"}"));
    assert_str_equal(f.fake.agents[0], STR("test/1"));
    assert_true(str_starts_with(f.fake.authorizations[0], STR("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")));
    assert_true(str_contains(f.fake.authorizations[0], STR("/us-east-1/lightsail/aws4_request")));
    assert_int_equal(f.fake.tokens[0].len, 0);
    fixture_end(&f);
}

static void test_no_members_is_an_empty_object(void **state)
{
    (void)state;
    FIXTURE(f, NULL, OK(""));
    json_t *out = NULL;
    assert_true(call(&f, OP_GET_REGIONS, &out));
    assert_true(json_is_object(out));
    assert_str_equal(f.fake.bodies[0], STR("{}"));
    fixture_end(&f);
}

static void test_session_token_is_sent_and_signed(void **state)
{
    (void)state;
    struct aws_config config = plain_config();
    config.token = STR("session+token/==");
    FIXTURE(f, &config, OK("{}"));
    json_t *out;
    assert_true(call(&f, OP_GET_REGIONS, &out));
    assert_str_equal(f.fake.tokens[0], STR("session+token/=="));
    assert_true(str_contains(f.fake.authorizations[0], STR("x-amz-security-token")));
    fixture_end(&f);
}

static void test_user_agent_additions(void **state)
{
    (void)state;
    clean_environment();
    setenv("TF_APPEND_USER_AGENT", "team/7\r\nX-Evil: 1", 1);
    struct aws_config config = plain_config();
    struct ls_client *client;
    struct err err;
    assert_true(ls_client_new(&config, &client, &err));
    assert_str_equal(client->user_agent, STR("test/1 team/7  X-Evil: 1"));
    ls_client_free(client);
    clean_environment();
}

/* Throttling is a response: the operation, of any kind, had no effect and may be sent again. */
static void test_throttled_create_is_repeated(void **state)
{
    (void)state;
    FIXTURE(f, NULL, THROTTLED, THROTTLED, OK("{\"operations\":[]}"));
    json_t *out;
    assert_true(call(&f, OP_CREATE_INSTANCES, &out));
    assert_int_equal(f.err.kind, ERR_NONE);
    fixture_end(&f);
}

static void test_broken_read_is_repeated(void **state)
{
    (void)state;
    FIXTURE(f, NULL, OK("{}"), BROKEN, LOST, {.status = 503, .body = "<html>"}, OK("{}"));
    json_t *out;
    assert_true(call(&f, OP_GET_INSTANCES, &out));
    assert_true(call(&f, OP_GET_INSTANCES, &out));
    fixture_end(&f);
}

static void test_lost_create_is_not_repeated(void **state)
{
    (void)state;
    FIXTURE(f, NULL, LOST);
    json_t *out;
    assert_false(call(&f, OP_CREATE_INSTANCES, &out));
    assert_int_equal(f.err.kind, ERR_NETWORK);
    assert_true(f.err.maybe_done);
    assert_string_equal(f.err.operation, "CreateInstances");
    fixture_end(&f);
}

static void test_broken_create_is_not_repeated(void **state)
{
    (void)state;
    FIXTURE(f, NULL, BROKEN);
    json_t *out;
    assert_false(call(&f, OP_ALLOCATE_STATIC_IP, &out));
    assert_int_equal(f.err.kind, ERR_SERVER);
    assert_true(f.err.maybe_done);
    assert_int_equal(f.err.http_status, 500);
    assert_string_equal(f.err.code, "ServiceException");
    assert_string_equal(f.err.request_id, "request-1");
    fixture_end(&f);
}

/* A request that was never sent had no effect. */
static void test_unreached_create_is_repeated(void **state)
{
    (void)state;
    FIXTURE(f, NULL, UNREACHED, OK("{}"));
    json_t *out;
    assert_true(call(&f, OP_CREATE_INSTANCES, &out));
    fixture_end(&f);
}

static void test_lost_repeatable_change_is_repeated(void **state)
{
    (void)state;
    FIXTURE(f, NULL, OK("{}"), LOST, BROKEN, OK("{}"));
    json_t *out;
    assert_true(call(&f, OP_GET_REGIONS, &out));
    assert_true(call(&f, OP_PUT_INSTANCE_PUBLIC_PORTS, &out));
    fixture_end(&f);
}

/* An incomplete response to a change: it took effect, and its result is unknown. */
static void test_invalid_response(void **state)
{
    (void)state;
    FIXTURE(f, NULL, OK("{\"operations\":[{\"id\""));
    json_t *out;
    assert_false(call(&f, OP_CREATE_INSTANCES, &out));
    assert_int_equal(f.err.kind, ERR_PROTOCOL);
    assert_true(f.err.maybe_done);
    fixture_end(&f);
}

static void test_response_that_is_no_object(void **state)
{
    (void)state;
    struct aws_config config = plain_config();
    config.max_retries = 0;
    FIXTURE(f, &config, OK("[1]"));
    json_t *out;
    assert_false(call(&f, OP_GET_INSTANCES, &out));
    assert_int_equal(f.err.kind, ERR_PROTOCOL);
    assert_false(f.err.maybe_done);
    fixture_end(&f);
}

static void test_refusals_are_final(void **state)
{
    (void)state;
    FIXTURE(f, NULL,
            {.status = 400,
             .body = "{\"__type\":\"com.amazonaws.lightsail#NotFoundException\",\"message\":\"gone\"}"});
    json_t *out;
    assert_false(call(&f, OP_GET_INSTANCE, &out));
    assert_int_equal(f.err.kind, ERR_NOT_FOUND);
    assert_string_equal(f.err.text, "gone");
    assert_false(f.err.retryable);
    fixture_end(&f);
}

static void test_no_retries_when_none_are_wanted(void **state)
{
    (void)state;
    struct aws_config config = plain_config();
    config.max_retries = 0;
    FIXTURE(f, &config, THROTTLED);
    json_t *out;
    assert_false(call(&f, OP_GET_INSTANCES, &out));
    assert_int_equal(f.err.kind, ERR_THROTTLED);
    assert_true(f.err.retryable);
    fixture_end(&f);
}

/*
 * Many threads and a service that is down: in the modes of the SDKs the client's quota is used up before the
 * attempts of each thread.
 */
static void test_the_quota_of_retries(void **state)
{
    (void)state;
    enum { CALLS = 12 };
    struct fake_response answers[FAKE_MOST_REQUESTS];
    for (size_t i = 0; i < FAKE_MOST_REQUESTS; i++)
        answers[i] = (struct fake_response){.status = 500, .body = "{\"__type\":\"ServiceException\"}"};
    struct aws_config config = plain_config();
    config.max_retries = 1;
    config.retry_mode = STR("standard");
    struct fixture f;
    json_t *out;
    fixture_begin(&f, &config, answers, FAKE_MOST_REQUESTS);
    f.client->limiter->quota = 4 * RATE_RETRY_COST;
    for (int i = 0; i < CALLS; i++) {
        assert_false(call(&f, OP_GET_REGIONS, &out));
        assert_int_equal(f.err.kind, ERR_SERVER);
    }
    assert_int_equal(f.fake.used, CALLS + 4);
    assert_non_null(strstr(f.err.text, "not retried: the retry quota is used up"));
    f.fake.count = f.fake.used;
    fixture_end(&f);
}

/* A success returns the cost of its last retry, or one. */
static void test_success_pays_back(void **state)
{
    (void)state;
    struct aws_config config = plain_config();
    config.retry_mode = STR("standard");
    FIXTURE(f, &config, THROTTLED, OK("{}"), OK("{}"), THROTTLED, THROTTLED, OK("{}"));
    json_t *out;
    f.client->limiter->quota = 100;
    assert_true(call(&f, OP_GET_REGIONS, &out));
    assert_int_equal(f.client->limiter->quota, 100);
    assert_true(call(&f, OP_GET_REGIONS, &out));
    assert_int_equal(f.client->limiter->quota, 101);
    assert_true(call(&f, OP_GET_REGIONS, &out));
    assert_int_equal(f.client->limiter->quota, 96);
    fixture_end(&f);
}

static void test_standard_has_three_attempts(void **state)
{
    (void)state;
    struct aws_config config = plain_config();
    config.retry_mode = STR("legacy");
    FIXTURE(f, &config, THROTTLED, THROTTLED, THROTTLED);
    json_t *out;
    assert_false(call(&f, OP_GET_INSTANCES, &out));
    assert_string_equal(f.err.text, "gave up after 3 attempts: Rate exceeded");
    fixture_end(&f);
}

/* Unset: without a limit. */
static void test_what_passes_is_repeated_until_it_has_passed(void **state)
{
    (void)state;
    struct fake_response answers[9] = {OK("{}"), [8] = OK("{}")};
    for (size_t i = 1; i < 8; i++)
        answers[i] = (struct fake_response){.status = 503, .body = "<html></html>"};
    struct fixture f;
    json_t *out;
    fixture_begin(&f, NULL, answers, 9);
    assert_true(call(&f, OP_GET_INSTANCES, &out)); /* the endpoint is the right one */
    assert_true(call(&f, OP_GET_INSTANCES, &out));
    fixture_end(&f);
}

static void test_retries_end(void **state)
{
    (void)state;
    struct aws_config config = plain_config();
    config.max_retries = 2;
    FIXTURE(f, &config, THROTTLED, THROTTLED, THROTTLED);
    json_t *out;
    assert_false(call(&f, OP_GET_INSTANCES, &out));
    assert_int_equal(f.err.kind, ERR_THROTTLED);
    assert_string_equal(f.err.text, "gave up after 3 attempts: Rate exceeded");
    fixture_end(&f);
}

/* No response yet: most likely the endpoint is wrong, and the user is waiting. */
static void test_unreachable_endpoint_fails_early(void **state)
{
    (void)state;
    FIXTURE(f, NULL, UNREACHED, UNREACHED, UNREACHED, UNREACHED);
    json_t *out;
    assert_false(call(&f, OP_GET_REGIONS, &out));
    assert_int_equal(f.err.kind, ERR_NETWORK);
    assert_false(f.err.maybe_done);
    fixture_end(&f);
}

static void test_unknown_region_is_named_without_a_response(void **state)
{
    (void)state;
    struct aws_config config = plain_config();
    config.region = STR("us-esat-1");
    config.max_retries = 0;
    FIXTURE(f, &config, UNREACHED);
    json_t *out;
    assert_false(call(&f, OP_GET_REGIONS, &out));
    assert_non_null(strstr(f.err.hint, "did you mean 'us-east-1'"));
    fixture_end(&f);
}

static void test_stop_ends_the_backoff(void **state)
{
    (void)state;
    struct aws_config config = plain_config();
    FIXTURE(f, &config, {.status = 400, .body = "{\"__type\":\"ThrottlingException\"}", .retry_after = "30"});
    struct stop stop;
    stop_init(&stop);
    f.deadline = deadline_begin(&stop, -1);
    f.deadline.generation--; /* as if the stop had fired after the call began */
    json_t *out;
    assert_false(call(&f, OP_GET_INSTANCES, &out));
    assert_int_equal(f.err.kind, ERR_STOPPED);
    assert_int_equal(f.fake.used, 0); /* a caller that was stopped sends nothing */
    f.deadline = deadline_begin(&stop, 1000);
    assert_false(call(&f, OP_GET_INSTANCES, &out));
    assert_int_equal(f.err.kind, ERR_TIMEOUT);
    assert_non_null(strstr(f.err.text, "ThrottlingException"));
    stop_destroy(&stop);
    fixture_end(&f);
}

static void test_expired_deadline_sends_nothing(void **state)
{
    (void)state;
    struct fixture f;
    fixture_begin(&f, NULL, NULL, 0);
    f.deadline = deadline_begin(NULL, 0);
    json_t *out;
    assert_false(call(&f, OP_CREATE_INSTANCES, &out));
    assert_int_equal(f.err.kind, ERR_TIMEOUT);
    assert_false(f.err.maybe_done);
    fixture_end(&f);
}

/*
 * The local clock is wrong by an hour: the response has the right time, with which the second request is
 * signed.
 */
static void test_clock_skew_is_corrected(void **state)
{
    (void)state;
    char date[64];
    time_t later = clock_wall_ms() / 1000 + 3600;
    struct tm utc;
    strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&later, &utc));
    FIXTURE(f, NULL,
            {.status = 400,
             .date = date,
             .body = "{\"__type\":\"InvalidSignatureException\",\"message\":\"Signature expired: x is now "
                     "earlier than y\"}"},
            {.status = 200, .body = "{}", .date = date});
    json_t *out;
    assert_true(call(&f, OP_CREATE_INSTANCES, &out));
    char expected[17];
    strftime(expected, sizeof expected, "%Y%m%dT%H", &utc);
    assert_true(str_starts_with(f.fake.dates[1], str_c(expected)));
    assert_false(str_eq(f.fake.dates[0], f.fake.dates[1]));
    assert_in_range(ls_client_clock_skew_ms(f.client), 3590 * 1000, 3601 * 1000);
    fixture_end(&f);
}

static void test_clock_skew_is_corrected_once(void **state)
{
    (void)state;
    FIXTURE(f, NULL,
            {.status = 403,
             .date = "Mon, 01 Jan 2001 00:00:00 GMT",
             .body = "{\"__type\":\"RequestTimeTooSkewed\",\"message\":\"no\"}"},
            {.status = 403,
             .date = "Mon, 01 Jan 2001 00:00:00 GMT",
             .body = "{\"__type\":\"RequestTimeTooSkewed\",\"message\":\"no\"}"});
    json_t *out;
    assert_false(call(&f, OP_GET_REGIONS, &out));
    assert_int_equal(f.err.kind, ERR_CREDENTIALS);
    fixture_end(&f);
}

static void test_wrong_secret_is_not_a_clock_problem(void **state)
{
    (void)state;
    FIXTURE(f, NULL,
            {.status = 400,
             .date = "Mon, 01 Jan 2001 00:00:00 GMT",
             .body = "{\"__type\":\"InvalidSignatureException\",\"message\":\"The request signature we "
                     "calculated does "
                     "not match\"}"});
    json_t *out;
    assert_false(call(&f, OP_GET_REGIONS, &out));
    assert_int_equal(f.err.kind, ERR_CREDENTIALS);
    assert_true(strlen(f.err.hint) > 0);
    fixture_end(&f);
}

static void test_pages(void **state)
{
    (void)state;
    FIXTURE(f, NULL, OK("{\"instances\":[1,2],\"nextPageToken\":\"a\"}"), THROTTLED,
            OK("{\"instances\":[3],\"nextPageToken\":\"b\"}"), OK("{\"instances\":[]}"));
    json_t *in = json_own(f.mem, json_pack("{s:b}", "includeInactive", 1)), *items;
    assert_true(
        ls_call_pages(f.client, scope_of_test(&f), OP_GET_INSTANCES, in, "instances", &items, &f.err));
    assert_int_equal(json_array_size(items), 3);
    assert_str_equal(f.fake.bodies[0], STR("{\"includeInactive\":true}"));
    assert_str_equal(f.fake.bodies[1], STR("{\"includeInactive\":true,\"pageToken\":\"a\"}"));
    assert_str_equal(f.fake.bodies[3], STR("{\"includeInactive\":true,\"pageToken\":\"b\"}"));
    assert_null(json_object_get(in, "pageToken")); /* the caller's object stays as it was */
    fixture_end(&f);
}

static void test_pages_that_turn_in_a_circle(void **state)
{
    (void)state;
    FIXTURE(f, NULL, OK("{\"instances\":[1],\"nextPageToken\":\"a\"}"),
            OK("{\"instances\":[1],\"nextPageToken\":\"a\"}"));
    json_t *items;
    assert_false(
        ls_call_pages(f.client, scope_of_test(&f), OP_GET_INSTANCES, NULL, "instances", &items, &f.err));
    assert_int_equal(f.err.kind, ERR_PROTOCOL);
    fixture_end(&f);
}

static void test_max_attempts_from_the_environment(void **state)
{
    (void)state;
    clean_environment();
    struct aws_config config = plain_config();
    struct ls_client *client;
    struct err err;
    setenv("AWS_MAX_ATTEMPTS", "4", 1);
    assert_true(ls_client_new(&config, &client, &err));
    assert_int_equal(client->most_retries, 3);
    ls_client_free(client);
    config.max_retries = 7; /* the argument decides */
    assert_true(ls_client_new(&config, &client, &err));
    assert_int_equal(client->most_retries, 7);
    ls_client_free(client);
    config.max_retries = -1;
    clean_environment();
    assert_true(ls_client_new(&config, &client, &err)); /* RATE_FOLLOWS: no limit except the deadline */
    assert_int_equal(client->most_retries, RETRY_NO_LIMIT);
    assert_int_equal(client->limiter->rate.mode, RATE_FOLLOWS);
    ls_client_free(client);
    setenv("AWS_RETRY_MODE", "Adaptive", 1);
    assert_true(ls_client_new(&config, &client, &err)); /* modes of the SDKs: three attempts */
    assert_int_equal(client->most_retries, 2);
    assert_int_equal(client->limiter->rate.mode, RATE_ADAPTIVE);
    ls_client_free(client);
    setenv("AWS_RETRY_MODE", "eager", 1);
    assert_false(ls_client_new(&config, &client, &err));
    assert_string_equal(err.text,
                        "invalid retry mode 'eager' in AWS_RETRY_MODE: it must be 'standard' or 'adaptive'");
    unsetenv("AWS_RETRY_MODE");
    setenv("AWS_MAX_ATTEMPTS", "many", 1);
    assert_false(ls_client_new(&config, &client, &err));
    assert_int_equal(err.kind, ERR_USER);
    clean_environment();
}

static void test_operation_names(void **state)
{
    (void)state;
    assert_string_equal(ls_op_name(OP_CREATE_INSTANCES), "CreateInstances");
    assert_true(ls_op_mutates(OP_CREATE_INSTANCES));
    assert_false(ls_op_mutates(OP_GET_INSTANCES));
}

int main(void)
{
    run_fast(20);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_call),
        cmocka_unit_test(test_no_members_is_an_empty_object),
        cmocka_unit_test(test_session_token_is_sent_and_signed),
        cmocka_unit_test(test_user_agent_additions),
        cmocka_unit_test(test_throttled_create_is_repeated),
        cmocka_unit_test(test_broken_read_is_repeated),
        cmocka_unit_test(test_lost_create_is_not_repeated),
        cmocka_unit_test(test_broken_create_is_not_repeated),
        cmocka_unit_test(test_unreached_create_is_repeated),
        cmocka_unit_test(test_lost_repeatable_change_is_repeated),
        cmocka_unit_test(test_invalid_response),
        cmocka_unit_test(test_response_that_is_no_object),
        cmocka_unit_test(test_refusals_are_final),
        cmocka_unit_test(test_no_retries_when_none_are_wanted),
        cmocka_unit_test(test_the_quota_of_retries),
        cmocka_unit_test(test_success_pays_back),
        cmocka_unit_test(test_standard_has_three_attempts),
        cmocka_unit_test(test_what_passes_is_repeated_until_it_has_passed),
        cmocka_unit_test(test_retries_end),
        cmocka_unit_test(test_unreachable_endpoint_fails_early),
        cmocka_unit_test(test_unknown_region_is_named_without_a_response),
        cmocka_unit_test(test_stop_ends_the_backoff),
        cmocka_unit_test(test_expired_deadline_sends_nothing),
        cmocka_unit_test(test_clock_skew_is_corrected),
        cmocka_unit_test(test_clock_skew_is_corrected_once),
        cmocka_unit_test(test_wrong_secret_is_not_a_clock_problem),
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_pages_that_turn_in_a_circle),
        cmocka_unit_test(test_max_attempts_from_the_environment),
        cmocka_unit_test(test_operation_names),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("client", tests, NULL, NULL);
}
