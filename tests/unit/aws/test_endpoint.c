/*
 * test_endpoint.c — the sources of region and endpoint, and which values are refused.
 */
#include "aws/endpoint.h"

#include "fake_http.h"

static void parse_good(const char *url, const char *expected_url, const char *host, const char *path,
                       bool loopback)
{
    struct arena *mem = arena_new();
    struct endpoint endpoint;
    struct err err = {0};
    if (!endpoint_parse(mem, str_c(url), &endpoint, &err))
        fail_msg("%s: %s", url, err.text);
    assert_str_equal(endpoint.url, str_c(expected_url));
    assert_str_equal(endpoint.host, str_c(host));
    assert_str_equal(endpoint.path, str_c(path));
    assert_int_equal(endpoint.loopback, loopback);
    arena_free(mem);
}

static void test_good_urls(void **state)
{
    (void)state;
    parse_good("https://example.com", "https://example.com/", "example.com", "/", false);
    parse_good("HTTPS://Example.COM:443/", "https://example.com/", "example.com", "/", false);
    parse_good("https://example.com:8443/a/b/", "https://example.com:8443/a/b/", "example.com:8443", "/a/b/",
               false);
    parse_good("http://127.0.0.1:4000", "http://127.0.0.1:4000/", "127.0.0.1:4000", "/", true);
    parse_good("http://127.9.8.7/x", "http://127.9.8.7/x", "127.9.8.7", "/x", true);
    parse_good("http://localhost:80", "http://localhost/", "localhost", "/", true);
    parse_good("http://LocalHost:81", "http://localhost:81/", "localhost:81", "/", true);
    parse_good("http://[::1]:4000/", "http://[::1]:4000/", "[::1]:4000", "/", true);
    parse_good("https://[2001:db8::1]", "https://[2001:db8::1]/", "[2001:db8::1]", "/", false);
    parse_good("  https://example.com/A~b_c-d.e ", "https://example.com/A~b_c-d.e", "example.com",
               "/A~b_c-d.e", false);
}

static void test_bad_urls(void **state)
{
    (void)state;
    static const char *const urls[] = {
        "",
        "example.com",
        "ftp://example.com",
        "https://",
        "https:///x",
        "http://example.com",
        "http://10.0.0.1:4000",
        "http://128.0.0.1",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://[::2]:4000",
        "http://0.0.0.0:1",
        "https://example.com:0",
        "https://example.com:65536",
        "https://example.com:",
        "https://example.com:8x",
        "https://example.com:+80",
        "https://user:password@example.com",
        "http://localhost@example.com",
        "http://example.com#@localhost/",
        "https://example.com/?x=1",
        "https://example.com/#x",
        "https://example.com/a//b",
        "https://example.com/../x",
        "https://example.com/a b",
        "https://exam ple.com",
        "https://example.com\r\nX: y",
        "https://[::1",
        "https://[zz]",
        "http://127.1",
    };
    struct arena *mem = arena_new();
    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        struct endpoint endpoint;
        struct err err = {0};
        if (endpoint_parse(mem, str_c(urls[i]), &endpoint, &err))
            fail_msg("'%s' was taken as %s", urls[i], endpoint.url.data);
        assert_int_equal(err.kind, ERR_USER);
        assert_true(strlen(err.hint) > 0);
        assert_null(strstr(err.text, "password@"));
    }
    arena_free(mem);
}

/* Region and endpoint as a client resolves them. */
static bool resolve(struct arena *mem, const struct aws_config *config, struct str *ret_region,
                    struct endpoint *ret_endpoint, struct err *err)
{
    struct profiles *profiles = profiles_new(mem, config);
    TRY(region_find(mem, config, profiles, ret_region, err));
    return endpoint_find(mem, config, profiles, *ret_region, ret_endpoint, err);
}

static void test_regional_endpoints(void **state)
{
    (void)state;
    static const struct {
        const char *region, *url;
    } facts[] = {
        {"us-east-1", "https://lightsail.us-east-1.amazonaws.com/"},
        {"ap-southeast-5", "https://lightsail.ap-southeast-5.amazonaws.com/"},
        {"cn-northwest-1", "https://lightsail.cn-northwest-1.amazonaws.com.cn/"},
        {"us-gov-west-1", "https://lightsail.us-gov-west-1.amazonaws.com/"},
        {"us-isob-east-1", "https://lightsail.us-isob-east-1.sc2s.sgov.gov/"},
        {"xx-newland-12", "https://lightsail.xx-newland-12.amazonaws.com/"},
    };
    clean_environment();
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        struct arena *mem = arena_new();
        struct aws_config config = plain_config();
        config.region = str_c(facts[i].region);
        struct str region;
        struct endpoint endpoint;
        struct err err;
        assert_true(resolve(mem, &config, &region, &endpoint, &err));
        assert_str_equal(endpoint.url, str_c(facts[i].url));
        assert_false(endpoint.custom);
        arena_free(mem);
    }
}

static void refuse_region(const char *name, const char *hint_part)
{
    struct arena *mem = arena_new();
    struct aws_config config = plain_config();
    config.region = str_c(name);
    struct str region;
    struct endpoint endpoint;
    struct err err;
    if (resolve(mem, &config, &region, &endpoint, &err))
        fail_msg("region '%s' was taken", name);
    assert_int_equal(err.kind, ERR_USER);
    assert_string_equal(err.attribute, "region");
    if (strstr(err.hint, hint_part) == NULL)
        fail_msg("region '%s': hint '%s' lacks '%s'", name, err.hint, hint_part);
    arena_free(mem);
}

static void test_bad_regions(void **state)
{
    (void)state;
    clean_environment();
    refuse_region("us-east-1a", "write 'us-east-1'");
    refuse_region("us-east1", "'us-east-1'");
    refuse_region("US-EAST-1", "'us-east-1'");
    refuse_region("frankfurt", "eu-central-1");
    refuse_region("us-east-1.evil.example/", "us-east-1");
    refuse_region("us-east-1#", "us-east-1");
    refuse_region("a", "us-east-1");
    refuse_region("us--1", "us-");
    refuse_region("us-east-100", "us-east-1");
    refuse_region(" us-east-1", "us-east-1");
}

static void test_region_order(void **state)
{
    (void)state;
    clean_environment();
    struct arena *mem = arena_new();
    struct aws_config config = plain_config();
    config.region = (struct str){NULL, 0};
    struct str region;
    struct endpoint endpoint;
    struct err err;
    assert_false(resolve(mem, &config, &region, &endpoint, &err));
    assert_string_equal(err.attribute, "region");
    assert_non_null(strstr(err.hint, "AWS_REGION"));
    setenv("AWS_DEFAULT_REGION", "eu-west-1", 1);
    assert_true(resolve(mem, &config, &region, &endpoint, &err));
    assert_str_equal(region, STR("eu-west-1"));
    setenv("AWS_REGION", "eu-west-2", 1);
    assert_true(resolve(mem, &config, &region, &endpoint, &err));
    assert_str_equal(region, STR("eu-west-2"));
    config.region = STR("eu-west-3");
    assert_true(resolve(mem, &config, &region, &endpoint, &err));
    assert_str_equal(region, STR("eu-west-3"));
    arena_free(mem);
    clean_environment();
}

static void test_endpoint_order(void **state)
{
    (void)state;
    clean_environment();
    struct arena *mem = arena_new();
    struct aws_config config = plain_config();
    struct str region;
    struct endpoint endpoint;
    struct err err;
    setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1", 1);
    assert_true(resolve(mem, &config, &region, &endpoint, &err));
    assert_str_equal(endpoint.host, STR("127.0.0.1:1"));
    setenv("AWS_ENDPOINT_URL_LIGHTSAIL", "http://127.0.0.1:2", 1);
    assert_true(resolve(mem, &config, &region, &endpoint, &err));
    assert_str_equal(endpoint.host, STR("127.0.0.1:2"));
    config.endpoint = STR("http://127.0.0.1:3");
    assert_true(resolve(mem, &config, &region, &endpoint, &err));
    assert_str_equal(endpoint.host, STR("127.0.0.1:3"));
    assert_true(endpoint.custom);
    setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "TRUE", 1);
    assert_true(resolve(mem, &config, &region, &endpoint, &err));
    assert_str_equal(endpoint.host, STR("127.0.0.1:3"));
    config.endpoint = (struct str){NULL, 0};
    assert_true(resolve(mem, &config, &region, &endpoint, &err));
    assert_str_equal(endpoint.host, STR("lightsail.us-east-1.amazonaws.com"));
    arena_free(mem);
    clean_environment();
}

static void test_bad_endpoint_names_its_place(void **state)
{
    (void)state;
    clean_environment();
    struct arena *mem = arena_new();
    struct aws_config config = plain_config();
    struct str region;
    struct endpoint endpoint;
    struct err err;
    setenv("AWS_ENDPOINT_URL", "http://example.com", 1);
    assert_false(resolve(mem, &config, &region, &endpoint, &err));
    assert_non_null(strstr(err.text, "AWS_ENDPOINT_URL"));
    assert_non_null(strstr(err.text, "plain http"));
    assert_string_equal(err.attribute, "");
    config.endpoint = STR("http://example.com");
    assert_false(resolve(mem, &config, &region, &endpoint, &err));
    assert_string_equal(err.attribute, "endpoint");
    arena_free(mem);
    clean_environment();
}

static void test_advice(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    assert_int_equal(region_advice(mem, STR("eu-west-1")).len, 0);
    assert_true(str_contains(region_advice(mem, STR("eu-wset-1")), STR("'eu-west-1'")));
    /* Similar to eu-north-1 and us-west-1 by their letters, but other AWS partitions. */
    assert_true(str_starts_with(region_advice(mem, STR("cn-north-1")),
                                STR("Lightsail is not available in the China regions")));
    assert_true(str_starts_with(region_advice(mem, STR("cn-northwest-1")),
                                STR("Lightsail is not available in the China regions")));
    assert_true(str_starts_with(region_advice(mem, STR("us-gov-west-1")),
                                STR("Lightsail is not available in AWS GovCloud")));
    assert_true(str_contains(region_advice(mem, STR("us-iso-east-1")), STR("(aws-iso)")));
    assert_true(str_starts_with(region_advice(mem, STR("mars-north-1")), STR("did you mean")) ||
                str_starts_with(region_advice(mem, STR("mars-north-1")), STR("Lightsail is available in")));
    arena_free(mem);
}

static void expect_regional(const char *region, enum aws_switch fips, enum aws_switch dualstack,
                            const char *lightsail, const char *sts)
{
    struct arena *mem = arena_new();
    struct aws_config config = {.use_fips = fips, .use_dualstack = dualstack};
    struct profiles *profiles = profiles_new(mem, &config);
    struct endpoint endpoint;
    struct err err = {0};
    assert_true(endpoint_find(mem, &config, profiles, str_c(region), &endpoint, &err));
    assert_str_equal(endpoint.host, str_c(lightsail));
    assert_int_equal(endpoint.special, fips == AWS_ON || dualstack == AWS_ON);
    assert_true(endpoint_find_sts(mem, &config, profiles, str_c(region), &endpoint, &err));
    assert_str_equal(endpoint.host, str_c(sts));
    arena_free(mem);
}

/* As botocore's rules for lightsail and sts make them. */
static void test_kinds_of_endpoints(void **state)
{
    (void)state;
    clean_environment();
    expect_regional("eu-west-1", AWS_OFF, AWS_OFF, "lightsail.eu-west-1.amazonaws.com",
                    "sts.eu-west-1.amazonaws.com");
    expect_regional("us-east-1", AWS_ON, AWS_OFF, "lightsail-fips.us-east-1.amazonaws.com",
                    "sts-fips.us-east-1.amazonaws.com");
    expect_regional("us-east-1", AWS_OFF, AWS_ON, "lightsail.us-east-1.api.aws", "sts.us-east-1.api.aws");
    expect_regional("us-east-1", AWS_ON, AWS_ON, "lightsail-fips.us-east-1.api.aws",
                    "sts-fips.us-east-1.api.aws");
    expect_regional("cn-north-1", AWS_OFF, AWS_ON, "lightsail.cn-north-1.api.amazonwebservices.com.cn",
                    "sts.cn-north-1.api.amazonwebservices.com.cn");
    expect_regional("cn-northwest-1", AWS_OFF, AWS_OFF, "lightsail.cn-northwest-1.amazonaws.com.cn",
                    "sts.cn-northwest-1.amazonaws.com.cn");
    expect_regional("us-gov-west-1", AWS_ON, AWS_OFF, "lightsail-fips.us-gov-west-1.amazonaws.com",
                    "sts.us-gov-west-1.amazonaws.com");
    setenv("AWS_USE_FIPS_ENDPOINT", "true", 1);
    expect_regional("us-east-1", AWS_OFF, AWS_OFF, "lightsail.us-east-1.amazonaws.com",
                    "sts.us-east-1.amazonaws.com");
    struct arena *mem = arena_new();
    struct aws_config config = {.region = STR("us-east-1")};
    struct endpoint endpoint;
    struct err err = {0};
    assert_true(endpoint_find(mem, &config, profiles_new(mem, &config), config.region, &endpoint, &err));
    assert_str_equal(endpoint.host, STR("lightsail-fips.us-east-1.amazonaws.com"));
    arena_free(mem);
    clean_environment();
}

/* As botocore's rules for sso and sso-oidc make them. */
static void test_sign_in_endpoints(void **state)
{
    (void)state;
    static const struct {
        const char *region;
        enum aws_switch fips;
        const char *portal, *oidc;
    } rows[] = {
        {"eu-west-1", AWS_OFF, "portal.sso.eu-west-1.amazonaws.com", "oidc.eu-west-1.amazonaws.com"},
        {"us-east-1", AWS_ON, "portal.sso-fips.us-east-1.amazonaws.com", "oidc-fips.us-east-1.amazonaws.com"},
        {"us-gov-west-1", AWS_ON, "portal.sso.us-gov-west-1.amazonaws.com",
         "oidc.us-gov-west-1.amazonaws.com"},
        {"cn-north-1", AWS_OFF, "portal.sso.cn-north-1.amazonaws.com.cn", "oidc.cn-north-1.amazonaws.com.cn"},
    };
    clean_environment();
    struct arena *mem = arena_new();
    struct endpoint portal, oidc;
    struct err err = {0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct aws_config config = {.use_fips = rows[i].fips};
        assert_true(endpoint_find_sso(mem, &config, profiles_new(mem, &config), str_c(rows[i].region),
                                      &portal, &oidc, &err));
        assert_str_equal(portal.host, str_c(rows[i].portal));
        assert_str_equal(oidc.host, str_c(rows[i].oidc));
    }
    struct aws_config config = {.use_fips = AWS_NOT_GIVEN};
    setenv("AWS_ENDPOINT_URL_SSO", "http://127.0.0.1:1/", 1);
    setenv("AWS_ENDPOINT_URL_SSO_OIDC", "http://127.0.0.1:2/", 1);
    assert_true(
        endpoint_find_sso(mem, &config, profiles_new(mem, &config), STR("eu-west-1"), &portal, &oidc, &err));
    assert_str_equal(portal.host, STR("127.0.0.1:1"));
    assert_str_equal(oidc.host, STR("127.0.0.1:2"));
    arena_free(mem);
    clean_environment();
}

/* A configured URL does not become a FIPS endpoint by a switch. */
static void test_a_switch_and_an_address(void **state)
{
    (void)state;
    clean_environment();
    struct arena *mem = arena_new();
    struct aws_config config = {.endpoint = STR("http://127.0.0.1:1"), .use_dualstack = AWS_ON};
    struct endpoint endpoint;
    struct err err = {0};
    assert_false(endpoint_find(mem, &config, profiles_new(mem, &config), STR("us-east-1"), &endpoint, &err));
    assert_int_equal(err.kind, ERR_USER);
    assert_string_equal(err.attribute, "use_dualstack_endpoint");
    config.use_dualstack = AWS_NOT_GIVEN;
    setenv("AWS_USE_FIPS_ENDPOINT", "1", 1);
    assert_false(endpoint_find(mem, &config, profiles_new(mem, &config), STR("us-east-1"), &endpoint, &err));
    assert_non_null(strstr(err.text, "use_fips_endpoint is set"));
    config.use_fips = AWS_OFF;
    assert_true(endpoint_find(mem, &config, profiles_new(mem, &config), STR("us-east-1"), &endpoint, &err));
    /* The provider's endpoint is for Lightsail only. */
    assert_true(
        endpoint_find_sts(mem, &config, profiles_new(mem, &config), STR("us-east-1"), &endpoint, &err));
    assert_str_equal(endpoint.host, STR("sts.us-east-1.amazonaws.com"));
    setenv("AWS_ENDPOINT_URL_STS", "http://10.0.0.1/", 1);
    assert_false(
        endpoint_find_sts(mem, &config, profiles_new(mem, &config), STR("us-east-1"), &endpoint, &err));
    assert_non_null(strstr(err.text, "AWS_ENDPOINT_URL_STS"));
    assert_non_null(strstr(err.text, "plain http"));
    arena_free(mem);
    clean_environment();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_urls),
        cmocka_unit_test(test_bad_urls),
        cmocka_unit_test(test_regional_endpoints),
        cmocka_unit_test(test_bad_regions),
        cmocka_unit_test(test_region_order),
        cmocka_unit_test(test_endpoint_order),
        cmocka_unit_test(test_bad_endpoint_names_its_place),
        cmocka_unit_test(test_advice),
        cmocka_unit_test(test_kinds_of_endpoints),
        cmocka_unit_test(test_sign_in_endpoints),
        cmocka_unit_test(test_a_switch_and_an_address),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("endpoint", tests, NULL, NULL);
}
