/*
 * test_instance_metadata.c — which metadata options are sent, and when they count as applied.
 */
#include "../../runtime/calls.h"

#include "resources/instance/instance.h"

#define SHOWN(tokens, limit, state)                                                                   \
    {                                                                                                 \
        .status = 200,                                                                                \
        .body = "{\"instance\":{\"name\":\"web\",\"arn\":\"arn:x\",\"state\":{\"name\":\"running\"}," \
                "\"metadataOptions\":{\"state\":\"" state "\",\"httpTokens\":\"" tokens               \
                "\",\"httpEndpoint\":\"enabled\",\"httpPutResponseHopLimit\":" limit                  \
                ",\"httpProtocolIpv6\":\"disabled\"}}}"                                               \
    }
#define DONE                                                                                                 \
    {                                                                                                        \
        .status = 200, .body = "{\"operation\":{\"id\":\"1\",\"isTerminal\":true,\"status\":\"Succeeded\"}}" \
    }

static struct instance with(struct instance_metadata_options *options)
{
    return (struct instance){.name = tf_string(STR("web")),
                             .arn = tf_string(STR("arn:x")),
                             .metadata_options = {.is = TF_KNOWN, .count = 1, .v = options}};
}

/* A request without httpTokens would reset it. */
static void tokens_are_sent_with_another_option(void **state)
{
    (void)state;
    SCENE(s, &instance_schema, DONE, SHOWN("required", "2", "pending"), SHOWN("required", "2", "applied"));
    struct instance_metadata_options before = {tf_string(STR("required")), tf_string(STR("enabled")),
                                               tf_int(1), tf_string(STR("disabled"))},
                                     after = before;
    after.http_put_response_hop_limit = tf_int(2);
    struct instance plan = with(&after), now = with(&before);
    assert_true(instance_metadata_update(&s.call, &plan, &now));
    assert_contains(s.network.fake.targets[0], "UpdateInstanceMetadataOptions");
    assert_contains(s.network.fake.bodies[0], "\"httpTokens\":\"required\"");
    assert_contains(s.network.fake.bodies[0], "\"httpPutResponseHopLimit\":2");
    assert_false(str_contains(s.network.fake.bodies[0], STR("httpEndpoint")));
    assert_int_equal(now.metadata_options.v[0].http_put_response_hop_limit.v, 2);
    scene_end(&s);
}

static void equal_options_send_nothing(void **state)
{
    (void)state;
    QUIET_SCENE(s, &instance_schema);
    struct instance_metadata_options options = {.http_tokens = tf_string(STR("required"))};
    struct instance plan = with(&options), now = plan;
    assert_true(instance_metadata_update(&s.call, &plan, &now));
    plan.metadata_options.is = TF_NULL;
    now.metadata_options.is = TF_NULL; /* a state of an older version, and nothing is configured */
    assert_true(instance_metadata_update(&s.call, &plan, &now));
    assert_true(TF_IS_NULL(now.metadata_options));
    scene_end(&s);
}

static void a_state_without_options_reads_them(void **state)
{
    (void)state;
    SCENE(s, &instance_schema, SHOWN("required", "1", "applied"));
    struct instance_metadata_options after = {.http_tokens = tf_string(STR("required")),
                                              .http_endpoint = TF_UNKNOWN_OF(after.http_endpoint)};
    struct instance plan = with(&after), now = {.name = plan.name, .arn = plan.arn};
    assert_true(instance_metadata_update(&s.call, &plan, &now));
    assert_str_equal(now.metadata_options.v[0].http_endpoint.v, STR("enabled"));
    assert_int_equal(now.metadata_options.v[0].http_put_response_hop_limit.v, 1);
    scene_end(&s);
}

static void ipv6_outside_of_its_region_is_a_warning(void **state)
{
    (void)state;
    QUIET_SCENE(s, &instance_schema);
    struct instance_metadata_options options = {.http_protocol_ipv6 = tf_string(STR("enabled"))};
    struct instance planned = with(&options);
    instance_metadata_plan(&s.call, NULL, &planned);
    assert_int_equal(scene_only_diagnostic(&s)->severity, DIAG_WARNING);
    instance_metadata_plan(&s.call, &planned, &planned);
    assert_int_equal(s.call.diags.count, 1);
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_are_sent_with_another_option),
        cmocka_unit_test(equal_options_send_nothing),
        cmocka_unit_test(a_state_without_options_reads_them),
        cmocka_unit_test(ipv6_outside_of_its_region_is_a_warning),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
