/*
 * test_lb_certificate.c — certificates of load balancers: reads that are shared, room for two, and the deletion of one
 * that is attached.
 */
#include "../../runtime/disk.h"

#include "gen/lb_certificate.h"
#include "resources/lb/lb_certificate.h"
#include "runtime/walk.h"

#define ONE(name, attached)                                                                                 \
    "{\"name\":\"" name "\",\"arn\":\"arn:" name "\",\"loadBalancerName\":\"web\",\"isAttached\":" attached \
    "}"
#define TWO ANSWER("{\"tlsCertificates\":[" ONE("one", "true") "," ONE("two", "false") "]}")

static struct lb_certificate model(const char *name)
{
    return (struct lb_certificate){.lb_name = tf_string(STR("web")),
                                   .name = tf_string(str_c(name)),
                                   .domain_name = tf_string(STR("a.example"))};
}

static void certificates_of_one_balancer_share_a_read(void **state)
{
    (void)state;
    json_t *object;
    SCENE(s, &lb_certificate_schema, TWO, TWO);
    assert_true(api_view(&s.call, LS_KIND_LB_CERTIFICATE, STR("web,one"), LS_REFRESH, &object));
    assert_asked(&s, 0, "GetLoadBalancerTlsCertificates", "{\"loadBalancerName\":\"web\"}");
    assert_str_equal(json_member_text(object, "arn"), STR("arn:one"));
    assert_true(api_view(&s.call, LS_KIND_LB_CERTIFICATE, STR("web,two"), LS_REFRESH, &object));
    assert_str_equal(json_member_text(object, "arn"), STR("arn:two"));
    assert_false(api_view(&s.call, LS_KIND_LB_CERTIFICATE, STR("web,three"), LS_REFRESH, &object));
    assert_int_equal(s.call.err.kind, ERR_NOT_FOUND);
    assert_contains(str_c(s.call.err.text), "the load balancer certificate 'web,three' does not exist");
    scene_end(&s);
}

static void plans(struct scene *s, struct lb_certificate *config, bool is_replacement)
{
    struct plan plan = {.config = config, .planned = config, .is_replacement = is_replacement};
    s->call.diags = (struct diagnostics){0};
    assert_true(lb_certificate_plan(&s->call, &plan));
}

static void a_balancer_has_room_for_two(void **state)
{
    (void)state;
    struct lb_certificate two = model("two"), three = model("three");
    SCENE(s, &lb_certificate_schema,
          ANSWER("{\"loadBalancer\":{\"name\":\"web\",\"tlsCertificateSummaries\":[{\"name\":\"one\"}]}}"));
    s.provider.walk = walk_new();
    plans(&s, &two, false);
    assert_int_equal(s.call.diags.count, 0);
    plans(&s, &two, false); /* planned again */
    assert_int_equal(s.call.diags.count, 0);
    plans(&s, &three, true); /* it replaces one of them */
    assert_int_equal(s.call.diags.count, 0);
    plans(&s, &three, false);
    assert_contains(scene_only_diagnostic(&s)->detail,
                    "can have 2 certificates, and with 'three' it would have more");
    walk_free(s.provider.walk);
    scene_end(&s);
}

/* What DeleteLoadBalancerTlsCertificate gets. */
static bool is_forced(struct scene *s, const struct lb_certificate *prior)
{
    json_t *in = json_own(s->call.mem, json_object());
    assert_true(lb_certificate_request(&s->call, CRUD_DELETE, prior, NULL, in));
    return json_is_true(json_object_get(in, "force"));
}

static void an_attached_certificate_is_deleted_after_its_attachment(void **state)
{
    (void)state;
    struct lb_certificate one = model("one");
    SCENE(s, &lb_certificate_schema, TWO);
    s.provider.walk = walk_new();
    s.call.step = TIMEOUT_READ;
    assert_true(lb_certificate_may_delete(&s.call, &one)); /* the plan warns */
    assert_contains(scene_only_diagnostic(&s)->detail, "The load balancer 'web' uses the certificate 'one'.");
    assert_false(is_forced(&s, &one));
    lb_certificate_give_up(&s.call, STR("web,one"));
    s.call.step = TIMEOUT_DELETE;
    assert_true(lb_certificate_may_delete(&s.call, &one));
    assert_true(is_forced(&s, &one));
    walk_free(s.provider.walk);
    scene_end(&s);
}

static void force_destroy_deletes_it_at_once(void **state)
{
    (void)state;
    struct lb_certificate one = model("one");
    QUIET_SCENE(s, &lb_certificate_schema);
    one.force_destroy = tf_bool(true);
    s.call.step = TIMEOUT_DELETE;
    assert_true(lb_certificate_may_delete(&s.call, &one));
    assert_true(is_forced(&s, &one));
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(certificates_of_one_balancer_share_a_read),
        cmocka_unit_test(a_balancer_has_room_for_two),
        cmocka_unit_test(an_attached_certificate_is_deleted_after_its_attachment),
        cmocka_unit_test(force_destroy_deletes_it_at_once),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
