/*
 * test_redact.c — secrets of the API do not reach the log, whatever the level.
 */
#include "aws/redact.h"

#include <stdio.h>
#include <unistd.h>

#include "base/log.h"
#include "fakes.h"

static void test_secret_members(void **state)
{
    (void)state;
    static const struct {
        const char *body, *shown;
    } facts[] = {
        {"{\"privateKeyBase64\":\"k\",\"publicKeyBase64\":\"p\"}",
         "{\"privateKeyBase64\":\"(sensitive)\",\"publicKeyBase64\":\"p\"}"},
        {"{\"a\":[{\"userData\":\"u\",\"name\":\"n\"}]}",
         "{\"a\":[{\"name\":\"n\",\"userData\":\"(sensitive)\"}]}"},
        {"{\"accessDetails\":{\"privateKey\":\"k\",\"password\":\"p\",\"passwordData\":{\"ciphertext\":\"c\"}"
         ",\"username\":\"u\"}}",
         "{\"accessDetails\":{\"password\":\"(sensitive)\",\"passwordData\":\"(sensitive)\",\"privateKey\":"
         "\"(sensitive)\","
         "\"username\":\"u\"}}"},
        {"{\"accessDetails\":{\"certKey\":\"c\",\"hostKeys\":[{\"publicKey\":\"h\"}],\"privateKey\":\"k\"}}",
         "{\"accessDetails\":{\"certKey\":\"(sensitive)\",\"hostKeys\":[{\"publicKey\":\"h\"}],"
         "\"privateKey\":"
         "\"(sensitive)\"}}"},
        {"{\"createdAt\":1,\"privateKeyBase64\":\"k\",\"publicKeyBase64\":\"p\"}",
         "{\"createdAt\":1,\"privateKeyBase64\":\"(sensitive)\",\"publicKeyBase64\":\"p\"}"},
        {"{\"masterUserPassword\":\"p\"}", "{\"masterUserPassword\":\"(sensitive)\"}"},
        {"{\"accessKey\":{\"secretAccessKey\":\"s\"}}", "{\"accessKey\":\"(sensitive)\"}"},
        {"{\"logEvents\":[{\"message\":\"token x\"}]}", "{\"logEvents\":\"(sensitive)\"}"},
        {"{\"resourceLogEvents\":[{\"message\":\"token x\"}]}", "{\"resourceLogEvents\":\"(sensitive)\"}"},
        {"{\"containers\":{\"c\":{\"environment\":{\"DB\":\"x\"},\"image\":\"i\"}}}",
         "{\"containers\":{\"c\":{\"environment\":\"(sensitive)\",\"image\":\"i\"}}}"},
        {"{\"password\":null,\"nextPageToken\":\"t\"}", "{\"nextPageToken\":\"t\",\"password\":null}"},
        {"{\"message\":\"Value '#!/bin/sh it's' at 'userData' failed\"}",
         "{\"message\":\"Value '(sensitive)' at 'userData' failed\"}"},
        {"{\"message\":\"2 errors: Value 'a' at 'bundleId' failed; Value 'secret' at 'userData' failed\"}",
         "{\"message\":\"2 errors: Value '(sensitive)' at 'userData' failed\"}"},
        {"{\"message\":\"Value 'a' at 'bundleId' failed\"}",
         "{\"message\":\"Value 'a' at 'bundleId' failed\"}"},
        {"[]", "[]"},
    };
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        struct arena *mem = arena_new();
        json_t *body;
        struct err err;
        assert_true(json_parse(mem, str_c(facts[i].body), 1 << 20, &body, &err));
        struct str before = json_print(mem, body);
        assert_str_equal(redact_body(mem, body), str_c(facts[i].shown));
        assert_str_equal(json_print(mem, body), before); /* the body itself is unchanged */
        arena_free(mem);
    }
    struct arena *mem = arena_new();
    assert_str_equal(redact_body(mem, NULL), STR(""));
    arena_free(mem);
}

/* What a call writes to the log at this level, in `text`. */
static bool log_of_call(struct fixture *f, enum ls_op op, json_t *in, enum log_level level, char *text,
                        size_t size)
{
    json_t *out;
    FILE *file = tmpfile();
    assert_non_null(file);
    int stderr_copy = dup(STDERR_FILENO);
    fflush(stderr);
    dup2(fileno(file), STDERR_FILENO);
    log_set_level(level);
    bool ok = ls_call(f->client, scope_of_test(f), op, in, &out, &f->err);
    log_set_level(LOG_OFF);
    dup2(stderr_copy, STDERR_FILENO);
    close(stderr_copy);
    rewind(file);
    text[fread(text, 1, size - 1, file)] = '\0';
    fclose(file);
    return ok;
}

/* A whole call at level TRACE: neither credentials nor signature nor secret members are in the log. */
static void test_log_of_a_call(void **state)
{
    (void)state;
    char text[16384];
    struct aws_config config = plain_config();
    config.token = STR("SESSIONTOKEN");
    FIXTURE(f, &config,
            {.status = 200,
             .body = "{\"privateKeyBase64\":\"PRIVATEKEY\",\"operation\":{\"id\":\"visible\"}}"});
    json_t *in = json_own(f.mem, json_pack("{s:s,s:s}", "userData", "USERDATA", "keyPairName", "seen"));
    assert_true(log_of_call(&f, OP_CREATE_KEY_PAIR, in, LOG_TRACE, text, sizeof text));
    struct str log = str_c(text);
    assert_true(str_contains(log, STR("CreateKeyPair")));
    assert_true(str_contains(log, STR("seen")));
    assert_true(str_contains(log, STR("visible")));
    assert_true(str_contains(log, STR("request-1")));
    static const char *const secrets[] = {"PRIVATEKEY", "USERDATA",  "SESSIONTOKEN",
                                          "wJalr",      "Signature", "AKIDEXAMPLE"};
    for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++) {
        if (str_contains(log, str_c(secrets[i])))
            fail_msg("the log holds '%s'", secrets[i]);
    }
    fixture_end(&f);
}

/* DEBUG: one line for each attempt, with the facts that support needs, and no body. */
static void test_a_line_for_each_attempt(void **state)
{
    (void)state;
    char text[16384];
    FIXTURE(f, NULL, {.status = 400, .body = "{\"__type\":\"ThrottlingException\",\"message\":\"slow\"}"},
            {.status = 0}, {.status = 200, .body = "{\"instances\":[],\"secret\":\"BODY\"}"});
    assert_true(log_of_call(&f, OP_GET_INSTANCES, NULL, LOG_DEBUG, text, sizeof text));
    static const struct {
        int status;
        const char *request_id, *error;
    } expected[] = {{400, "request-1", "ThrottlingException"},
                    {0, "", "the line is dead"},
                    {200, "request-3", ""}};
    struct str rest = str_c(text), line;
    assert_true(str_cut(rest, '\n', &line, &rest)); /* where the keys are from */
    for (int i = 0; i < 3; i++) {
        json_t *entry;
        assert_true(str_cut(rest, '\n', &line, &rest));
        assert_true(json_parse(f.mem, line, sizeof text, &entry, &f.err));
        assert_str_equal(json_member_text(entry, "@level"), STR("debug"));
        assert_str_equal(json_member_text(entry, "@message"), STR("AWS API call"));
        assert_str_equal(json_member_text(entry, LOG_KEY_OPERATION), STR("GetInstances"));
        assert_str_equal(json_member_text(entry, LOG_KEY_REGION), STR("us-east-1"));
        assert_int_equal(json_integer_value(json_object_get(entry, LOG_KEY_ATTEMPT)), i + 1);
        assert_int_equal(json_integer_value(json_object_get(entry, LOG_KEY_STATUS)), expected[i].status);
        assert_true(json_is_integer(json_object_get(entry, LOG_KEY_DURATION)));
        assert_str_equal(json_member_text(entry, LOG_KEY_REQUEST_ID), str_c(expected[i].request_id));
        assert_str_equal(json_member_text(entry, LOG_KEY_ERROR), str_c(expected[i].error));
    }
    assert_str_equal(rest, STR(""));
    assert_null(strstr(text, "BODY"));
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_secret_members),
        cmocka_unit_test(test_log_of_a_call),
        cmocka_unit_test(test_a_line_for_each_attempt),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("redact", tests, NULL, NULL);
}
