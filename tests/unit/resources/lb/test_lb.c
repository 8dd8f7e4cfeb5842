/*
 * test_lb.c — load balancers: what a plan refuses, what a read shows, and which requests an attachment sends after a refusal.
 */
#include "../../runtime/disk.h"

#include "gen/lb.h"
#include "gen/lb_https_redirection_policy.h"
#include "gen/lb_stickiness_policy.h"
#include "resources/lb/lb_run.h"
#include "resources/lb/lb_target.h"
#include "resources/lb/lb_users.h"
#include "runtime/walk.h"

#define LB(more) "{\"name\":\"shop\",\"arn\":\"arn:lb\",\"state\":\"active\",\"instancePort\":80" more "}"
#define BALANCER(more) ANSWER("{\"loadBalancer\":" LB(more) "}")
#define CERTIFICATE(attached) ",\"tlsCertificateSummaries\":[{\"name\":\"www\",\"isAttached\":" attached "}]"

static const struct tf_string shop = {TF_KNOWN, {"shop", 4}};

static void begin(struct scene *s)
{
    s->provider.walk = walk_new();
}

static void end(struct scene *s)
{
    walk_free(s->provider.walk);
    scene_end(s);
}

/* ---- plans ---- */

static void two_resources_of_other_types_manage_nothing_together(void **state)
{
    (void)state;
    QUIET_SCENE(s, &lb_schema);
    const struct plan plan = {0}, final = {.is_final = true};
    begin(&s);
    lb_check_owner(&s.call, &plan, shop, "stickiness", "session stickiness");
    lb_check_owner(&s.call, &plan, shop, "stickiness", "session stickiness");
    s.call.schema = &lb_stickiness_policy_schema;
    lb_check_owner(&s.call, &plan, tf_string(STR("other")), "lb_name", "session stickiness");
    lb_check_owner(&s.call, &plan, shop, "lb_name", "HTTPS redirection");
    lb_check_owner(&s.call, &plan, (struct tf_string){.is = TF_UNKNOWN}, "lb_name", "session stickiness");
    lb_check_owner(&s.call, &final, shop, "lb_name", "session stickiness");
    assert_int_equal(s.call.diags.count, 0);
    lb_check_owner(&s.call, &plan, shop, "lb_name", "session stickiness");
    assert_contains(scene_only_diagnostic(&s)->detail,
                    "This lightsail_lb_stickiness_policy and a lightsail_lb of this configuration");
    assert_int_equal(s.call.diags.error_count, 1);
    end(&s);
}

static size_t redirection_errors(struct scene *s, struct tf_string name)
{
    const struct plan plan = {0};
    s->call.diags = (struct diagnostics){0};
    assert_true(lb_check_redirection(&s->call, &plan, name, "enabled"));
    return s->call.diags.error_count;
}

static void redirection_needs_an_attached_certificate(void **state)
{
    (void)state;
    SCENE(s, &lb_https_redirection_policy_schema, BALANCER(CERTIFICATE("false")),
          BALANCER(CERTIFICATE("true")));
    begin(&s);
    assert_int_equal(redirection_errors(&s, shop), 1);
    assert_contains(scene_only_diagnostic(&s)->detail, "depends_on");
    scene_changes(&s);
    assert_int_equal(redirection_errors(&s, shop), 0);
    assert_int_equal(redirection_errors(&s, (struct tf_string){.is = TF_UNKNOWN}), 0);
    assert_int_equal(s.network.fake.used, 2);
    end(&s);
}

static void a_certificate_of_this_run_is_enough(void **state)
{
    (void)state;
    QUIET_SCENE(s, &lb_https_redirection_policy_schema);
    begin(&s);
    lb_note_new(&s.call, shop);
    assert_int_equal(redirection_errors(&s, shop), 1); /* a new one has none */
    lb_note_certificate(&s.call, tf_string(STR("other")));
    assert_int_equal(redirection_errors(&s, shop), 1);
    lb_note_certificate(&s.call, (struct tf_string){.is = TF_UNKNOWN});
    assert_int_equal(redirection_errors(&s, shop), 0);
    end(&s);
}

static void the_arn_of_a_new_load_balancer_is_unknown(void **state)
{
    (void)state;
    QUIET_SCENE(s, &lb_schema);
    const struct tf_string arn = tf_string(STR("arn:lb"));
    begin(&s);
    assert_true(TF_IS_UNKNOWN(lb_plan_arn(&s.call, shop, NULL)));
    assert_str_equal(lb_plan_arn(&s.call, shop, &arn).v, STR("arn:lb"));
    lb_note_new(&s.call, shop);
    assert_true(TF_IS_UNKNOWN(lb_plan_arn(&s.call, shop, &arn)));
    assert_str_equal(lb_plan_arn(&s.call, tf_string(STR("other")), &arn).v, STR("arn:lb"));
    end(&s);
}

static void a_path_begins_with_a_slash(void **state)
{
    (void)state;
    QUIET_SCENE(s, &lb_schema);
    struct lb config = {.name = shop, .health_check_path = tf_string(STR("health"))};
    assert_true(lb_resource.validate(&s.call, &config));
    assert_contains(scene_only_diagnostic(&s)->detail, "/health");
    config.health_check_path = tf_string(STR("/health"));
    s.call.diags = (struct diagnostics){0};
    assert_true(lb_resource.validate(&s.call, &config));
    assert_int_equal(s.call.diags.count, 0);
    scene_end(&s);
}

/* ---- reads ---- */

static struct lb filled(struct scene *s, const char *json, const struct lb *prior)
{
    json_t *object;
    struct lb lb = *prior;
    assert_true(json_parse(s->call.mem, str_c(json), 65536, &object, &s->call.err));
    assert_true(crud_fill(&s->call, object, prior, &lb));
    return lb;
}

static void a_read_shows_attributes_and_health(void **state)
{
    (void)state;
    QUIET_SCENE(s, &lb_schema);
    const struct lb none = {0};
    struct lb lb = filled(
        &s,
        LB(",\"publicPorts\":[80,443],\"httpsRedirectionEnabled\":true,\"configurationOptions\":{"
           "\"SessionStickinessEnabled\":\"true\",\"SessionStickiness_LB_CookieDurationSeconds\":\"600\"},"
           "\"instanceHealthSummary\":[{\"instanceName\":\"web-2\",\"instanceHealth\":\"healthy\"},{"
           "\"instanceName\":\"web-1\",\"instanceHealth\":\"unhealthy\",\"instanceHealthReason\":"
           "\"Instance.Timeout\"}]"),
        &none);
    assert_true(lb.stickiness.v[0].enabled.v && lb.https_redirection.v);
    assert_int_equal(lb.stickiness.v[0].cookie_duration.v, 600);
    assert_int_equal(lb.public_ports.count, 2);
    assert_int_equal(lb.instance_health.count, 2);
    assert_str_equal(lb.instance_health.keys[0], STR("web-1"));
    assert_str_equal(lb.instance_health.v[0].reason.v, STR("Instance.Timeout"));
    assert_true(TF_IS_NULL(lb.instance_health.v[1].reason));
    struct lb later = filled(&s, LB(""), &lb); /* what is not reported stays */
    assert_true(later.stickiness.v[0].enabled.v && later.https_redirection.v);
    assert_int_equal(later.instance_health.count, 0);
    scene_end(&s);
}

static void users_are_instances_and_issued_certificates(void **state)
{
    (void)state;
    SCENE(
        s, &lb_schema,
        BALANCER(CERTIFICATE("true") ",\"instanceHealthSummary\":[{\"instanceName\":\"a\",\"instanceHealth\":"
                                     "\"draining\"},{\"instanceName\":\"b\",\"instanceHealth\":\"unused\"}]"),
        ANSWER("{\"tlsCertificates\":[{\"name\":\"new\",\"status\":\"PENDING_VALIDATION\"},{\"name\":\"www\","
               "\"status\":\"ISSUED\"}]}"),
        ANSWER("{\"distributions\":[{\"name\":\"cdn\",\"origin\":{\"name\":\"other\"}}]}"));
    struct str users;
    assert_true(lb_users(&s.call, STR("shop"), false, &users));
    assert_str_equal(users, STR("the instance 'b' and the certificate 'www'"));
    scene_end(&s);
}

/* ---- attachments ---- */

#define SHOP(target) BALANCER(",\"instanceHealthSummary\":[" target "]")
#define TARGET(health) "{\"instanceName\":\"web\",\"instanceHealth\":\"" health "\"}"
#define ATTACH "{\"instanceNames\":[\"web\"],\"loadBalancerName\":\"shop\"}"

static struct lb_pair new_pair(void)
{
    return (struct lb_pair){.lb = STR("shop"), .instance = STR("web")};
}

static void an_attachment_is_shown_when_it_ends(void **state)
{
    (void)state;
    SCENE(s, &lb_schema, ACCEPTED, SHOP(TARGET("initial")));
    struct lb_pair pair = new_pair();
    assert_true(lb_target_attach(&s.call, &pair));
    assert_asked(&s, 0, "AttachInstancesToLoadBalancer", ATTACH);
    assert_str_equal(json_member_text(pair.object, "arn"), STR("arn:lb"));
    scene_end(&s);
}

static void a_refused_attachment_may_exist(void **state)
{
    (void)state;
    SCENE(s, &lb_schema, REFUSAL("InvalidInputException", "it is attached"), SHOP(TARGET("healthy")),
          SHOP(TARGET("healthy")), SHOP(TARGET("healthy")));
    struct lb_pair pair = new_pair();
    s.network.client->read_lag_ms = 60 * 1000;
    assert_true(lb_target_attach(&s.call, &pair));
    assert_int_equal(s.call.err.kind, ERR_NONE);
    scene_end(&s);
}

static void a_load_balancer_that_is_being_created_is_awaited(void **state)
{
    (void)state;
    SCENE(s, &lb_schema, REFUSAL("OperationFailureException", "not now"),
          ANSWER("{\"loadBalancer\":{\"name\":\"shop\",\"arn\":\"arn:lb\",\"state\":\"provisioning\"}}"),
          BALANCER(""), ACCEPTED, SHOP(TARGET("initial")));
    struct lb_pair pair = new_pair();
    s.network.client->poll_interval_ms = 1;
    assert_true(lb_target_attach(&s.call, &pair));
    assert_asked(&s, 3, "AttachInstancesToLoadBalancer", ATTACH);
    scene_end(&s);
}

static void a_wait_for_health_says_why_it_ended(void **state)
{
    (void)state;
    SCENE(s, &lb_schema,
          BALANCER(",\"healthCheckPath\":\"/ready\",\"instanceHealthSummary\":[{\"instanceName\":\"web\","
                   "\"instanceHealth\":\"unhealthy\",\"instanceHealthReason\":\"Instance.Timeout\"}]"),
          NOTHING_LATELY);
    struct lb_pair pair = new_pair();
    no_time_to_wait(&s);
    assert_false(lb_target_wait_healthy(&s.call, &pair));
    assert_contains(str_c(s.call.err.text), "is unhealthy, reason Instance.Timeout");
    assert_contains(str_c(s.call.err.hint), "port 80 to the path /ready");
    scene_end(&s);
}

static void a_detachment_ends_when_the_instance_is_drained(void **state)
{
    (void)state;
    SCENE(s, &lb_schema, ACCEPTED, SHOP(TARGET("draining")), SHOP(""));
    struct lb_pair pair = new_pair();
    s.network.client->poll_interval_ms = 1;
    assert_true(lb_target_detach(&s.call, &pair));
    assert_asked(&s, 0, "DetachInstancesFromLoadBalancer", ATTACH);
    assert_int_equal(s.network.fake.used, 3);
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_resources_of_other_types_manage_nothing_together),
        cmocka_unit_test(redirection_needs_an_attached_certificate),
        cmocka_unit_test(a_certificate_of_this_run_is_enough),
        cmocka_unit_test(the_arn_of_a_new_load_balancer_is_unknown),
        cmocka_unit_test(a_path_begins_with_a_slash),
        cmocka_unit_test(a_read_shows_attributes_and_health),
        cmocka_unit_test(users_are_instances_and_issued_certificates),
        cmocka_unit_test(an_attachment_is_shown_when_it_ends),
        cmocka_unit_test(a_refused_attachment_may_exist),
        cmocka_unit_test(a_load_balancer_that_is_being_created_is_awaited),
        cmocka_unit_test(a_wait_for_health_says_why_it_ended),
        cmocka_unit_test(a_detachment_ends_when_the_instance_is_drained),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
