/*
 * lb_attribute.h — the attributes of a load balancer that the API changes one by one, as texts. Knows their names and where a
 * LoadBalancer shows them; must not know which resource manages them. Source: UpdateLoadBalancerAttribute and LoadBalancer
 * of the API model.
 */
#ifndef RESOURCES_LB_ATTRIBUTE_H
#define RESOURCES_LB_ATTRIBUTE_H

#include "runtime/api.h"

enum lb_attribute {
    LB_HEALTH_CHECK_PATH,
    LB_TLS_POLICY,
    LB_HTTPS_REDIRECTION,
    LB_STICKINESS,
    LB_COOKIE_DURATION,
};

/* Only one call of this process changes the attributes of a load balancer at a time, until it ends. */
bool lb_attribute_lock(struct call *c, struct str lb) MUST_USE;

/* Sets the attribute and waits for the operations. arn: of the load balancer that is meant; "": any with the name. */
bool lb_attribute_set(struct call *c, struct str lb, struct str arn, enum lb_attribute attribute,
                      struct str value) MUST_USE;
/* The same for values of a plan. Null and unknown ones, and the one that the load balancer has already (`now`), need no
 * request. */
bool lb_attribute_set_text(struct call *c, struct str lb, struct str arn, enum lb_attribute attribute,
                           struct tf_string now, struct tf_string wanted) MUST_USE;
bool lb_attribute_set_bool(struct call *c, struct str lb, struct str arn, enum lb_attribute attribute,
                           struct tf_bool now, struct tf_bool wanted) MUST_USE;
bool lb_attribute_set_int(struct call *c, struct str lb, struct str arn, enum lb_attribute attribute,
                          struct tf_int now, struct tf_int wanted) MUST_USE;

/* What a LoadBalancer of a response shows; `before`, if it is known and nothing is shown, otherwise null. */
struct tf_bool lb_shown_bool(const json_t *lb, enum lb_attribute attribute, struct tf_bool before);
struct tf_int lb_shown_int(const json_t *lb, enum lb_attribute attribute, struct tf_int before);

#endif
