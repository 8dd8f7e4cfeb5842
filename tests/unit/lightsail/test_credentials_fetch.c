/*
 * test_credentials_fetch.c — credentials from roles, web identity tokens, containers and instances, compared
 * word for word with a scripted transport; and a whole client that uses and renews them and explains what is
 * missing.
 */
#include "aws/fetch.h"

#include <time.h>

#include "fakes.h"

#include "../aws/aws_files.h"

/* "2030-01-31T12:00:00Z", this many seconds from now. */
static const char *time_from_now(struct arena *mem, int seconds)
{
    time_t then = time(NULL) + seconds;
    struct tm utc;
    char text[32];
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&then, &utc));
    return str_z(mem, str_c(text));
}

static const char *sts_answer(struct arena *mem, const char *action, const char *key, int seconds)
{
    return str_z(
        mem,
        str_printf(mem,
                   "<%sResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><%sResult>"
                   "<AssumedRoleUser><Arn>arn:aws:sts::210987654321:assumed-role/x/s</Arn></AssumedRoleUser>"
                   "<Credentials><AccessKeyId>%s</AccessKeyId><SecretAccessKey>S%s</SecretAccessKey>"
                   "<SessionToken>T%s==</SessionToken><Expiration>%s</Expiration></Credentials>"
                   "</%sResult></%sResponse>",
                   action, action, key, key, key, time_from_now(mem, seconds), action, action));
}

static const char *json_answer(struct arena *mem, const char *token_member, const char *key, int seconds)
{
    return str_z(
        mem,
        str_printf(mem,
                   "{\"Version\":1,\"Code\":\"Success\",\"AccessKeyId\":\"%s\",\"SecretAccessKey\":\"S%s\","
                   "\"%s\":\"T%s\",\"Expiration\":\"%s\"}",
                   key, key, token_member, key, time_from_now(mem, seconds)));
}

/* Files and environment, a scripted network, and what comes of them. */
struct scene {
    struct files files;
    struct fake fake;
    _Atomic int64_t skew_ms;
    struct http http;
    struct deadline deadline;
    struct credentials keys;
    struct err err;
};

static void scene_begin(struct scene *s, const char *config_text)
{
    memset(s, 0, sizeof *s);
    files_begin(&s->files, config_text, NULL);
    s->fake = (struct fake){.mem = s->files.mem};
    s->http = (struct http){fake_send, &s->fake};
    s->deadline = deadline_begin(NULL, 30 * 1000);
    s->files.config.region = STR("eu-west-1");
}

static void scene_end(struct scene *s)
{
    assert_int_equal(s->fake.used, s->fake.count);
    files_end(&s->files);
}

/* From the files to the credentials, with this script. */
static bool find_and_fetch(struct scene *s, const struct fake_response *answers, size_t count)
{
    struct arena *mem = s->files.mem;
    struct profiles *profiles = profiles_new(mem, &s->files.config);
    struct source source;
    s->fake = (struct fake){.answers = answers, .count = count, .mem = mem};
    s->err = (struct err){0};
    struct sts sts = {.http = &s->http,
                      .region = STR("eu-west-1"),
                      .user_agent = STR("test/1"),
                      .skew_ms = &s->skew_ms};
    return source_find(mem, &s->files.config, profiles, &source, &s->err) &&
           endpoint_find_sts(mem, &s->files.config, profiles, sts.region, &sts.endpoint, &s->err) &&
           fetch_credentials(&source, &sts, (struct aws_scope){mem, &s->deadline}, &s->keys, &s->err);
}

#define FETCH(s, ...)                                                 \
    find_and_fetch(&(s), (const struct fake_response[]){__VA_ARGS__}, \
                   sizeof((const struct fake_response[]){__VA_ARGS__}) / sizeof(struct fake_response))

static void expect(struct scene *s, bool ok, const char *key)
{
    if (!ok)
        fail_msg("no keys: %s", s->err.text);
    assert_str_equal(s->keys.access_key, str_c(key));
    assert_str_equal(s->keys.secret_key, str_printf(s->files.mem, "S%s", key));
    assert_true(str_starts_with(s->keys.token, str_printf(s->files.mem, "T%s", key)));
}

static void expect_failure(struct scene *s, bool ok, enum err_kind kind, const char *part)
{
    if (ok)
        fail_msg("there are keys where '%s' was expected", part);
    if (s->err.kind != kind || strstr(s->err.text, part) == NULL)
        fail_msg("kind %d, '%s' instead of kind %d, '%s'", (int)s->err.kind, s->err.text, (int)kind, part);
}

/* ---- roles --------------------------------------------------------------------------------------------- */

static const char role_profile[] =
    "[profile base]\naws_access_key_id = AKBASE\naws_secret_access_key = SKBASE\n"
    "[profile work]\nrole_arn = arn:aws:iam::210987654321:role/x\n"
    "source_profile = base\nrole_session_name = me\nexternal_id = a b&c\n"
    "duration_seconds = 1800\n";

static void test_role_of_a_profile(void **state)
{
    (void)state;
    struct scene s;
    scene_begin(&s, role_profile);
    s.files.config.profile = STR("work");
    expect(&s, FETCH(s, {.status = 200, .body = sts_answer(s.files.mem, "AssumeRole", "AKROLE", 1800)}),
           "AKROLE");
    assert_str_equal(s.keys.account, STR("210987654321"));
    assert_in_range(s.keys.lifetime_ms, 1790 * 1000, 1800 * 1000);
    assert_str_equal(s.fake.urls[0], STR("https://sts.eu-west-1.amazonaws.com/"));
    assert_str_equal(
        s.fake.bodies[0],
        STR("Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A210987654321%3Arole%2Fx"
            "&RoleSessionName=me&ExternalId=a%20b%26c&DurationSeconds=1800"));
    assert_true(str_starts_with(s.fake.authorizations[0], STR("AWS4-HMAC-SHA256 Credential=AKBASE/")));
    assert_true(str_contains(s.fake.authorizations[0], STR("/eu-west-1/sts/aws4_request")));
    scene_end(&s);
}

/* Two roles of the provider block on top of the profile's, each with the credentials of the one before. */
static void test_chained_roles(void **state)
{
    (void)state;
    struct scene s;
    scene_begin(&s, role_profile);
    const struct str policies[] = {STR("arn:aws:iam::aws:policy/P")}, transitive[] = {STR("Team")};
    const struct aws_tag tags[] = {{STR("Team"), STR("quants")}, {STR("Empty"), STR("")}};
    const struct aws_role roles[] = {
        {.arn = STR("arn:aws:iam::210987654321:role/one"), .session_name = STR("one")},
        {.arn = STR("arn:aws:iam::210987654321:role/two"),
         .session_name = STR("two"),
         .policy = STR("{}"),
         .source_identity = STR("ann"),
         .policy_arns = policies,
         .policy_arn_count = 1,
         .tags = tags,
         .tag_count = 2,
         .transitive_tag_keys = transitive,
         .transitive_tag_key_count = 1},
    };
    s.files.config.profile = STR("work");
    s.files.config.roles = roles;
    s.files.config.role_count = 2;
    expect(&s,
           FETCH(s, {.status = 200, .body = sts_answer(s.files.mem, "AssumeRole", "AK1", 900)},
                 {.status = 200, .body = sts_answer(s.files.mem, "AssumeRole", "AK2", 900)},
                 {.status = 200, .body = sts_answer(s.files.mem, "AssumeRole", "AK3", 900)}),
           "AK3");
    assert_true(str_contains(s.fake.authorizations[1], STR("Credential=AK1/")));
    assert_str_equal(s.fake.tokens[1], STR("TAK1=="));
    assert_true(str_contains(s.fake.authorizations[2], STR("Credential=AK2/")));
    assert_str_equal(
        s.fake.bodies[2],
        STR("Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A210987654321%3Arole%2Ftwo"
            "&RoleSessionName=two&Policy=%7B%7D&SourceIdentity=ann"
            "&PolicyArns.member.1.arn=arn%3Aaws%3Aiam%3A%3Aaws%3Apolicy%2FP"
            "&Tags.member.1.Key=Team&Tags.member.1.Value=quants"
            "&Tags.member.2.Key=Empty&Tags.member.2.Value=&TransitiveTagKeys.member.1=Team"));
    scene_end(&s);
}

static void test_role_refused(void **state)
{
    (void)state;
    struct scene s;
    scene_begin(&s, role_profile);
    s.files.config.profile = STR("work");
    expect_failure(&s,
                   FETCH(s, {.status = 403,
                             .body = "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>"
                                     "<Message>User: x is not authorized &amp; so on</Message></Error>"
                                     "<RequestId>r</RequestId></ErrorResponse>"}),
                   ERR_DENIED, "is not authorized & so on");
    assert_non_null(strstr(
        s.err.text,
        "cannot assume the role 'arn:aws:iam::210987654321:role/x' (with the credentials of the profile "
        "'base' in the shared config file)"));
    assert_non_null(strstr(s.err.hint, "trust policy"));
    assert_string_equal(s.err.operation, "AssumeRole");
    assert_string_equal(s.err.code, "AccessDenied");
    scene_end(&s);
}

static void test_troubles_of_the_token_service(void **state)
{
    (void)state;
    struct scene s;
    scene_begin(&s, role_profile);
    s.files.config.profile = STR("work");
    const char *good = sts_answer(s.files.mem, "AssumeRole", "AK", 900);
    /* Temporary errors are retried. */
    expect(&s,
           FETCH(s, {.status = 0, .sent = true},
                 {.status = 400,
                  .body = "<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>"},
                 {.status = 503, .body = "<html>"}, {.status = 200, .body = good}),
           "AK");
    /* But not without end. */
    expect_failure(&s, FETCH(s, {.status = 500}, {.status = 500}, {.status = 500}, {.status = 500}),
                   ERR_SERVER, "500");
    /* A response that cannot be read is reported as such. */
    expect_failure(&s, FETCH(s, {.status = 200, .body = "{}"}), ERR_PROTOCOL, "not the expected XML");
    expect_failure(&s, FETCH(s, {.status = 200, .body = "<AssumeRoleResponse/>"}), ERR_PROTOCOL,
                   "has no Credentials");
    expect_failure(&s, FETCH(s, {.status = 200, .body = sts_answer(s.files.mem, "AssumeRole", "AK", -10)}),
                   ERR_CREDENTIALS, "expired at");
    scene_end(&s);
}

/*
 * The local clock is two hours behind: the error response has the right time, with which the second request
 * is signed.
 */
static void test_clock_skew_at_the_token_service(void **state)
{
    (void)state;
    struct scene s;
    scene_begin(&s, role_profile);
    s.files.config.profile = STR("work");
    char date[64];
    time_t later = time(NULL) + 7200;
    struct tm utc;
    strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&later, &utc));
    expect(
        &s,
        FETCH(s,
              {.status = 403,
               .date = date,
               .body =
                   "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code><Message>Signature expired: x is "
                   "now earlier than y</Message></Error></ErrorResponse>"},
              {.status = 200, .date = date, .body = sts_answer(s.files.mem, "AssumeRole", "AK", 7200 + 900)}),
        "AK");
    assert_in_range(s.keys.lifetime_ms, 880 * 1000, 901 * 1000);
    char expected[17];
    strftime(expected, sizeof expected, "%Y%m%dT%H", &utc);
    assert_true(str_starts_with(s.fake.dates[1], str_c(expected)));
    scene_end(&s);
}

static void test_profiles_that_make_no_sense(void **state)
{
    (void)state;
    static const struct {
        const char *text, *part;
    } rows[] = {
        {"[profile x]\nrole_arn = arn:a\n", "none of source_profile"},
        {"[profile x]\nrole_arn = arn:a\nsource_profile = x\ncredential_source = Environment\n",
         "both of source_profile"},
        {"[profile x]\nrole_arn = arn:a\nsource_profile = y\n", "names 'y', which is not in"},
        {"[profile x]\nrole_arn = arn:a\nsource_profile = x\n", "loop"},
        {"[profile x]\nrole_arn = arn:a\nsource_profile = y\n[profile y]\nrole_arn = arn:a\nsource_profile = "
         "x\n",
         "loop"},
        {"[profile x]\nrole_arn = arn:a\nsource_profile = y\n[profile y]\nregion = z\n",
         "has no credentials"},
        {"[profile x]\nrole_arn = arn:a\ncredential_source = Moon\n",
         "unknown credential_source in the AWS profile 'x'"},
        {"[profile x]\nrole_arn = arn:a\ncredential_source = Environment\n", "AWS_ACCESS_KEY_ID is not set"},
        {"[profile x]\nrole_arn = arn:a\nsource_profile = y\nmfa_serial = arn:mfa\n", "mfa_serial"},
        {"[profile x]\nrole_arn = arn:a\nsource_profile = y\nduration_seconds = long\n",
         "not a number of seconds"},
        {"[profile x]\nweb_identity_token_file = /t\n", "no role"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scene s;
        scene_begin(&s, rows[i].text);
        s.files.config.profile = STR("x");
        bool ok = find_and_fetch(&s, NULL, 0);
        expect_failure(&s, ok, s.err.kind, rows[i].part);
        assert_true(s.err.kind == ERR_USER || s.err.kind == ERR_CREDENTIALS);
        assert_string_equal(s.err.attribute, "profile");
        scene_end(&s);
    }
}

/* A section with an access key and a role may name itself. */
static void test_profile_that_names_itself(void **state)
{
    (void)state;
    struct scene s;
    scene_begin(&s, "[default]\naws_access_key_id = AKSELF\naws_secret_access_key = SK\n"
                    "role_arn = arn:aws:iam::210987654321:role/x\nsource_profile = default\n");
    expect(&s, FETCH(s, {.status = 200, .body = sts_answer(s.files.mem, "AssumeRole", "AK", 900)}), "AK");
    assert_true(str_contains(s.fake.authorizations[0], STR("Credential=AKSELF/")));
    assert_true(str_contains(s.fake.bodies[0], STR("RoleSessionName=lightsail-")));
    scene_end(&s);
}

/* ---- web identity -------------------------------------------------------------------------------------- */

static void test_web_identity(void **state)
{
    (void)state;
    struct scene s;
    scene_begin(&s, "[default]\nrole_session_name = from-profile\n");
    struct str path = str_printf(s.files.mem, "%s/token", s.files.folder);
    write_file(path, "ey.J.w\n");
    setenv("AWS_WEB_IDENTITY_TOKEN_FILE", str_z(s.files.mem, path), 1);
    setenv("AWS_ROLE_ARN", "arn:aws:iam::210987654321:role/w", 1);
    const char *good = sts_answer(s.files.mem, "AssumeRoleWithWebIdentity", "AKW", 3600);
    expect(&s, FETCH(s, {.status = 200, .body = good}), "AKW");
    assert_str_equal(s.fake.bodies[0],
                     STR("Action=AssumeRoleWithWebIdentity&Version=2011-06-15"
                         "&RoleArn=arn%3Aaws%3Aiam%3A%3A210987654321%3Arole%2Fw&RoleSessionName=from-profile"
                         "&WebIdentityToken=ey.J.w"));
    assert_int_equal(s.fake.authorizations[0].len, 0); /* the request is not signed */
    setenv("AWS_ROLE_SESSION_NAME", "from-environment", 1);
    expect(&s, FETCH(s, {.status = 200, .body = good}), "AKW");
    assert_true(str_contains(s.fake.bodies[0], STR("RoleSessionName=from-environment&")));
    expect_failure(
        &s,
        FETCH(s, {.status = 400,
                  .body = "<ErrorResponse><Error><Code>InvalidIdentityToken</Code><Message>No OpenIDConnect "
                          "provider</Message></Error></ErrorResponse>"}),
        ERR_API, "No OpenIDConnect provider");
    write_file(path, "\n");
    expect_failure(&s, find_and_fetch(&s, NULL, 0), ERR_CREDENTIALS, "is empty");
    unlink(str_z(s.files.mem, path));
    expect_failure(&s, find_and_fetch(&s, NULL, 0), ERR_CREDENTIALS, "cannot read the web identity token");
    unsetenv("AWS_ROLE_ARN");
    expect_failure(&s, find_and_fetch(&s, NULL, 0), ERR_CREDENTIALS, "no role");
    assert_string_equal(s.err.hint, "set AWS_ROLE_ARN");
    scene_end(&s);
}

/* ---- programs ------------------------------------------------------------------------------------------- */

/* The profile selects the response. */
static void test_programs(void **state)
{
    (void)state;
    struct scene s;
    scene_begin(&s, "[profile good]\ncredential_process = sh -c 'cat ~/response'\n"
                    "[profile bad]\ncredential_process = sh -c 'echo no >&2; exit 1'\n"
                    "[profile missing]\ncredential_process = /nonexistent/x\n");
    struct str path = str_printf(s.files.mem, "%s/response", s.files.folder);
    s.files.config.profile = STR("good");
    write_file(path, json_answer(s.files.mem, "SessionToken", "AKP", 600));
    expect(&s, find_and_fetch(&s, NULL, 0), "AKP");
    assert_in_range(s.keys.lifetime_ms, 590 * 1000, 600 * 1000);
    static const struct {
        const char *text, *part;
        enum err_kind kind;
    } rows[] = {
        {"{\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"S\"}", "no member \"Version\": 1", ERR_CREDENTIALS},
        {"{\"Version\":2,\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"S\"}", "no member \"Version\": 1",
         ERR_CREDENTIALS},
        {"{\"Version\":1,\"AccessKeyId\":\"A\"}", "has no SecretAccessKey", ERR_CREDENTIALS},
        {"{\"Version\":1,\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"S\\n\"}", "white space",
         ERR_CREDENTIALS},
        {"{\"Version\":1,\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"S\",\"Expiration\":\"soon\"}",
         "invalid expiration", ERR_PROTOCOL},
        {"{\"Version\":1,\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"S\",\"Expiration\":\"2020-01-01T00:00:"
         "00+00:00\"}",
         "expired at 2020-01-01", ERR_CREDENTIALS},
        {"{\"Version\":1,\"SecretAccessKey\":\"PLANTED\",\"AccessKeyId\":7}", "has no AccessKeyId",
         ERR_CREDENTIALS},
        {"[\"PLANTED/abc1\"]", "is not a JSON object", ERR_PROTOCOL},
        {"aws_secret_access_key = PLANTED", "is not a JSON object", ERR_PROTOCOL},
        {"{\"Version\":1.5,\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"S\"}", "no member", ERR_CREDENTIALS},
        {"secret nonsense", "is not a JSON object", ERR_PROTOCOL},
        {"", "is not a JSON object", ERR_PROTOCOL},
    };
    static const char *const good[] = {
        "{\"Version\":1.0,\"AccessKeyId\":\"AK\",\"SecretAccessKey\":\"SAK\",\"SessionToken\":\"TAK\"}",
        "{\"Version\":\"1\",\"AccessKeyId\":\"AK\",\"SecretAccessKey\":\"SAK\",\"SessionToken\":\"TAK\"}",
        "{\"Version\":\"1.0\",\"AccessKeyId\":\"AK\",\"SecretAccessKey\":\"SAK\",\"SessionToken\":\"TAK\"}",
        "\xef\xbb\xbf{\"Version\":1,\"AccessKeyId\":\"AK\",\"SecretAccessKey\":\"SAK\",\"SessionToken\":"
        "\"TAK\"}\r\n",
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        write_file(path, good[i]);
        expect(&s, find_and_fetch(&s, NULL, 0), "AK");
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        write_file(path, rows[i].text);
        expect_failure(&s, find_and_fetch(&s, NULL, 0), rows[i].kind, rows[i].part);
        assert_null(strstr(s.err.hint, "PLANTED"));
        assert_non_null(strstr(s.err.text, "the credential_process of the profile 'good'"));
        assert_null(strstr(s.err.text, "secret nonsense"));
    }
    unlink(str_z(s.files.mem, path));
    s.files.config.profile = STR("bad");
    expect_failure(&s, find_and_fetch(&s, NULL, 0), ERR_CREDENTIALS,
                   "profile 'bad': the program ended with status 1");
    s.files.config.profile = STR("missing");
    expect_failure(&s, find_and_fetch(&s, NULL, 0), ERR_USER, "cannot start the program '/nonexistent/x'");
    scene_end(&s);
}

/* ---- containers ---------------------------------------------------------------------------------------- */

static void test_container(void **state)
{
    (void)state;
    struct scene s;
    scene_begin(&s, NULL);
    setenv("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials/4-5?id=1", 1);
    setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", "Bearer abc", 1);
    const char *good = json_answer(s.files.mem, "Token", "AKC", 3600);
    expect(&s, FETCH(s, {.status = 200, .body = good}), "AKC");
    assert_str_equal(s.fake.urls[0], STR("http://169.254.170.2/v2/credentials/4-5?id=1"));
    assert_str_equal(s.fake.methods[0], STR("GET"));
    assert_str_equal(s.fake.authorizations[0], STR("Bearer abc"));
    assert_true(s.fake.around_proxies[0]);
    unsetenv("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
    setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://[fd00:ec2::23]/v1/credentials", 1);
    struct str path = str_printf(s.files.mem, "%s/token", s.files.folder);
    write_file(path, "from file\n");
    setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", str_z(s.files.mem, path), 1);
    expect(&s, FETCH(s, {.status = 0}, {.status = 500}, {.status = 200, .body = good}), "AKC");
    assert_str_equal(s.fake.authorizations[0], STR("from file"));
    expect_failure(&s, FETCH(s, {.status = 401}), ERR_CREDENTIALS, "HTTP status 401");
    assert_non_null(strstr(s.err.hint, "AWS_CONTAINER_AUTHORIZATION_TOKEN"));
    expect_failure(&s, FETCH(s, {.status = 404}), ERR_CREDENTIALS, "HTTP status 404");
    expect_failure(&s, FETCH(s, {.status = 200, .body = "{"}), ERR_PROTOCOL, "not a JSON object");
    expect_failure(&s, FETCH(s, {.status = 200, .body = "<html>"}), ERR_PROTOCOL, "not a JSON object");
    expect_failure(&s, FETCH(s, {.status = 200, .body = "{\"AccessKeyId\":\"A\"}"}), ERR_CREDENTIALS,
                   "no SecretAccessKey");
    expect_failure(&s, FETCH(s, {.status = 0}, {.status = 0}, {.status = 0}), ERR_NETWORK,
                   "the line is dead");
    write_file(path, "two\nlines");
    expect_failure(&s, find_and_fetch(&s, NULL, 0), ERR_CREDENTIALS, "line end");
    unlink(str_z(s.files.mem, path));
    expect_failure(&s, find_and_fetch(&s, NULL, 0), ERR_CREDENTIALS, "cannot read");
    scene_end(&s);
}

static void test_container_address(void **state)
{
    (void)state;
    static const char *const refused[] = {"http://10.0.0.1/x",
                                          "http://169.254.169.254/x",
                                          "ftp://127.0.0.1/",
                                          "http://127.0.0.1.example.com/",
                                          "http://user@127.0.0.1/",
                                          "/relative",
                                          "http://169.254.170.2@evil.example/"};
    static const char *const taken[] = {"http://127.0.0.1:8080/a",
                                        "http://localhost/a",
                                        "http://[::1]:9/a",
                                        "http://169.254.170.2/a",
                                        "http://169.254.170.23/v1/credentials",
                                        "https://keys.example.com/a?b=c"};
    struct scene s;
    scene_begin(&s, NULL);
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", refused[i], 1);
        expect_failure(&s, find_and_fetch(&s, NULL, 0), ERR_CREDENTIALS,
                       "AWS_CONTAINER_CREDENTIALS_FULL_URI");
    }
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++) {
        setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", taken[i], 1);
        expect(&s, FETCH(s, {.status = 200, .body = json_answer(s.files.mem, "Token", "AKC", 60)}), "AKC");
        assert_str_equal(s.fake.urls[0], str_c(taken[i]));
    }
    scene_end(&s);
}

/* ---- the machine's role -------------------------------------------------------------------------------- */

static void test_instance_metadata(void **state)
{
    (void)state;
    struct scene s;
    scene_begin(&s, NULL);
    unsetenv("AWS_EC2_METADATA_DISABLED");
    const char *good = json_answer(s.files.mem, "Token", "AKM", 3600);
    expect(&s,
           FETCH(s, {.status = 200, .body = "SESSION=="}, {.status = 200, .body = "my-role\n"},
                 {.status = 200, .body = good}),
           "AKM");
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(s.fake.timeouts_ms[i],
                         1000); /* elsewhere no service responds, and that must not take long */
        assert_true(s.fake.around_proxies[i]);
    }
    assert_str_equal(s.fake.methods[0], STR("PUT"));
    assert_str_equal(s.fake.urls[0], STR("http://169.254.169.254/latest/api/token"));
    assert_str_equal(s.fake.urls[1],
                     STR("http://169.254.169.254/latest/meta-data/iam/security-credentials/"));
    assert_str_equal(s.fake.urls[2],
                     STR("http://169.254.169.254/latest/meta-data/iam/security-credentials/my-role"));
    /* No service responds: no credentials anywhere, and all sources are named. */
    expect_failure(&s, FETCH(s, {.status = 0}), ERR_CREDENTIALS,
                   "no AWS credentials found: tried the provider's arguments");
    static const char *const places[] = {"AWS_ACCESS_KEY_ID is not set",
                                         "AWS_WEB_IDENTITY_TOKEN_FILE is not set",
                                         "the profile 'default' (no",
                                         "AWS_CONTAINER_CREDENTIALS_FULL_URI is not set",
                                         "the instance's role (http://169.254.169.254/)",
                                         "the line is dead"};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (strstr(s.err.text, places[i]) == NULL && i != 2)
            fail_msg("'%s' is not in '%s'", places[i], s.err.text);
    }
    assert_non_null(strstr(s.err.hint, "AWS_ACCESS_KEY_ID"));
    assert_non_null(strstr(s.err.hint, "http-put-response-hop-limit"));
    /* The service responds but has no role: this is its own error. */
    expect_failure(&s, FETCH(s, {.status = 403}), ERR_CREDENTIALS,
                   "issued no session token (HTTP status 403)");
    expect_failure(&s, FETCH(s, {.status = 200, .body = "S"}, {.status = 200, .body = ""}), ERR_CREDENTIALS,
                   "has no role");
    expect_failure(&s,
                   FETCH(s, {.status = 200, .body = "S"}, {.status = 200, .body = "r"},
                         {.status = 200,
                          .body = "{\"Code\":\"AssumeRoleUnauthorizedAccess\",\"Message\":\"no\"}"}),
                   ERR_CREDENTIALS, "no AccessKeyId");
    /* During an outage the service returns expired credentials; they are used. */
    expect(&s,
           FETCH(s, {.status = 200, .body = "S"}, {.status = 200, .body = "r"},
                 {.status = 200, .body = json_answer(s.files.mem, "Token", "AKOLD", -60)}),
           "AKOLD");
    assert_true(s.keys.lifetime_ms > 0);
    scene_end(&s);
}

static void test_instance_metadata_settings(void **state)
{
    (void)state;
    struct scene s;
    scene_begin(&s, "[default]\nec2_metadata_service_endpoint_mode = IPv6\n");
    unsetenv("AWS_EC2_METADATA_DISABLED");
    setenv("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "3", 1);
    setenv("AWS_METADATA_SERVICE_TIMEOUT", "4", 1);
    const char *good = json_answer(s.files.mem, "Token", "AKM", 3600);
    expect(&s,
           FETCH(s, {.status = 0}, {.status = 500}, {.status = 200, .body = "S"},
                 {.status = 200, .body = "r"}, {.status = 0}, {.status = 200, .body = good}),
           "AKM");
    assert_str_equal(s.fake.urls[0], STR("http://[fd00:ec2::254]/latest/api/token"));
    assert_int_equal(s.fake.timeouts_ms[0], 4000);
    setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:99", 1);
    expect(&s,
           FETCH(s, {.status = 200, .body = "S"}, {.status = 200, .body = "r"},
                 {.status = 200, .body = good}),
           "AKM");
    assert_str_equal(s.fake.urls[0], STR("http://127.0.0.1:99/latest/api/token"));
    setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://example.com/", 1);
    expect_failure(&s, find_and_fetch(&s, NULL, 0), ERR_CREDENTIALS, "AWS_EC2_METADATA_SERVICE_ENDPOINT");
    scene_end(&s);
}

/* credential_source: the base credentials come from the environment, container or instance. */
static void test_role_with_the_instance_credentials(void **state)
{
    (void)state;
    struct scene s;
    scene_begin(
        &s,
        "[default]\nrole_arn = arn:aws:iam::210987654321:role/x\ncredential_source = Ec2InstanceMetadata\n");
    unsetenv("AWS_EC2_METADATA_DISABLED");
    expect(&s,
           FETCH(s, {.status = 200, .body = "S"}, {.status = 200, .body = "r"},
                 {.status = 200, .body = json_answer(s.files.mem, "Token", "AKM", 3600)},
                 {.status = 200, .body = sts_answer(s.files.mem, "AssumeRole", "AKR", 3600)}),
           "AKR");
    assert_true(str_contains(s.fake.authorizations[3], STR("Credential=AKM/")));
    assert_str_equal(s.fake.tokens[3], STR("TAKM"));
    scene_end(&s);
}

/* ---- a whole client ------------------------------------------------------------------------------------ */

#define EXPIRED                                                                                 \
    {                                                                                           \
        .status = 400, .body = "{\"__type\":\"ExpiredTokenException\",\"message\":\"expired\"}" \
    }

static bool call_client(struct scene *s, struct ls_client *client)
{
    json_t *out;
    s->err = (struct err){0};
    return ls_call(client, (struct aws_scope){s->files.mem, &s->deadline}, OP_GET_INSTANCES, NULL, &out,
                   &s->err);
}

static struct ls_client *client_with(struct scene *s, const struct fake_response *answers, size_t count)
{
    struct ls_client *client;
    if (!ls_client_new(&s->files.config, &client, &s->err))
        fail_msg("no client: %s", s->err.text);
    s->fake = (struct fake){.answers = answers, .count = count, .mem = s->files.mem};
    ls_client_use_http(client, s->http);
    return client;
}

/*
 * No request before the first call; credentials are kept, and fetched once more when the service refuses
 * them.
 */
static void test_client_takes_a_role_and_renews_it(void **state)
{
    (void)state;
    struct scene s;
    scene_begin(&s, role_profile);
    s.files.config.profile = STR("work");
    const struct fake_response answers[] = {
        {.status = 200, .body = sts_answer(s.files.mem, "AssumeRole", "AK1", 3600)},
        {.status = 200, .body = "{}"},
        {.status = 200, .body = "{}"},
        EXPIRED,
        {.status = 200, .body = sts_answer(s.files.mem, "AssumeRole", "AK2", 3600)},
        {.status = 200, .body = "{}"},
        EXPIRED,
        {.status = 200, .body = sts_answer(s.files.mem, "AssumeRole", "AK3", 3600)},
        EXPIRED,
    };
    struct ls_client *client = client_with(&s, answers, sizeof answers / sizeof answers[0]);
    assert_int_equal(s.fake.used, 0);
    assert_true(call_client(&s, client));
    assert_true(call_client(&s, client));
    assert_int_equal(s.fake.used, 3);
    assert_str_equal(s.fake.tokens[2], STR("TAK1=="));
    assert_true(call_client(&s, client));
    assert_str_equal(s.fake.tokens[5], STR("TAK2=="));
    assert_false(call_client(&s, client)); /* once per call, not without end */
    assert_int_equal(s.err.kind, ERR_CREDENTIALS);
    struct str account;
    assert_true(
        ls_client_account(client, (struct aws_scope){s.files.mem, &s.deadline}, true, &account, &s.err));
    assert_str_equal(account, STR("210987654321")); /* from the response of AssumeRole */
    ls_client_free(client);
    scene_end(&s);
}

/* A rotated access key is in the file by now; unchanged credentials are not tried again. */
static void test_client_reads_rotated_keys(void **state)
{
    (void)state;
    struct scene s;
    scene_begin(&s, NULL);
    write_file(s.files.credentials_path, "[default]\naws_access_key_id = AK1\naws_secret_access_key = S1\n");
    const struct fake_response answers[] = {
        {.status = 200, .body = "{}"},
        {.status = 400, .body = "{\"__type\":\"UnrecognizedClientException\",\"message\":\"unknown\"}"},
        {.status = 200, .body = "{}"},
        {.status = 400, .body = "{\"__type\":\"UnrecognizedClientException\",\"message\":\"unknown\"}"},
        {.status = 200,
         .body = "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account>"
                 "</GetCallerIdentityResult></GetCallerIdentityResponse>"},
    };
    struct ls_client *client = client_with(&s, answers, sizeof answers / sizeof answers[0]);
    assert_true(call_client(&s, client));
    write_file(s.files.credentials_path, "[default]\naws_access_key_id = AK2\naws_secret_access_key = S2\n");
    assert_true(call_client(&s, client));
    assert_true(str_contains(s.fake.authorizations[1], STR("Credential=AK1/")));
    assert_true(str_contains(s.fake.authorizations[2], STR("Credential=AK2/")));
    assert_false(call_client(&s, client));
    assert_int_equal(s.err.kind, ERR_CREDENTIALS);
    struct str account;
    const struct aws_scope scope = {s.files.mem, &s.deadline};
    assert_true(ls_client_account(client, scope, false, &account, &s.err));
    assert_int_equal(account.len, 0);
    assert_true(ls_client_account(client, scope, true, &account, &s.err));
    assert_str_equal(account, STR("123456789012"));
    assert_str_equal(s.fake.bodies[4], STR("Action=GetCallerIdentity&Version=2011-06-15"));
    ls_client_free(client);
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_role_of_a_profile),
        cmocka_unit_test(test_chained_roles),
        cmocka_unit_test(test_role_refused),
        cmocka_unit_test(test_troubles_of_the_token_service),
        cmocka_unit_test(test_clock_skew_at_the_token_service),
        cmocka_unit_test(test_profiles_that_make_no_sense),
        cmocka_unit_test(test_profile_that_names_itself),
        cmocka_unit_test(test_web_identity),
        cmocka_unit_test(test_programs),
        cmocka_unit_test(test_container),
        cmocka_unit_test(test_container_address),
        cmocka_unit_test(test_instance_metadata),
        cmocka_unit_test(test_instance_metadata_settings),
        cmocka_unit_test(test_role_with_the_instance_credentials),
        cmocka_unit_test(test_client_takes_a_role_and_renews_it),
        cmocka_unit_test(test_client_reads_rotated_keys),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("credentials_fetch", tests, NULL, NULL);
}
