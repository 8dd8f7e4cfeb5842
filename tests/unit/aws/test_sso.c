/*
 * test_sso.c — a profile that signs in through IAM Identity Center, from its settings to its credentials,
 * with a scripted portal. Knows the files that the AWS CLI writes; must not know how they are read.
 */
#include "aws/fetch.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>

#include "aws_files.h"
#include "base/text_file.h"

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
    struct deadline deadline;
    struct err err;
    struct str bearer;
    void *elsewhere; /* of the test's other thread */
    struct arena *other_mem;
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
                         const struct fake_response *answers, size_t count)
{
    *p = (struct portal){0};
    files_begin(&p->files, profile, NULL);
    p->files.config.profile = STR("x");
    p->fake = (struct fake){.answers = answers, .count = count, .mem = p->files.mem};
    p->deadline = deadline_begin(NULL, 60 * 1000);
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
                        const struct deadline *deadline, struct http_response *ret_answer, struct err *err)
{
    struct portal *p = context;
    struct str bearer = fake_header(request, "x-amz-sso_bearer_token");
    p->bearer = bearer.len > 0 ? str_copy(p->files.mem, bearer) : p->bearer;
    assert_true(request->secret_response);
    return fake_send(&p->fake, mem, request, deadline, ret_answer, err);
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
           fetch_credentials(&source, &sts, (struct aws_scope){f->mem, &p->deadline}, ret, &p->err);
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

static void the_token_gives_credentials(void **state)
{
    (void)state;
    struct portal p;
    struct credentials keys;
    const struct fake_response answers[] = {{.status = 200, .body = good_answer}};
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
    const struct fake_response answers[] = {{.status = 200, .body = good_answer}};
    portal_begin(&p, profile_text, "{\"accessToken\":\"b\",\"expiresAt\":\"2099-01-01T00:00:00UTC\"}",
                 answers, 1);
    setenv("AWS_ENDPOINT_URL_SSO", "http://127.0.0.1:1234/base", 1);
    assert_true(fetch(&p, &keys));
    unsetenv("AWS_ENDPOINT_URL_SSO");
    assert_true(str_starts_with(p.fake.urls[0], STR("http://127.0.0.1:1234/base/federation/credentials?")));
    portal_end(&p);
}

static void without_a_sign_in_the_error_has_the_command(void **state)
{
    (void)state;
    static const struct {
        const char *token, *text;
    } rows[] = {
        {NULL, "not signed in with the AWS profile 'x'"},
        {"{\"accessToken\":\"b\",\"expiresAt\":\"2020-01-01T00:00:00Z\"}", "expired at 2020-01-01T00:00:00Z"},
        {"{\"accessToken\":\"b\"}", "invalid IAM Identity Center token"},
        {"{\"expiresAt\":\"2099-01-01T00:00:00Z\"}", "invalid IAM Identity Center token"},
        {"no json", "invalid IAM Identity Center token"},
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
        {401, "is no longer valid", "aws sso login"},
        {403, "no credentials for the role 'Fleet+Admin' in the account '123456789012'", "sso_role_name"},
        {404, "no credentials for the role", "is assigned to you"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct portal p;
        const struct fake_response answers[] = {{.status = rows[i].status, .body = "{}"}};
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
    const struct fake_response answers[] = {{.status = 429, .body = "{}"},
                                            {.status = 503, .body = "x"},
                                            {.status = 0},
                                            {.status = 200, .body = good_answer}};
    portal_begin(&p, profile_text, GOOD_TOKEN, answers, 4);
    assert_true(fetch(&p, &keys));
    portal_end(&p);
}

/* ---- a token that is refreshed -------------------------------------------------------------------------- */

#define REFRESHABLE(expiry, registration)                                                            \
    "{\"startUrl\": \"https://x.awsapps.com/start\", \"region\": \"eu-west-1\", \"accessToken\": "   \
    "\"old-access\", "                                                                               \
    "\"expiresAt\": \"" expiry "\", \"clientId\": \"client\", \"clientSecret\": \"client-secret\", " \
    "\"registrationExpiresAt\": \"" registration "\", \"refreshToken\": \"refresh\", \"another\": [1]}"
#define EXPIRED REFRESHABLE("2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z")

static const char new_token[] =
    "{\"accessToken\":\"new-access\",\"tokenType\":\"Bearer\",\"expiresIn\":28800,"
    "\"refreshToken\":\"new-refresh\"}";

/* The file that the AWS CLI reads next; its mode and members. */
static json_t *token_file(struct portal *p)
{
    struct text_file file;
    struct err err;
    json_t *token = NULL;
    const char *path = path_of(p, "/cache/" CACHE_OF_CORP ".json");
    if (!text_file_read(p->files.mem, str_c(path), &file, &err) ||
        !json_parse(p->files.mem, file.text, 1 << 20, &token, &err))
        fail_msg("%s", err.text);
    assert_int_equal(file.mode, 0600);
    return token;
}

static void an_expired_token_is_refreshed(void **state)
{
    (void)state;
    struct portal p;
    struct credentials keys;
    int64_t ends_ms, now_ms = clock_wall_ms();
    const struct fake_response answers[] = {{.status = 200, .body = new_token},
                                            {.status = 200, .body = good_answer}};
    portal_begin(&p, profile_text, EXPIRED, answers, 2);
    if (!fetch(&p, &keys))
        fail_msg("no keys: %s", p.err.text);
    assert_str_equal(p.fake.methods[0], STR("POST"));
    assert_str_equal(p.fake.urls[0], STR("https://oidc.eu-west-1.amazonaws.com/token"));
    assert_str_equal(p.fake.bodies[0],
                     STR("{\"clientId\": \"client\", \"clientSecret\": \"client-secret\", "
                         "\"grantType\": \"refresh_token\", \"refreshToken\": \"refresh\"}"));
    assert_str_equal(p.bearer, STR("new-access"));
    json_t *token = token_file(&p);
    assert_str_equal(json_member_text(token, "accessToken"), STR("new-access"));
    assert_str_equal(json_member_text(token, "refreshToken"), STR("new-refresh"));
    assert_str_equal(json_member_text(token, "clientSecret"), STR("client-secret"));
    assert_str_equal(json_member_text(token, "startUrl"), STR("https://x.awsapps.com/start"));
    assert_int_equal(json_array_size(json_object_get(token, "another")), 1);
    assert_true(clock_parse_time(json_member_text(token, "expiresAt"), &ends_ms));
    assert_true(ends_ms > now_ms + 28790 * 1000 && ends_ms < now_ms + 28900 * 1000);
    portal_end(&p);
}

/* Each refresh token may be valid once: without a new one no refresh is possible. */
static void without_a_new_refresh_token_the_old_one_goes(void **state)
{
    (void)state;
    struct portal p;
    struct credentials keys;
    const struct fake_response answers[] = {{.status = 200,
                                             .body = "{\"accessToken\":\"a\",\"expiresIn\":60}"},
                                            {.status = 200, .body = good_answer}};
    portal_begin(&p, profile_text, EXPIRED, answers, 2);
    assert_true(fetch(&p, &keys));
    assert_null(json_object_get(token_file(&p), "refreshToken"));
    portal_end(&p);
}

static void a_failed_refresh_has_the_sign_in_command(void **state)
{
    (void)state;
    static const struct {
        const char *token;
        struct fake_response answer; /* status 0: no request */
        const char *text;
    } rows[] = {
        {REFRESHABLE("2020-01-01T00:00:00Z", "2020-01-02T00:00:00Z"), {0}, "expired at 2020-01-01T00:00:00Z"},
        {EXPIRED,
         {.status = 400,
          .body = "{\"error\":\"invalid_grant\",\"error_description\":\"refresh client-secret\"}"},
         "expired at 2020-01-01T00:00:00Z: IAM Identity Center refused to refresh it: HTTP status 400, "
         "invalid_grant"},
        {EXPIRED,
         {.status = 401, .body = "no JSON: refresh client-secret"},
         "refused to refresh it: HTTP status 401"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct portal p;
        portal_begin(&p, profile_text, rows[i].token, &rows[i].answer, rows[i].answer.status != 0);
        refuses(&p, rows[i].text, "aws sso login --profile 'x' (or --sso-session 'corp')");
        assert_null(strstr(p.err.text, "client-secret"));
        assert_null(strstr(p.err.text, "old-access"));
        portal_end(&p);
    }
}

static void a_refresh_that_breaks_down_is_no_end_of_the_sign_in(void **state)
{
    (void)state;
    struct portal p;
    struct credentials keys;
    const struct fake_response answers[] = {{.status = 500, .body = ""},
                                            {.status = 0},
                                            {.status = 503, .body = ""},
                                            {.status = 500, .body = ""}};
    portal_begin(&p, profile_text, EXPIRED, answers, 4);
    assert_false(fetch(&p, &keys));
    assert_int_equal(p.err.kind, ERR_SERVER);
    assert_null(strstr(p.err.hint, "aws sso login"));
    portal_end(&p);
}

static struct str in_minutes(struct portal *p, int minutes)
{
    char text[32];
    struct tm tm;
    time_t moment = (time_t)(clock_wall_ms() / 1000) + 60 * minutes;
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&moment, &tm));
    return str_copy(p->files.mem, str_c(text));
}

static void a_token_near_its_end_is_refreshed_or_used_as_it_is(void **state)
{
    (void)state;
    static const struct {
        int minutes;
        struct fake_response refresh;
        const char *bearer;
    } rows[] = {
        {5, {.status = 200, .body = new_token}, "new-access"},
        {5, {.status = 400, .body = "{}"}, "old-access"},
        {5, {.status = 503, .body = "{}"}, "old-access"},
        {20, {0}, "old-access"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct portal p;
        struct credentials keys;
        bool asks = rows[i].refresh.status != 0;
        struct fake_response answers[2] = {rows[i].refresh, {.status = 200, .body = good_answer}};
        portal_begin(&p, profile_text, NULL, answers + !asks, 1 + asks);
        struct str text = str_printf(
            p.files.mem,
            "{\"accessToken\":\"old-access\",\"expiresAt\":\"%.*s\",\"clientId\":\"c\",\"clientSecret\":"
            "\"s\","
            "\"registrationExpiresAt\":\"2099-01-01T00:00:00Z\",\"refreshToken\":\"r\"}",
            STR_ARG(in_minutes(&p, rows[i].minutes)));
        write_file(str_c(path_of(&p, "/cache/" CACHE_OF_CORP ".json")), str_z(p.files.mem, text));
        if (!fetch(&p, &keys))
            fail_msg("row %zu: %s", i, p.err.text);
        assert_str_equal(p.bearer, str_c(rows[i].bearer));
        portal_end(&p);
    }
}

/*
 * Another process holds the lock and refreshes; the waiting process finds the new token and sends no request.
 */
static void *refresh_elsewhere(void *context)
{
    struct portal *p = context;
    const char *path = path_of(p, "/cache/" CACHE_OF_CORP ".json");
    struct err err;
    int *fd = (int *)p->elsewhere;
    const struct text_file file = {STR(GOOD_TOKEN), 0600};
    if (!clock_sleep(&p->deadline, 100, &err) || !text_file_write(p->other_mem, str_c(path), &file, &err))
        abort();
    close(*fd);
    return NULL;
}

static void one_process_refreshes_at_a_time(void **state)
{
    (void)state;
    struct portal p;
    struct credentials keys;
    pthread_t thread;
    const struct fake_response answers[] = {{.status = 200, .body = good_answer}};
    portal_begin(&p, profile_text, EXPIRED, answers, 1);
    int fd = open(path_of(&p, "/cache/" CACHE_OF_CORP ".json"), O_RDONLY);
    assert_int_equal(flock(fd, LOCK_EX), 0);
    p.elsewhere = &fd;
    p.other_mem = arena_new();
    pthread_create(&thread, NULL, refresh_elsewhere, &p);
    assert_true(fetch(&p, &keys));
    pthread_join(thread, NULL);
    assert_str_equal(p.bearer, STR("bearer"));
    /* A process that waits for the lock can be stopped. */
    write_file(str_c(path_of(&p, "/cache/" CACHE_OF_CORP ".json")), EXPIRED);
    fd = open(path_of(&p, "/cache/" CACHE_OF_CORP ".json"), O_RDONLY);
    assert_int_equal(flock(fd, LOCK_EX), 0);
    p.deadline = deadline_begin(NULL, 120);
    assert_false(fetch(&p, &keys));
    assert_int_equal(p.err.kind, ERR_TIMEOUT);
    close(fd);
    arena_free(p.other_mem);
    portal_end(&p);
}

/* The token is used in spite of that. */
static void a_file_that_cannot_be_written_is_no_failure(void **state)
{
    (void)state;
    struct portal p;
    struct credentials keys;
    const struct fake_response answers[] = {{.status = 200, .body = new_token},
                                            {.status = 200, .body = good_answer}};
    struct rlimit before;
    getrlimit(RLIMIT_FSIZE, &before);
    const struct rlimit none = {.rlim_cur = 0,
                                .rlim_max = before.rlim_max}; /* as a full disk, for root as well */
    portal_begin(&p, profile_text, EXPIRED, answers, 2);
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &none);
    bool ok = fetch(&p, &keys);
    setrlimit(RLIMIT_FSIZE, &before);
    assert_true(ok);
    struct text_file file;
    assert_true(
        text_file_read(p.files.mem, str_c(path_of(&p, "/cache/" CACHE_OF_CORP ".json")), &file, &p.err));
    assert_str_equal(file.text, STR(EXPIRED));
    portal_end(&p);
}

static void an_incomplete_profile_is_refused_without_a_request(void **state)
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
        cmocka_unit_test(the_token_gives_credentials),
        cmocka_unit_test(another_address_and_an_old_time),
        cmocka_unit_test(without_a_sign_in_the_error_has_the_command),
        cmocka_unit_test(what_the_portal_refuses_is_explained),
        cmocka_unit_test(what_may_pass_is_tried_again),
        cmocka_unit_test(an_expired_token_is_refreshed),
        cmocka_unit_test(without_a_new_refresh_token_the_old_one_goes),
        cmocka_unit_test(a_failed_refresh_has_the_sign_in_command),
        cmocka_unit_test(a_refresh_that_breaks_down_is_no_end_of_the_sign_in),
        cmocka_unit_test(a_token_near_its_end_is_refreshed_or_used_as_it_is),
        cmocka_unit_test(one_process_refreshes_at_a_time),
        cmocka_unit_test(a_file_that_cannot_be_written_is_no_failure),
        cmocka_unit_test(an_incomplete_profile_is_refused_without_a_request),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
