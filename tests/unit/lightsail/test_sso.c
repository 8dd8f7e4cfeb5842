/*
 * test_sso.c — a profile that signs in through IAM Identity Center, from its lines to its keys, before a scripted portal. Knows the
 * files that the AWS CLI writes; must not know how they are read.
 */
#include "lightsail/fetch.h"

#include "aws_files.h"

/* sha1("corp") */
#define CACHE_OF_CORP "ee0bfd2552fbd840c02cc48b6e823320543c450f"

static const char profile_text[] =
    "[profile x]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Fleet+Admin\n"
    "region = us-east-1\n"
    "[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://x.awsapps.com/start\n";
static const char good_answer[] =
    "{\"roleCredentials\":{\"accessKeyId\":\"ASIAX\",\"secretAccessKey\":\"SECRET\","
    "\"sessionToken\":\"TOKEN\",\"expiration\":4102444800000}}";

struct portal {
    struct files files;
    struct fake fake;
    struct patience patience;
    struct err err;
    struct str bearer;
};

static const char *path_of(struct portal *p, const char *name)
{
    return str_z(p->files.mem, str_printf(p->files.mem, "%s/.aws/sso%s", p->files.folder, name));
}

static void write_token(struct portal *p, const char *text)
{
    assert_int_equal(mkdir(path_of(p, ""), 0700), 0);
    assert_int_equal(mkdir(path_of(p, "/cache"), 0700), 0);
    if (text != NULL)
        write_file(str_c(path_of(p, "/cache/" CACHE_OF_CORP ".json")), text);
}

static void portal_begin(struct portal *p, const char *profile, const char *token,
                         const struct fake_answer *answers, size_t count)
{
    *p = (struct portal){0};
    files_begin(&p->files, profile, NULL);
    p->files.config.profile = STR("x");
    p->fake = (struct fake){.answers = answers, .count = count, .mem = p->files.mem};
    p->patience = patience_begin(NULL, 60 * 1000);
    write_token(p, token);
}

static void portal_end(struct portal *p)
{
    assert_int_equal(p->fake.used, p->fake.count);
    unlink(path_of(p, "/cache/" CACHE_OF_CORP ".json"));
    rmdir(path_of(p, "/cache"));
    rmdir(path_of(p, ""));
    files_end(&p->files);
}

static bool keep_bearer(void *context, struct arena *mem, const struct http_request *request,
                        const struct patience *patience, struct http_answer *ret_answer, struct err *err)
{
    struct portal *p = context;
    p->bearer = str_copy(p->files.mem, fake_header(request, "x-amz-sso_bearer_token"));
    assert_true(request->secret_answer);
    return fake_send(&p->fake, mem, request, patience, ret_answer, err);
}

static bool fetch(struct portal *p, struct credentials *ret)
{
    struct files *f = &p->files;
    struct source source;
    const struct http http = {keep_bearer, p};
    _Atomic int64_t skew_ms = 0;
    const struct sts sts = {.http = &http, .user_agent = STR("test/1"), .skew_ms = &skew_ms};
    p->err = (struct err){0};
    return source_find(f->mem, &f->config, profiles_new(f->mem, &f->config), &source, &p->err) &&
           fetch_credentials(&source, &sts, (struct ls_scope){f->mem, &p->patience}, ret, &p->err);
}

static void refuses(struct portal *p, const char *text, const char *hint)
{
    struct credentials keys;
    assert_false(fetch(p, &keys));
    assert_int_equal(p->err.kind, ERR_CREDENTIALS);
    if (strstr(p->err.text, text) == NULL || strstr(p->err.hint, hint) == NULL)
        fail_msg("'%s' (%s) instead of '%s' (%s)", p->err.text, p->err.hint, text, hint);
}

#define GOOD_TOKEN "{\"accessToken\":\"bearer\",\"expiresAt\":\"2099-01-01T00:00:00Z\"}"

static void the_token_becomes_keys(void **state)
{
    (void)state;
    struct portal p;
    struct credentials keys;
    const struct fake_answer answers[] = {{.status = 200, .body = good_answer}};
    portal_begin(&p, profile_text, GOOD_TOKEN, answers, 1);
    if (!fetch(&p, &keys))
        fail_msg("no keys: %s", p.err.text);
    assert_str_equal(keys.access_key, STR("ASIAX"));
    assert_str_equal(keys.secret_key, STR("SECRET"));
    assert_str_equal(keys.token, STR("TOKEN"));
    assert_true(keys.lifetime_ms > 0 && keys.lifetime_ms < INT64_MAX);
    assert_str_equal(p.bearer, STR("bearer"));
    assert_str_equal(p.fake.methods[0], STR("GET"));
    assert_str_equal(p.fake.urls[0], STR("https://portal.sso.eu-west-1.amazonaws.com/federation/"
                                         "credentials?role_name=Fleet%2BAdmin&account_id=123456789012"));
    portal_end(&p);
}

static void another_address_and_an_old_time(void **state)
{
    (void)state;
    struct portal p;
    struct credentials keys;
    const struct fake_answer answers[] = {{.status = 200, .body = good_answer}};
    portal_begin(&p, profile_text, "{\"accessToken\":\"b\",\"expiresAt\":\"2099-01-01T00:00:00UTC\"}",
                 answers, 1);
    setenv("AWS_ENDPOINT_URL_SSO", "http://127.0.0.1:1234/base", 1);
    assert_true(fetch(&p, &keys));
    unsetenv("AWS_ENDPOINT_URL_SSO");
    assert_true(str_starts_with(p.fake.urls[0], STR("http://127.0.0.1:1234/base/federation/credentials?")));
    portal_end(&p);
}

static void who_has_not_signed_in_is_told_how(void **state)
{
    (void)state;
    static const struct {
        const char *token, *text;
    } rows[] = {
        {NULL, "nobody has signed in for the AWS profile 'x'"},
        {"{\"accessToken\":\"b\",\"expiresAt\":\"2020-01-01T00:00:00Z\"}", "ran out at 2020-01-01T00:00:00Z"},
        {"{\"accessToken\":\"b\"}", "is damaged"},
        {"{\"expiresAt\":\"2099-01-01T00:00:00Z\"}", "is damaged"},
        {"no json", "is damaged"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct portal p;
        portal_begin(&p, profile_text, rows[i].token, NULL, 0);
        refuses(&p, rows[i].text, "aws sso login --profile 'x'");
        portal_end(&p);
    }
}

static void what_the_portal_refuses_is_explained(void **state)
{
    (void)state;
    static const struct {
        int status;
        const char *text, *hint;
    } rows[] = {
        {401, "is not valid any more", "aws sso login"},
        {403, "no keys for the role 'Fleet+Admin' in the account '123456789012'", "sso_role_name"},
        {404, "no keys for the role", "is assigned to you"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct portal p;
        const struct fake_answer answers[] = {{.status = rows[i].status, .body = "{}"}};
        portal_begin(&p, profile_text, GOOD_TOKEN, answers, 1);
        refuses(&p, rows[i].text, rows[i].hint);
        portal_end(&p);
    }
}

static void what_may_pass_is_tried_again(void **state)
{
    (void)state;
    struct portal p;
    struct credentials keys;
    const struct fake_answer answers[] = {{.status = 429, .body = "{}"},
                                          {.status = 503, .body = "x"},
                                          {.status = 0},
                                          {.status = 200, .body = good_answer}};
    portal_begin(&p, profile_text, GOOD_TOKEN, answers, 4);
    assert_true(fetch(&p, &keys));
    portal_end(&p);
}

static void a_half_profile_is_refused_before_anything_is_asked(void **state)
{
    (void)state;
    static const struct {
        const char *profile, *text;
    } rows[] = {
        {"[profile x]\nsso_session = corp\n", "its sso-session has no sso_start_url"},
        {"[profile x]\nsso_start_url = https://x.awsapps.com/start\n", "it has no sso_region"},
        {"[profile x]\nsso_start_url = https://x/\nsso_region = eu-west-1\n", "it has no sso_account_id"},
        {"[profile x]\nsso_start_url = https://x/\nsso_region = eu-west-1\nsso_account_id = 1\n",
         "it has no sso_role_name"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct portal p;
        portal_begin(&p, rows[i].profile, NULL, NULL, 0);
        refuses(&p, rows[i].text, "aws configure sso --profile 'x'");
        assert_string_equal(p.err.attribute, "profile");
        portal_end(&p);
    }
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_token_becomes_keys),
        cmocka_unit_test(another_address_and_an_old_time),
        cmocka_unit_test(who_has_not_signed_in_is_told_how),
        cmocka_unit_test(what_the_portal_refuses_is_explained),
        cmocka_unit_test(what_may_pass_is_tried_again),
        cmocka_unit_test(a_half_profile_is_refused_before_anything_is_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
