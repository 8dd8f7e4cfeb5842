/*
 * test_regions.c — the clients of a family: what they share and what each owns, with a scripted transport.
 */
#include "fakes.h"

#include <pthread.h>

#define OK(text)                      \
    {                                 \
        .status = 200, .body = (text) \
    }

/* A client that must send nothing. */
#define QUIET_FIXTURE(f, config) \
    struct fixture f;            \
    fixture_begin(&f, config, NULL, 0)

static struct ls_client *in_region(struct fixture *f, struct ls_client *from, const char *region)
{
    struct ls_client *client = NULL;
    if (!ls_client_in_region(from, str_c(region), &client, &f->err))
        fail_msg("no client for %s: %s", region, f->err.text);
    return client;
}

static void test_each_region_is_signed_and_sent_for_itself(void **state)
{
    (void)state;
    FIXTURE(f, NULL, OK("{}"), OK("{}"));
    json_t *out;
    struct ls_client *other = in_region(&f, f.client, "eu-west-1");
    assert_true(ls_call(other, scope_of_test(&f), OP_GET_REGIONS, NULL, &out, &f.err));
    assert_true(ls_call(f.client, scope_of_test(&f), OP_GET_REGIONS, NULL, &out, &f.err));
    assert_str_equal(f.fake.urls[0], STR("https://lightsail.eu-west-1.amazonaws.com/"));
    assert_true(str_contains(f.fake.authorizations[0], STR("/eu-west-1/lightsail/aws4_request")));
    assert_str_equal(f.fake.urls[1], STR("https://lightsail.us-east-1.amazonaws.com/"));
    assert_true(str_contains(f.fake.authorizations[1], STR("/us-east-1/lightsail/aws4_request")));
    assert_str_equal(f.fake.agents[0], STR("test/1"));
    fixture_end(&f);
}

static void test_the_same_region_is_the_same_client(void **state)
{
    (void)state;
    QUIET_FIXTURE(f, NULL);
    struct ls_client *eu = in_region(&f, f.client, "eu-west-1"), *ap = in_region(&f, eu, "ap-south-1");
    assert_ptr_equal(in_region(&f, ap, "eu-west-1"), eu);
    assert_ptr_equal(in_region(&f, eu, "ap-south-1"), ap);
    assert_ptr_equal(in_region(&f, ap, "us-east-1"), f.client);
    assert_str_equal(ls_client_region(ap), STR("ap-south-1"));
    fixture_end(&f);
}

static void test_rate_and_reads_are_not_shared_keys_are(void **state)
{
    (void)state;
    struct aws_config config = plain_config();
    config.most_requests_at_once = 3;
    config.retry_mode = STR("standard");
    config.max_retries = 7;
    QUIET_FIXTURE(f, &config);
    struct ls_client *eu = in_region(&f, f.client, "eu-west-1");
    assert_ptr_equal(eu->keyring, f.client->keyring);
    assert_ptr_not_equal(eu->limiter, f.client->limiter);
    assert_ptr_not_equal(eu->view, f.client->view);
    assert_int_equal(eu->limiter->most_at_once, 3);
    assert_int_equal(eu->limiter->rate.mode, RATE_STANDARD);
    assert_int_equal(eu->most_retries, 7);
    assert_int_equal(ls_client_poll_interval_ms(eu), ls_client_poll_interval_ms(f.client));
    fixture_end(&f);
}

static struct str endpoint_of(struct fixture *f, const struct aws_config *config, const char *region)
{
    struct ls_client *client;
    if (!ls_client_new(config, &client, &f->err))
        fail_msg("no client: %s", f->err.text);
    struct str url = str_copy(f->mem, in_region(f, client, region)->endpoint.url);
    ls_client_free(client);
    return url;
}

static void test_the_kind_of_endpoint_is_kept(void **state)
{
    (void)state;
    QUIET_FIXTURE(f, NULL);
    struct aws_config config = plain_config();
    config.use_fips = AWS_ON;
    assert_str_equal(endpoint_of(&f, &config, "us-west-2"),
                     STR("https://lightsail-fips.us-west-2.amazonaws.com/"));
    config.use_fips = AWS_OFF;
    config.use_dualstack = AWS_ON;
    assert_str_equal(endpoint_of(&f, &config, "us-west-2"), STR("https://lightsail.us-west-2.api.aws/"));
    config.use_dualstack = AWS_OFF;
    config.endpoint = STR("http://127.0.0.1:4711/x");
    assert_str_equal(endpoint_of(&f, &config, "us-west-2"), STR("http://127.0.0.1:4711/x"));
    fixture_end(&f);
}

static void test_what_is_no_region_of_these_keys(void **state)
{
    (void)state;
    static const char *const wrong[] = {"Tokyo",      "eu-west-1a",    "",
                                        "cn-north-1", "us-gov-west-1", "us-east-1/x"};
    QUIET_FIXTURE(f, NULL);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct ls_client *client = NULL;
        assert_false(ls_client_in_region(f.client, str_c(wrong[i]), &client, &f.err));
        assert_int_equal(f.err.kind, ERR_USER);
        assert_string_equal(f.err.attribute, "region");
        assert_true(f.err.hint[0] != '\0');
        assert_null(client);
    }
    fixture_end(&f);
}

static void test_an_unknown_region_is_asked_for_once(void **state)
{
    (void)state;
    FIXTURE(f, NULL, OK("{\"regions\":[{\"name\":\"us-east-1\"},{\"name\":\"xx-new-1\"}]}"),
            OK("{\"regions\":[{\"name\":\"us-east-1\"}]}"),
            {.status = 400, .body = "{\"__type\":\"AccessDeniedException\"}"});
    struct aws_scope scope = scope_of_test(&f);
    assert_true(ls_client_check_region(f.client, scope, &f.err));
    assert_true(ls_client_check_region(in_region(&f, f.client, "eu-west-1"), scope,
                                       &f.err)); /* known without a request */
    assert_true(ls_client_check_region(in_region(&f, f.client, "xx-new-1"), scope, &f.err));
    assert_true(ls_client_check_region(in_region(&f, f.client, "xx-new-1"), scope, &f.err));
    assert_true(str_contains(f.fake.authorizations[0], STR("/us-east-1/")));
    assert_false(ls_client_check_region(in_region(&f, f.client, "eu-west-9"), scope, &f.err));
    assert_string_equal(f.err.attribute, "region");
    assert_true(str_contains(str_c(f.err.hint), STR("'eu-west-1'")));
    assert_true(ls_client_check_region(in_region(&f, f.client, "xx-other-1"), scope,
                                       &f.err)); /* GetRegions is refused */
    fixture_end(&f);
}

static void *ask(void *client)
{
    struct ls_client *found = NULL;
    struct err err;
    return ls_client_in_region(client, STR("eu-north-1"), &found, &err) ? found : NULL;
}

static void test_many_threads_get_one_client(void **state)
{
    (void)state;
    enum { THREADS = 8 };
    pthread_t threads[THREADS];
    void *found[THREADS];
    QUIET_FIXTURE(f, NULL);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, ask, f.client), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], &found[i]);
    for (int i = 0; i < THREADS; i++)
        assert_ptr_equal(found[i], found[0]);
    assert_non_null(found[0]);
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_region_is_signed_and_sent_for_itself),
        cmocka_unit_test(test_the_same_region_is_the_same_client),
        cmocka_unit_test(test_rate_and_reads_are_not_shared_keys_are),
        cmocka_unit_test(test_the_kind_of_endpoint_is_kept),
        cmocka_unit_test(test_what_is_no_region_of_these_keys),
        cmocka_unit_test(test_an_unknown_region_is_asked_for_once),
        cmocka_unit_test(test_many_threads_get_one_client),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("regions", tests, NULL, NULL);
}
