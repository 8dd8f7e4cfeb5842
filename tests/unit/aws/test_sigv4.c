/*
 * test_sigv4.c — every folder in tests/vectors/sigv4, stage by stage, and facts from AWS's documentation.
 * Runs in the repository's root folder.
 */
#include "aws/sigv4.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../testing.h"

#define VECTORS "tests/vectors/sigv4"

static struct str read_stage(struct arena *mem, const char *name, const char *stage)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s/%s", VECTORS, name, stage);
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("%s cannot be read", path);
    struct buf text = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    char chunk[4096];
    for (size_t got; (got = fread(chunk, 1, sizeof chunk, file)) > 0;)
        buf_add(&text, str_n(chunk, got));
    fclose(file);
    return buf_str(&text);
}

static struct str context_value(struct str context, struct str wanted)
{
    struct str line, rest = context, key, value;
    while (str_cut(rest, '\n', &line, &rest)) {
        if (str_cut(line, '=', &key, &value) && str_eq(str_trim(key), wanted))
            return str_trim(value);
    }
    fail_msg("the context has no '%.*s'", STR_ARG(wanted));
    return (struct str){NULL, 0};
}

static struct sigv4_context read_context(struct arena *mem, const char *name)
{
    struct str text = read_stage(mem, name, "context");
    struct tm utc = {0};
    const char *date = str_z(mem, context_value(text, STR("date")));
    assert_non_null(strptime(date, "%Y%m%dT%H%M%SZ", &utc));
    return (struct sigv4_context){
        .access_key = context_value(text, STR("access_key")),
        .secret_key = context_value(text, STR("secret_key")),
        .region = context_value(text, STR("region")),
        .service = context_value(text, STR("service")),
        .time_s = (int64_t)timegm(&utc),
    };
}

static struct sigv4_request read_request(struct arena *mem, const char *name)
{
    struct str line, rest = read_stage(mem, name, "request"), target, header_name;
    struct sigv4_request request = {0};
    assert_true(str_cut(rest, '\n', &line, &rest));
    assert_true(str_cut(line, ' ', &request.method, &target));
    if (!str_cut(target, '?', &request.path, &request.query))
        request.path = target;
    struct http_header *headers = arena_new_array(mem, struct http_header, 32);
    while (str_cut(rest, '\n', &line, &rest) && line.len > 0) {
        assert_true(request.header_count < 32);
        struct http_header *header = &headers[request.header_count++];
        assert_true(str_cut(line, ':', &header_name, &header->value));
        header->name = header_name;
    }
    request.headers = headers;
    request.body = rest;
    return request;
}

static void test_vector(void **state)
{
    const char *name = *state;
    struct arena *mem = arena_new();
    struct sigv4_context context = read_context(mem, name);
    struct sigv4_request request = read_request(mem, name);
    struct str signed_headers;
    struct str canonical = sigv4_canonical_request(mem, &request, &signed_headers);
    assert_str_equal(canonical, read_stage(mem, name, "canonical_request"));
    assert_true(str_contains(canonical, signed_headers));
    struct str to_sign = sigv4_string_to_sign(mem, &context, canonical);
    assert_str_equal(to_sign, read_stage(mem, name, "string_to_sign"));
    struct str signature = sigv4_signature(mem, &context, to_sign);
    assert_str_equal(signature, read_stage(mem, name, "signature"));
    struct str authorization = sigv4_authorization(mem, &context, &request);
    assert_true(str_ends_with(authorization, signature));
    assert_true(str_starts_with(authorization, STR("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")));
    arena_free(mem);
}

/* Published examples of derived signing keys: date, region, service, key. */
static void test_documented_signing_keys(void **state)
{
    (void)state;
    static const struct {
        int64_t time_s;
        struct str key;
    } facts[] = {
        {1440937200,
         STR("c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9")}, /* 2015-08-30 */
        {1329264000,
         STR("f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d")}, /* 2012-02-15 */
    };
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        struct sigv4_context context = {.secret_key = STR("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
                                        .region = STR("us-east-1"),
                                        .service = STR("iam"),
                                        .time_s = facts[i].time_s};
        unsigned char key[32];
        char text[65];
        sigv4_signing_key(&context, key);
        for (size_t j = 0; j < sizeof key; j++)
            snprintf(text + 2 * j, 3, "%02x", key[j]);
        assert_str_equal(str_c(text), facts[i].key);
    }
}

static void test_date(void **state)
{
    (void)state;
    char date[SIGV4_DATE_BYTES];
    sigv4_format_date(0, date);
    assert_string_equal(date, "19700101T000000Z");
    sigv4_format_date(1709251199, date);
    assert_string_equal(date, "20240229T235959Z");
}

/* A change of one bit anywhere changes the signature. */
static void test_everything_counts(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    const char *name = "lightsail_create_instances";
    struct sigv4_context context = read_context(mem, name);
    struct sigv4_request request = read_request(mem, name);
    struct str original = sigv4_authorization(mem, &context, &request);

    struct sigv4_request other = request;
    other.body = str_printf(mem, "%.*s ", STR_ARG(request.body));
    assert_false(str_eq(original, sigv4_authorization(mem, &context, &other)));
    other = request;
    other.path = STR("/x");
    assert_false(str_eq(original, sigv4_authorization(mem, &context, &other)));
    other = request;
    other.query = STR("x");
    assert_false(str_eq(original, sigv4_authorization(mem, &context, &other)));
    struct sigv4_context later = context;
    later.time_s++;
    assert_false(str_eq(original, sigv4_authorization(mem, &later, &request)));
    struct sigv4_context elsewhere = context;
    elsewhere.region = STR("eu-west-1");
    assert_false(str_eq(original, sigv4_authorization(mem, &elsewhere, &request)));
    arena_free(mem);
}

int main(void)
{
    enum { MOST = 100 };
    static struct CMUnitTest tests[MOST] = {
        cmocka_unit_test(test_documented_signing_keys),
        cmocka_unit_test(test_date),
        cmocka_unit_test(test_everything_counts),
    };
    size_t fixed = 3, count = fixed;
    struct dirent **entries;
    int found = scandir(VECTORS, &entries, NULL, alphasort);
    for (int i = 0; i < found && count < MOST; i++) {
        if (strchr(entries[i]->d_name, '.') == NULL) {
            tests[count].name = entries[i]->d_name;
            tests[count].test_func = test_vector;
            tests[count].initial_state = entries[i]->d_name;
            count++;
        }
    }
    if (count - fixed < 10) {
        fprintf(stderr, "only %zu vectors in %s: run this in the repository's root folder\n", count - fixed,
                VECTORS);
        return 1;
    }
    cmocka_set_message_output(CM_OUTPUT_TAP);
    int failed = cmocka_run_group_tests_name("sigv4", tests, NULL, NULL);
    for (int i = 0; i < found; i++)
        free(entries[i]);
    free(entries);
    return failed;
}
