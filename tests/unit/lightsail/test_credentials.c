/*
 * test_credentials.c — credentials, region and endpoint from arguments, environment and profile files.
 */
#include "aws/source.h"

#include "fakes.h"

#include "../aws/aws_files.h"

static bool find_keys(struct files *f, struct credentials *ret, struct err *err)
{
    struct source source;
    *err = (struct err){0};
    if (!source_find(f->mem, &f->config, profiles_new(f->mem, &f->config), &source, err))
        return false;
    assert_int_equal(source.kind, SOURCE_KEYS);
    assert_int_equal(source.keys.lifetime_ms, INT64_MAX);
    *ret = source.keys;
    return true;
}

static void expect_keys(struct files *f, const char *access_key, const char *secret_key, const char *token)
{
    struct credentials keys;
    struct err err;
    if (!find_keys(f, &keys, &err))
        fail_msg("no keys: %s", err.text);
    assert_str_equal(keys.access_key, str_c(access_key));
    assert_str_equal(keys.secret_key, str_c(secret_key));
    assert_str_equal(keys.token, str_c(token));
}

static struct err expect_refusal(struct files *f, enum err_kind kind, const char *text_part)
{
    struct credentials keys;
    struct err err;
    if (find_keys(f, &keys, &err))
        fail_msg("keys were found where '%s' was expected", text_part);
    if (err.kind != kind || strstr(err.text, text_part) == NULL)
        fail_msg("kind %d, '%s' instead of kind %d, '%s'", (int)err.kind, err.text, (int)kind, text_part);
    assert_true(strlen(err.hint) > 0 || kind == ERR_USER);
    return err;
}

static const char two_profiles[] = "[default]\n"
                                   "aws_access_key_id = AKDEFAULT\n"
                                   "aws_secret_access_key = SKDEFAULT\n"
                                   "[work]\n"
                                   "aws_access_key_id=AKWORK\n"
                                   "AWS_Secret_Access_Key  =  SK/WORK+==\n"
                                   "aws_session_token\t= TOKEN==\n";

static void test_arguments_come_first(void **state)
{
    (void)state;
    struct files f;
    files_begin(&f, NULL, two_profiles);
    setenv("AWS_ACCESS_KEY_ID", "AKENV", 1);
    setenv("AWS_SECRET_ACCESS_KEY", "SKENV", 1);
    setenv("AWS_SESSION_TOKEN", "TENV", 1);
    f.config.profile = STR("work");
    f.config.access_key = STR("AKARG");
    f.config.secret_key = STR("SKARG");
    expect_keys(&f, "AKARG", "SKARG", ""); /* the token of the environment belongs to other credentials */
    f.config.token = STR("TARG");
    expect_keys(&f, "AKARG", "SKARG", "TARG");
    files_end(&f);
}

static void test_environment_before_profile(void **state)
{
    (void)state;
    struct files f;
    files_begin(&f, NULL, two_profiles);
    setenv("AWS_PROFILE", "work", 1);
    setenv("AWS_ACCESS_KEY_ID", "AKENV", 1);
    setenv("AWS_SECRET_ACCESS_KEY", "SKENV", 1);
    expect_keys(&f, "AKENV", "SKENV", "");
    setenv("AWS_SESSION_TOKEN", "TENV", 1);
    expect_keys(&f, "AKENV", "SKENV", "TENV");
    f.config.profile = STR("work"); /* an argument has priority over the environment */
    expect_keys(&f, "AKWORK", "SK/WORK+==", "TOKEN==");
    files_end(&f);
}

static void test_profiles_of_the_credentials_file(void **state)
{
    (void)state;
    struct files f;
    files_begin(&f, NULL, two_profiles);
    expect_keys(&f, "AKDEFAULT", "SKDEFAULT", "");
    setenv("AWS_PROFILE", "work", 1);
    expect_keys(&f, "AKWORK", "SK/WORK+==", "TOKEN==");
    unsetenv("AWS_PROFILE");
    setenv("AWS_DEFAULT_PROFILE", "work", 1);
    expect_keys(&f, "AKWORK", "SK/WORK+==", "TOKEN==");
    files_end(&f);
}

static void test_profiles_of_the_config_file(void **state)
{
    (void)state;
    struct files f;
    files_begin(&f,
                "[default]\naws_access_key_id = AKD\naws_secret_access_key = SKD\n"
                "[profile work]\naws_access_key_id = AKW\naws_secret_access_key = SKW\n"
                "[profile \"two words\"]\naws_access_key_id = AK2\naws_secret_access_key = SK2\n"
                "[work]\naws_access_key_id = WRONG\naws_secret_access_key = WRONG\n",
                NULL);
    expect_keys(&f, "AKD", "SKD", "");
    f.config.profile = STR("work");
    expect_keys(&f, "AKW", "SKW", "");
    f.config.profile = STR("two words");
    expect_keys(&f, "AK2", "SK2", "");
    files_end(&f);
}

/*
 * Both files have the profile: access key and secret key come from the credentials file, never one from each.
 */
static void test_credentials_file_before_config_file(void **state)
{
    (void)state;
    struct files f;
    files_begin(&f,
                "[default]\naws_access_key_id = AKC\naws_secret_access_key = SKC\naws_session_token = TC\n",
                "[default]\naws_access_key_id = AKF\naws_secret_access_key = SKF\n");
    expect_keys(&f, "AKF", "SKF", "");
    files_end(&f);
}

static void test_format(void **state)
{
    (void)state;
    struct files f;
    files_begin(&f, NULL,
                "\xef\xbb\xbf# a comment\r\n; another\r\n\r\n"
                "[ default ] # with a comment\r\n"
                "  # an indented comment\r\n"
                "aws_access_key_id = OLD\r\n"
                "s3 =\r\n"
                "  aws_access_key_id = NESTED\r\n"
                "  max_concurrent_requests = 20\r\n"
                "aws_access_key_id = AK#1 ; and a comment\r\n"
                "aws_secret_access_key = a=b;c#d\t# and another\r\n"
                "region = us-west-2\r\n"
                "   a line that goes on\r\n"
                "[other]\r\nregion = eu-west-1\r\n"
                "[default]\r\nregion = eu-west-2");
    expect_keys(&f, "AK#1", "a=b;c#d", "");
    struct profiles *profiles = profiles_new(f.mem, &f.config);
    struct str value;
    struct err err;
    assert_true(profiles_get(profiles, PROFILE_ANY_FILE, "region", &value, &err));
    assert_str_equal(value, STR("eu-west-2"));
    assert_true(profiles_get(profiles, PROFILE_ANY_FILE, "max_concurrent_requests", &value, &err));
    assert_int_equal(value.len, 0);
    files_end(&f);
}

/* Session tokens are longer than the lines that common INI readers accept. */
static void test_long_token(void **state)
{
    (void)state;
    struct files f;
    char token[8001], text[8200];
    memset(token, 'T', sizeof token - 1);
    token[sizeof token - 1] = '\0';
    snprintf(text, sizeof text,
             "[default]\naws_access_key_id=A\naws_secret_access_key=S\naws_session_token=%s\n", token);
    files_begin(&f, NULL, text);
    expect_keys(&f, "A", "S", token);
    files_end(&f);
}

static void test_half_a_pair(void **state)
{
    (void)state;
    struct files f;
    files_begin(&f, NULL, two_profiles);
    f.config.access_key = STR("AK");
    assert_string_equal(expect_refusal(&f, ERR_CREDENTIALS, "secret_key is not").attribute, "secret_key");
    f.config.access_key = (struct str){NULL, 0};
    f.config.secret_key = STR("SK");
    assert_string_equal(expect_refusal(&f, ERR_CREDENTIALS, "access_key is not").attribute, "access_key");
    f.config.secret_key = (struct str){NULL, 0};
    f.config.token = STR("T");
    assert_string_equal(expect_refusal(&f, ERR_CREDENTIALS, "session token").attribute, "token");
    f.config.token = (struct str){NULL, 0};
    setenv("AWS_ACCESS_KEY_ID", "AK", 1);
    expect_refusal(&f, ERR_CREDENTIALS, "AWS_SECRET_ACCESS_KEY is not");
    unsetenv("AWS_ACCESS_KEY_ID");
    setenv("AWS_SECRET_ACCESS_KEY", "very secret", 1);
    struct err err = expect_refusal(&f, ERR_CREDENTIALS, "AWS_ACCESS_KEY_ID is not");
    assert_null(strstr(err.text, "very secret"));
    unsetenv("AWS_SECRET_ACCESS_KEY");
    write_file(f.credentials_path, "[default]\naws_access_key_id = AK\n");
    expect_refusal(&f, ERR_CREDENTIALS, "aws_secret_access_key is not");
    files_end(&f);
}

static void test_nothing_found(void **state)
{
    (void)state;
    struct files f;
    files_begin(&f, NULL, NULL);
    assert_non_null(
        strstr(expect_refusal(&f, ERR_CREDENTIALS, "no AWS credentials found").hint, "AWS_ACCESS_KEY_ID"));
    unsetenv("HOME");
    expect_refusal(&f, ERR_CREDENTIALS, "no AWS credentials found");
    files_end(&f);
}

static void test_missing_profile(void **state)
{
    (void)state;
    struct files f;
    files_begin(&f, NULL, two_profiles);
    f.config.profile = STR("wrok");
    struct err err = expect_refusal(&f, ERR_USER, "'wrok'");
    assert_string_equal(err.attribute, "profile");
    assert_non_null(strstr(err.hint, "'default', 'work'"));
    f.config.profile = (struct str){NULL, 0};
    setenv("AWS_PROFILE", "nobody", 1);
    expect_refusal(&f, ERR_USER, "'nobody'");
    files_end(&f);
}

static void test_signing_in_is_explained(void **state)
{
    (void)state;
    struct files f;
    files_begin(&f, "[profile x]\nlogin_session = arn:aws:iam::123456789012:user/x\n", NULL);
    f.config.profile = STR("x");
    struct err err = expect_refusal(&f, ERR_CREDENTIALS, "does not support");
    assert_non_null(strstr(err.hint, "aws configure export-credentials --profile 'x'"));
    assert_string_equal(err.attribute, "profile");
    files_end(&f);
}

/* As in AWS's SDKs: access keys have priority over single sign-on in the same profile. */
static void test_keys_beside_single_sign_on(void **state)
{
    (void)state;
    struct files f;
    files_begin(&f, "[default]\nsso_session = corp\n",
                "[default]\naws_access_key_id = A\naws_secret_access_key = S\n");
    expect_keys(&f, "A", "S", "");
    files_end(&f);
}

static void test_named_files(void **state)
{
    (void)state;
    struct files f;
    files_begin(&f, "[profile a]\naws_access_key_id = A1\naws_secret_access_key = S1\nregion = us-east-2\n",
                NULL);
    /* By variable: a missing file is allowed. */
    setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent/x", 1);
    f.config.profile = STR("a");
    expect_keys(&f, "A1", "S1", "");
    setenv("AWS_CONFIG_FILE", "/dev/null", 1);
    expect_refusal(&f, ERR_USER, "'a' is not in");
    /* By argument: the file must exist, later files have priority, and ~ is the home folder. */
    struct str second = str_printf(f.mem, "%s/second", f.folder);
    write_file(second, "[profile a]\naws_access_key_id = A2\naws_secret_access_key = S2\n");
    struct str paths[] = {STR("~/.aws/config"), second};
    f.config.config_files = paths;
    f.config.config_file_count = 2;
    expect_keys(&f, "A2", "S2", "");
    unlink(str_z(f.mem, second));
    assert_string_equal(expect_refusal(&f, ERR_USER, "cannot read").attribute, "shared_config_files");
    struct str folder = str_printf(f.mem, "%s/.aws", f.folder);
    f.config.config_file_count = 1;
    f.config.credentials_files = &folder;
    f.config.credentials_file_count = 1;
    assert_string_equal(expect_refusal(&f, ERR_USER, "cannot read").attribute, "shared_credentials_files");
    files_end(&f);
}

static void test_broken_lines(void **state)
{
    (void)state;
    struct files f;
    files_begin(&f, "[profile broken\nregion = x\n",
                "no section = 1\n[bad]\nthis is secret nonsense\n[good]\naws_access_key_id=A\n"
                "aws_secret_access_key=S\n");
    f.config.profile = STR("good"); /* unknown settings have no effect */
    expect_keys(&f, "A", "S", "");
    f.config.profile = STR("bad");
    struct err err = expect_refusal(&f, ERR_USER, "line 3 of");
    assert_null(strstr(err.text, "nonsense"));
    files_end(&f);
}

static void test_characters_that_no_key_has(void **state)
{
    (void)state;
    struct files f;
    files_begin(&f, NULL, NULL);
    f.config.access_key = STR("AK");
    f.config.secret_key = STR("SK\n");
    assert_null(strstr(expect_refusal(&f, ERR_CREDENTIALS, "white space").text, "SK"));
    f.config.secret_key = STR("SK");
    f.config.token = STR("T\r\nX-Evil: 1");
    expect_refusal(&f, ERR_CREDENTIALS, "session token");
    files_end(&f);
}

/*
 * The whole client: region, endpoint from the services section, attempts; and no file is read that is not
 * needed.
 */
static void test_client_from_a_profile(void **state)
{
    (void)state;
    struct files f;
    files_begin(&f,
                "[profile work]\nregion = ap-northeast-1\nservices = local\nendpoint_url = "
                "http://127.0.0.1:9\nmax_attempts = 3\n"
                "[services local]\ns3 =\n  endpoint_url = http://127.0.0.1:1\nlightsail =\n  endpoint_url = "
                "http://127.0.0.1:2\n",
                two_profiles);
    setenv("AWS_PROFILE", "work", 1);
    struct ls_client *client;
    struct err err;
    if (!ls_client_new(&f.config, &client, &err))
        fail_msg("no client: %s", err.text);
    assert_str_equal(ls_client_region(client), STR("ap-northeast-1"));
    assert_str_equal(client->endpoint.host, STR("127.0.0.1:2"));
    assert_int_equal(client->most_retries, 2);
    struct arena *mem = arena_new();
    struct deadline deadline = deadline_begin(NULL, 1000);
    struct credentials keys;
    uint64_t mark;
    assert_true(keyring_take(client->keyring, (struct aws_scope){mem, &deadline}, &keys, &mark, &err));
    assert_str_equal(keys.access_key, STR("AKWORK"));
    assert_int_equal(mark, 1);
    arena_free(mem);
    ls_client_free(client);
    write_file(f.config_path, "[profile work]\nregion = ap-northeast-1\nendpoint_url = http://127.0.0.1:9\n");
    assert_true(ls_client_new(&f.config, &client, &err));
    assert_str_equal(client->endpoint.host, STR("127.0.0.1:9"));
    ls_client_free(client);
    files_end(&f);
}

/* With everything set by arguments, a broken profile file is not even opened. */
static void test_files_are_not_read_without_need(void **state)
{
    (void)state;
    struct files f;
    files_begin(&f, "[default]\nbroken\n", "[default]\nbroken\n");
    f.config = plain_config();
    f.config.max_retries = 1;
    f.config.retry_mode = STR("adaptive");
    f.config.endpoint = STR("http://127.0.0.1:1");
    struct ls_client *client;
    struct err err;
    if (!ls_client_new(&f.config, &client, &err))
        fail_msg("no client: %s", err.text);
    ls_client_free(client);
    files_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arguments_come_first),
        cmocka_unit_test(test_environment_before_profile),
        cmocka_unit_test(test_profiles_of_the_credentials_file),
        cmocka_unit_test(test_profiles_of_the_config_file),
        cmocka_unit_test(test_credentials_file_before_config_file),
        cmocka_unit_test(test_format),
        cmocka_unit_test(test_long_token),
        cmocka_unit_test(test_half_a_pair),
        cmocka_unit_test(test_nothing_found),
        cmocka_unit_test(test_missing_profile),
        cmocka_unit_test(test_signing_in_is_explained),
        cmocka_unit_test(test_keys_beside_single_sign_on),
        cmocka_unit_test(test_named_files),
        cmocka_unit_test(test_broken_lines),
        cmocka_unit_test(test_characters_that_no_key_has),
        cmocka_unit_test(test_client_from_a_profile),
        cmocka_unit_test(test_files_are_not_read_without_need),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("credentials", tests, NULL, NULL);
}
