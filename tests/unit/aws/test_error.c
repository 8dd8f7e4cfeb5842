/*
 * test_error.c — the error for each form of an error response.
 */
#include "aws/error.h"

#include "../testing.h"

static const struct aws_operation reads = {"GetInstance", false, true},
                                  creates = {"CreateInstances", true, false};

struct expectation {
    const char *body, *error_type;
    int status;
    enum err_kind kind;
    bool retryable, maybe_done; /* the latter for an operation that changes something */
    const char *code, *text;
};

static const struct expectation expectations[] = {
    /* The shape of Lightsail's own errors, with and without name space and address. */
    {"{\"__type\":\"NotFoundException\",\"message\":\"The Instance does not exist: "
     "a\",\"code\":\"NotFoundException\"}",
     NULL, 400, ERR_NOT_FOUND, false, false, "NotFoundException", "The Instance does not exist: a"},
    {"{\"__type\":\"com.amazonaws.lightsail.v20161128#NotFoundException\",\"message\":\"m\"}", NULL, 404,
     ERR_NOT_FOUND, false, false, "NotFoundException", "m"},
    {"{\"message\":\"m\"}", "NotFoundException:http://internal.amazon.com/coral/com.amazonaws.lightsail/",
     400, ERR_NOT_FOUND, false, false, "NotFoundException", "m"},
    {"{\"__type\":\"InvalidInputException\",\"message\":\"Some names are already in use: web\"}", NULL, 400,
     ERR_CONFLICT, false, false, "InvalidInputException", "Some names are already in use: web"},
    {"{\"__type\":\"InvalidInputException\",\"message\":\"StaticIp x already exists\"}", NULL, 400,
     ERR_CONFLICT, false, false, "InvalidInputException", "StaticIp x already exists"},
    {"{\"__type\":\"InvalidInputException\",\"message\":\"The bundle is unknown\"}", NULL, 400, ERR_API,
     false, false, "InvalidInputException", "The bundle is unknown"},
    {"{\"__type\":\"InvalidInputException\",\"message\":\"We can't do that. Please try again in a few "
     "minutes.\"}",
     NULL, 400, ERR_API, true, false, "InvalidInputException", NULL},
    {"{\"__type\":\"OperationFailureException\",\"message\":\"There is another operation. Please wait for it "
     "to complete "
     "before trying again.\"}",
     NULL, 400, ERR_CONFLICT, true, false, "OperationFailureException", NULL},
    {"{\"__type\":\"OperationFailureException\",\"message\":\"The instance is in transition\"}", NULL, 500,
     ERR_CONFLICT, true, false, "OperationFailureException", NULL},
    {"{\"__type\":\"AccountSetupInProgressException\",\"message\":\"m\"}", NULL, 428, ERR_API, true, false,
     NULL, "m"},
    {"{\"__type\":\"RegionSetupInProgressException\",\"message\":\"m\"}", NULL, 428, ERR_API, true, false,
     NULL, "m"},
    {"{\"__type\":\"ServiceException\",\"message\":\"m\"}", NULL, 500, ERR_SERVER, true, true,
     "ServiceException", "m"},
    {"{\"__type\":\"AccessDeniedException\",\"Message\":\"User x is not authorized\"}", NULL, 400, ERR_DENIED,
     false, false, "AccessDeniedException", "User x is not authorized"},
    {"{\"__type\":\"UnauthenticatedException\",\"message\":\"m\"}", NULL, 403, ERR_CREDENTIALS, false, false,
     NULL, "m"},

    /* Front ends. */
    {"{\"__type\":\"ThrottlingException\",\"message\":\"Rate exceeded\"}", NULL, 400, ERR_THROTTLED, true,
     false, "ThrottlingException", "Rate exceeded"},
    {"", NULL, 429, ERR_THROTTLED, true, false, "", NULL},
    {"", NULL, 509, ERR_THROTTLED, true, false, "", NULL},
    {"", NULL, 501, ERR_SERVER, false, true, "", NULL},
    {"", NULL, 504, ERR_SERVER, true, true, "", NULL},
    {"{\"__type\":\"LimitExceededException\",\"message\":\"Rate exceeded\"}", NULL, 400, ERR_THROTTLED, true,
     false, "LimitExceededException", "Rate exceeded"},
    {"{\"__type\":\"LimitExceededException\",\"message\":\"Too many requests a second\"}", NULL, 400,
     ERR_THROTTLED, true, false, NULL, NULL},
    {"{\"__type\":\"LimitExceededException\"}", NULL, 400, ERR_THROTTLED, true, false, NULL, NULL},
    {"{\"__type\":\"LimitExceededException\",\"message\":\"You have the maximum number of static IPs: "
     "request an "
     "increase\"}",
     NULL, 400, ERR_API, false, false, "LimitExceededException", NULL},
    {"{\"__type\":\"ExpiredTokenException\",\"message\":\"The security token included in the request is "
     "expired\"}",
     NULL, 400, ERR_CREDENTIALS, false, false, "ExpiredTokenException", NULL},
    {"{\"__type\":\"UnrecognizedClientException\",\"message\":\"m\"}", NULL, 400, ERR_CREDENTIALS, false,
     false, NULL, NULL},
    {"{\"__type\":\"InvalidSignatureException\",\"message\":\"It does not match.\\nCheck it.\\n\\nThe "
     "Canonical "
     "String for this request should have been\\n'POST'\"}",
     NULL, 400, ERR_CREDENTIALS, false, false, NULL, "It does not match.\nCheck it."},
    {"{\"__type\":\"InvalidSignatureException\",\"message\":\"m\"}", NULL, 400, ERR_CREDENTIALS, false, false,
     NULL, NULL},
    {"{\"__type\":\"MissingAuthenticationTokenException\",\"message\":\"m\"}", NULL, 400, ERR_CREDENTIALS,
     false, false, NULL, NULL},
    {"{\"__type\":\"SomethingNewException\",\"message\":\"m\"}", NULL, 400, ERR_API, false, false,
     "SomethingNewException", "m"},
    {"{\"__type\":\"SomethingNewException\"}", NULL, 400, ERR_API, false, false, NULL,
     "the service refused CreateInstances with SomethingNewException"},
    {"<html><body>Bad gateway</body></html>", NULL, 502, ERR_SERVER, true, true, "",
     "a proxy or gateway responded instead of Lightsail: a web page for CreateInstances with HTTP "
     "status 502"},
    {"<HTML>", NULL, 403, ERR_NETWORK, false, false, "", NULL},
    {"", NULL, 503, ERR_SERVER, true, true, "", NULL},
    {"{}", NULL, 500, ERR_SERVER, true, true, "", NULL},
    {"[]", NULL, 403, ERR_DENIED, false, false, "", NULL},
    {"null", NULL, 400, ERR_API, false, false, "", NULL},
    {"{\"__type\":7,\"message\":[]}", NULL, 400, ERR_API, false, false, "", NULL},
    {"moved", NULL, 301, ERR_PROTOCOL, false, false, "", NULL},
    {"{\"__type\":\"#\",\"message\":\"m\"}", ":", 400, ERR_API, false, false, "", "m"},
};

static void test_expectations(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof expectations / sizeof expectations[0]; i++) {
        const struct expectation *e = &expectations[i];
        struct http_response answer = {.status = e->status,
                                       .body = str_c(e->body),
                                       .error_type = str_c(e->error_type),
                                       .request_id = STR("id")};
        struct err err = {0};
        assert_false(error_from_response(&answer, &creates, &err));
        if (err.kind != e->kind || err.retryable != e->retryable || err.maybe_done != e->maybe_done)
            fail_msg("%s %d: kind %d retryable %d maybe_done %d", e->body, e->status, (int)err.kind,
                     err.retryable, err.maybe_done);
        assert_int_equal(err.http_status, e->status);
        assert_string_equal(err.request_id, "id");
        assert_true(strlen(err.text) > 0);
        if (e->code != NULL)
            assert_string_equal(err.code, e->code);
        if (e->text != NULL)
            assert_string_equal(err.text, e->text);
        /* A read that failed changed nothing. */
        assert_false(error_from_response(&answer, &reads, &err));
        assert_false(err.maybe_done);
    }
}

/* Source: botocore 1.43.11, retries/standard.py. */
static void test_what_the_sdks_repeat_is_repeated(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        bool is_throttling;
    } rows[] = {{"RequestTimeout", false},
                {"RequestTimeoutException", false},
                {"PriorRequestNotComplete", true},
                {"Throttling", true},
                {"ThrottlingException", true},
                {"ThrottledException", true},
                {"RequestThrottledException", true},
                {"TooManyRequestsException", true},
                {"ProvisionedThroughputExceededException", true},
                {"TransactionInProgressException", true},
                {"RequestLimitExceeded", true},
                {"BandwidthLimitExceeded", true},
                {"LimitExceededException", true},
                {"RequestThrottled", true},
                {"SlowDown", true},
                {"EC2ThrottledException", true}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct http_response answer = {.status = 400, .error_type = str_c(rows[i].code)};
        struct err err;
        assert_false(error_from_response(&answer, &reads, &err));
        assert_true(err.retryable);
        assert_int_equal(err.kind, rows[i].is_throttling ? ERR_THROTTLED : ERR_SERVER);
    }
}

static void test_tip_and_docs_are_shown(void **state)
{
    (void)state;
    struct err err;
    struct http_response answer = {.status = 400,
                                   .body = STR("{\"__type\":\"InvalidInputException\",\"message\":\"m\","
                                               "\"tip\":\"Do this\",\"docs\":\"https://d/\"}")};
    assert_false(error_from_response(&answer, &reads, &err));
    assert_string_equal(err.hint, "Do this (https://d/)");
    answer.body = STR("{\"__type\":\"InvalidInputException\",\"message\":\"m\",\"docs\":\"https://d/\"}");
    assert_false(error_from_response(&answer, &reads, &err));
    assert_string_equal(err.hint, "https://d/");
    answer.body = STR("{\"__type\":\"ExpiredTokenException\",\"message\":\"m\"}");
    assert_false(error_from_response(&answer, &reads, &err));
    assert_non_null(strstr(err.hint, "sign in again"));
    answer.body = STR("{\"__type\":\"AccessDeniedException\",\"message\":\"m\",\"tip\":\"Ask somebody\"}");
    assert_false(error_from_response(&answer, &reads, &err));
    assert_string_equal(err.hint, "the credentials need the IAM permission lightsail:GetInstance");
}

static void test_foreign_text_is_made_printable(void **state)
{
    (void)state;
    struct err err;
    struct http_response answer = {.status = 400, .body = STR("{\"message\":\"a\\u001b[31mb\\r\\nc\"}")};
    assert_false(error_from_response(&answer, &reads, &err));
    assert_null(strchr(err.text, 0x1b));
    assert_null(strchr(err.text, '\r'));
}

static void test_clock_skew(void **state)
{
    (void)state;
    struct err err;
    struct http_response answer = {.status = 400,
                                   .body = STR("{\"__type\":\"InvalidSignatureException\",\"message\":"
                                               "\"Signature not yet current: a is still later\"}")};
    assert_false(error_from_response(&answer, &reads, &err));
    assert_true(error_is_clock_skew(&err));
    answer.body = STR(
        "{\"__type\":\"InvalidSignatureException\",\"message\":\"The request signature does not match\"}");
    assert_false(error_from_response(&answer, &reads, &err));
    assert_false(error_is_clock_skew(&err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_expectations),
        cmocka_unit_test(test_what_the_sdks_repeat_is_repeated),
        cmocka_unit_test(test_tip_and_docs_are_shown),
        cmocka_unit_test(test_foreign_text_is_made_printable),
        cmocka_unit_test(test_clock_skew),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
