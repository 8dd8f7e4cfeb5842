/*
 * lb_attribute.c — sends and reads the attributes of a load balancer. Must not know why one changes.
 */
#include "resources/lb/lb_attribute.h"

#include "resources/lb/lb_ready.h"
#include "runtime/busy.h"

static const struct {
    const char *name, *noun;
    const char *member; /* of a LoadBalancer; the values in configurationOptions are texts */
} attributes[] = {
    [LB_HEALTH_CHECK_PATH] = {"HealthCheckPath", "the path of the health check", "healthCheckPath"},
    [LB_TLS_POLICY] = {"TlsPolicyName", "the TLS policy", "tlsPolicyName"},
    [LB_HTTPS_REDIRECTION] = {"HttpsRedirectionEnabled", "HTTPS redirection", "httpsRedirectionEnabled"},
    [LB_STICKINESS] = {"SessionStickinessEnabled", "session stickiness",
                       "configurationOptions.SessionStickinessEnabled"},
    [LB_COOKIE_DURATION] = {"SessionStickiness_LB_CookieDurationSeconds", "the duration of the cookie",
                            "configurationOptions.SessionStickiness_LB_CookieDurationSeconds"},
};

bool lb_attribute_lock(struct call *c, struct str lb)
{
    return call_lock(c, str_printf(c->mem, "lb-attributes/%.*s/%.*s", STR_ARG(call_region(c)), STR_ARG(lb)));
}

/* ---- changes ---- */

static json_t *shown_value(enum lb_attribute attribute, struct str value)
{
    return attribute == LB_HTTPS_REDIRECTION ? json_boolean(str_eqc(value, "true")) : json_new_str(value);
}

static bool send(struct call *c, json_t *in, const void *context, json_t **ret_answer)
{
    return api_change_begin(c, OP_UPDATE_LOAD_BALANCER_ATTRIBUTE, in, context, ret_answer);
}

static json_t *request_of(struct call *c, struct str lb, enum lb_attribute attribute, struct str value)
{
    return json_own(c->mem,
                    json_pack("{s:o, s:s, s:o}", "loadBalancerName", json_new_str(lb), "attributeName",
                              attributes[attribute].name, "attributeValue", json_new_str(value)));
}

bool lb_attribute_set(struct call *c, struct str lb, struct str arn, enum lb_attribute attribute,
                      struct str value)
{
    json_t *in = request_of(c, lb, attribute, value), *answer;
    const json_t *members = json_own(c->mem, json_pack("{s:o}", attributes[attribute].member,
                                                       shown_value(attribute, value)));
    const struct ls_effect effect = {LS_CHANGED, LS_KIND_LB, .name = lb, .arn = arn, .members = members};
    bool is_sent = busy_send(c, json_incref(in), send, &effect, &answer) ||
                   (lb_wait_provisioned(c, lb) && busy_send(c, json_incref(in), send, &effect, &answer));
    return (is_sent && api_wait(c, answer)) ||
           fail_context(&c->err, "while setting %s of the load balancer '%.*s'", attributes[attribute].noun,
                        STR_ARG(lb));
}

bool lb_attribute_set_text(struct call *c, struct str lb, struct str arn, enum lb_attribute attribute,
                           struct tf_string now, struct tf_string wanted)
{
    return !TF_IS_KNOWN(wanted) || tf_string_equal(now, wanted) ||
           lb_attribute_set(c, lb, arn, attribute, wanted.v);
}

bool lb_attribute_set_bool(struct call *c, struct str lb, struct str arn, enum lb_attribute attribute,
                           struct tf_bool now, struct tf_bool wanted)
{
    bool is_same = TF_IS_KNOWN(now) && TF_IS_KNOWN(wanted) && now.v == wanted.v;
    return !TF_IS_KNOWN(wanted) || is_same ||
           lb_attribute_set(c, lb, arn, attribute, wanted.v ? STR("true") : STR("false"));
}

bool lb_attribute_set_int(struct call *c, struct str lb, struct str arn, enum lb_attribute attribute,
                          struct tf_int now, struct tf_int wanted)
{
    bool is_same = TF_IS_KNOWN(now) && TF_IS_KNOWN(wanted) && now.v == wanted.v;
    return !TF_IS_KNOWN(wanted) || is_same ||
           lb_attribute_set(c, lb, arn, attribute, str_printf(c->mem, "%lld", (long long)wanted.v));
}

/* ---- what is shown ---- */

struct tf_bool lb_shown_bool(const json_t *lb, enum lb_attribute attribute, struct tf_bool before)
{
    const json_t *shown = json_at(lb, attributes[attribute].member);
    struct str text = json_text(shown);
    if (json_is_boolean(shown) || text.len > 0)
        return tf_bool(json_is_true(shown) || str_eqc(text, "true"));
    return TF_IS_KNOWN(before) ? before : (struct tf_bool){0};
}

struct tf_int lb_shown_int(const json_t *lb, enum lb_attribute attribute, struct tf_int before)
{
    int64_t number;
    if (str_to_int64(json_text(json_at(lb, attributes[attribute].member)), &number))
        return tf_int(number);
    return TF_IS_KNOWN(before) ? before : (struct tf_int){0};
}
