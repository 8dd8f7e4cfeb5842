/*
 * test_provider.c — the provider block: which values must be known, what is passed to the client, and the
 * default tags.
 */
#include "../../runtime/calls.h"

#include "gen/provider.h"
#include "runtime/tags.h"

static struct provider_config plain_block(void)
{
    return (struct provider_config){
        .region = tf_string(STR("eu-west-1")),
        .access_key = tf_string(STR("AKIDEXAMPLE")),
        .secret_key = tf_string(STR("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")),
    };
}

static bool configure(struct scene *s, const struct provider_config *config, struct provider *ret)
{
    *ret = (struct provider){.mem = s->call.mem, .terraform_version = STR("1.11.4")};
    return lightsail_provider_type.configure(&s->call, config, ret);
}

static void a_plain_block_makes_a_client(void **state)
{
    (void)state;
    QUIET_SCENE(s, &provider_schema);
    struct provider_config config = plain_block();
    struct provider provider;
    config.poll_interval = tf_string(STR("250ms"));
    assert_true(configure(&s, &config, &provider));
    assert_str_equal(ls_client_region(provider.client), STR("eu-west-1"));
    assert_int_equal(ls_client_poll_interval_ms(provider.client), 250);
    assert_contains(provider.client->user_agent, "terraform-provider-lightsail/");
    assert_contains(provider.client->user_agent, "Terraform/1.11.4");
    assert_true(provider.default_tags_known);
    assert_int_equal(provider.default_tag_count, 0);
    ls_client_free(provider.client);
    scene_end(&s);
}

static void values_that_every_call_needs_must_be_known(void **state)
{
    (void)state;
    QUIET_SCENE(s, &provider_schema);
    struct provider provider;
    struct provider_config config = plain_block();
    config.region = TF_UNKNOWN_OF(config.region);
    assert_false(configure(&s, &config, &provider));
    assert_string_equal(s.call.err.attribute, "region");
    config = plain_block();
    config.secret_key = TF_UNKNOWN_OF(config.secret_key);
    assert_false(configure(&s, &config, &provider));
    assert_string_equal(s.call.err.attribute, "secret_key");
    config = plain_block();
    config.ignore_tags.is = TF_UNKNOWN;
    assert_false(configure(&s, &config, &provider));
    assert_string_equal(s.call.err.attribute, "ignore_tags");
    scene_end(&s);
}

static void default_tags_may_be_unknown(void **state)
{
    (void)state;
    QUIET_SCENE(s, &provider_schema);
    struct provider provider;
    struct provider_config config = plain_block();
    struct provider_default_tags tags = {.tags = map_of(s.call.mem, "A=1,B=")};
    config.default_tags.is = TF_KNOWN;
    config.default_tags.count = 1;
    config.default_tags.v = &tags;
    assert_true(configure(&s, &config, &provider));
    assert_true(provider.default_tags_known);
    assert_int_equal(provider.default_tag_count, 2);
    assert_null(provider.default_tags[1].value.data);
    ls_client_free(provider.client);

    tags.tags.v[0] = (struct tf_string){.is = TF_UNKNOWN};
    assert_true(configure(&s, &config, &provider));
    assert_false(provider.default_tags_known);
    ls_client_free(provider.client);
    scene_end(&s);
}

static void invalid_default_tags_are_named(void **state)
{
    (void)state;
    QUIET_SCENE(s, &provider_schema);
    struct provider_config config = plain_block();
    struct provider_default_tags tags = {.tags = map_of(s.call.mem, "aws:x=1")};
    config.default_tags.is = TF_KNOWN;
    config.default_tags.count = 1;
    config.default_tags.v = &tags;
    assert_true(lightsail_provider_type.validate(&s.call, &config));
    assert_str_equal(path_print(s.call.mem, scene_only_diagnostic(&s)->path), STR("default_tags[0].tags"));
    scene_end(&s);
}

static void roles_and_switches_reach_the_client(void **state)
{
    (void)state;
    QUIET_SCENE(s, &provider_schema);
    struct provider_config config = plain_block();
    struct provider provider;
    struct tf_string arns[] = {tf_string(STR("arn:aws:iam::aws:policy/P"))};
    struct provider_assume_role role = {.role_arn = tf_string(STR("arn:aws:iam::210987654321:role/x")),
                                        .session_name = tf_string(STR("me")),
                                        .duration = tf_string(STR("30m")),
                                        .tags = map_of(s.call.mem, "Team=a,Empty=")};
    role.policy_arns.is = TF_KNOWN;
    role.policy_arns.count = 1;
    role.policy_arns.v = arns;
    config.assume_role.is = TF_KNOWN;
    config.assume_role.count = 1;
    config.assume_role.v = &role;
    config.use_fips_endpoint = (struct tf_bool){.is = TF_KNOWN, .v = true};
    assert_true(configure(&s, &config, &provider));
    const struct aws_config *made = &provider.client->config;
    assert_int_equal(made->role_count, 1);
    assert_str_equal(made->roles[0].session_name, STR("me"));
    assert_int_equal(made->roles[0].duration_s, 1800);
    assert_int_equal(made->roles[0].tag_count, 2);
    assert_str_equal(made->roles[0].policy_arns[0], STR("arn:aws:iam::aws:policy/P"));
    assert_str_equal(provider.client->endpoint.host, STR("lightsail-fips.eu-west-1.amazonaws.com"));
    ls_client_free(provider.client);

    role.duration = tf_string(STR("13h"));
    assert_false(configure(&s, &config, &provider));
    assert_string_equal(s.call.err.attribute, "assume_role[0].duration");
    role.duration = TF_UNKNOWN_OF(role.duration);
    assert_false(configure(&s, &config, &provider));
    assert_string_equal(s.call.err.attribute, "assume_role[0]");
    scene_end(&s);
}

static void an_account_has_twelve_digits(void **state)
{
    (void)state;
    QUIET_SCENE(s, &provider_schema);
    struct provider_config config = plain_block();
    struct tf_string accounts[] = {tf_string(STR("123456789012")), tf_string(STR("12345678901x"))};
    config.forbidden_account_ids.is = TF_KNOWN;
    config.forbidden_account_ids.count = 2;
    config.forbidden_account_ids.v = accounts;
    assert_true(lightsail_provider_type.validate(&s.call, &config));
    assert_str_equal(path_print(s.call.mem, scene_only_diagnostic(&s)->path), STR("forbidden_account_ids"));
    accounts[1] = TF_UNKNOWN_OF(accounts[1]);
    struct provider provider;
    assert_false(configure(&s, &config, &provider)); /* an unknown account must not pass the check */
    assert_string_equal(s.call.err.attribute, "forbidden_account_ids");
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_block_makes_a_client),
        cmocka_unit_test(values_that_every_call_needs_must_be_known),
        cmocka_unit_test(default_tags_may_be_unknown),
        cmocka_unit_test(invalid_default_tags_are_named),
        cmocka_unit_test(roles_and_switches_reach_the_client),
        cmocka_unit_test(an_account_has_twelve_digits),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
