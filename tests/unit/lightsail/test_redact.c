/*
 * test_redact.c — secrets of the API do not reach the log, whatever the level.
 */
#include "lightsail/redact.h"

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
        {"{\"containers\":{\"c\":{\"environment\":{\"DB\":\"x\"},\"image\":\"i\"}}}",
         "{\"containers\":{\"c\":{\"environment\":\"(sensitive)\",\"image\":\"i\"}}}"},
        {"{\"password\":null,\"nextPageToken\":\"t\"}", "{\"nextPageToken\":\"t\",\"password\":null}"},
        {"[]", "[]"},
    };
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        struct arena *mem = arena_new();
        json_t *body;
        struct err err;
        assert_true(json_parse(mem, str_c(facts[i].body), 1 << 20, &body, &err));
        struct str before = json_print(mem, body);
        assert_str_equal(redact_body(mem, body), str_c(facts[i].shown));
        assert_str_equal(json_print(mem, body), before); /* the body itself stays as it is */
        arena_free(mem);
    }
    struct arena *mem = arena_new();
    assert_str_equal(redact_body(mem, NULL), STR(""));
    arena_free(mem);
}

/* A whole call at the loudest level: neither keys nor signature nor secret members are in the log. */
static void test_log_of_a_call(void **state)
{
    (void)state;
    struct ls_config config = plain_config();
    config.token = STR("SESSIONTOKEN");
    FIXTURE(f, &config,
            {.status = 200,
             .body = "{\"privateKeyBase64\":\"PRIVATEKEY\",\"operation\":{\"id\":\"visible\"}}"});
    json_t *in = json_own(f.mem, json_pack("{s:s,s:s}", "userData", "USERDATA", "keyPairName", "seen")), *out;
    FILE *file = tmpfile();
    assert_non_null(file);
    int stderr_copy = dup(STDERR_FILENO);
    fflush(stderr);
    dup2(fileno(file), STDERR_FILENO);
    log_set_level(LOG_TRACE);
    bool ok = ls_call(f.client, scope_of_test(&f), OP_CREATE_KEY_PAIR, in, &out, &f.err);
    log_set_level(LOG_OFF);
    dup2(stderr_copy, STDERR_FILENO);
    close(stderr_copy);
    assert_true(ok);

    char text[16384] = "";
    rewind(file);
    size_t len = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    struct str log = str_n(text, len);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_secret_members),
        cmocka_unit_test(test_log_of_a_call),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("redact", tests, NULL, NULL);
}
