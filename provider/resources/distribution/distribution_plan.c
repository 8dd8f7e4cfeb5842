/*
 * distribution_plan.c — what a plan of a distribution decides: values that mean the same, values that a change makes unknown, its
 * bundle and its certificate. Must not know how a change is sent.
 */
#include "resources/catalogue/bundle_check.h"
#include "resources/certificate/certificate_check.h"
#include "resources/distribution/distribution.h"
#include "runtime/region_check.h"

/* ---- values ---- */

static void keep_methods(struct tf_string before, struct tf_string *planned)
{
    if (TF_IS_KNOWN(before) && TF_IS_KNOWN(*planned) && distribution_same_methods(before.v, planned->v))
        *planned = before;
}

/* A value of another form means the same, so the earlier one stays. */
static void keep_forms(const struct distribution *prior, struct distribution *planned)
{
    const struct distribution_cache_behavior_settings *before = distribution_settings(prior);
    struct distribution_cache_behavior_settings *after = distribution_settings(planned);
    if (before == NULL || after == NULL)
        return;
    keep_methods(before->allowed_http_methods, &after->allowed_http_methods);
    keep_methods(before->cached_http_methods, &after->cached_http_methods);
    if (TF_IS_KNOWN(before->forwarded_headers) && before->forwarded_headers.count > 0 &&
        TF_IS_KNOWN(after->forwarded_headers) && after->forwarded_headers.count > 0 &&
        distribution_same_headers(before->forwarded_headers.v->option, after->forwarded_headers.v->option))
        after->forwarded_headers.v->option = before->forwarded_headers.v->option;
}

/* What Lightsail derives from something that changes. */
static void forget_derived(const struct distribution *prior, struct distribution *planned)
{
    const struct distribution_origin *before = distribution_origin(prior);
    struct distribution_origin *after = planned->origin.count > 0 ? planned->origin.v : NULL;
    bool is_same = before != NULL && after != NULL && tf_string_equal(before->name, after->name) &&
                   tf_string_equal(before->region_name, after->region_name);
    if (!is_same)
        planned->origin_public_dns = TF_UNKNOWN_OF(planned->origin_public_dns);
    if (!is_same && after != NULL)
        after->resource_type = TF_UNKNOWN_OF(after->resource_type);
    if (!tf_string_equal(prior->certificate_name, planned->certificate_name))
        planned->alternative_domain_names = TF_UNKNOWN_OF(planned->alternative_domain_names);
    if (!tf_string_equal(prior->bundle_id, planned->bundle_id))
        planned->able_to_update_bundle = TF_UNKNOWN_OF(planned->able_to_update_bundle);
}

/* Lightsail removes the rules with the firewall. */
static void plan_rules(struct distribution *planned)
{
    if (TF_IS_KNOWN(planned->waf_enabled) && !planned->waf_enabled.v) {
        planned->waf_rules.is = TF_KNOWN;
        planned->waf_rules.count = 0;
    }
}

/* ---- the certificate ---- */

static bool check_certificate(struct call *c, const struct plan *plan)
{
    const struct distribution *config = plan->config, *prior = plan->prior;
    struct tf_string name = config->certificate_name;
    if (c->client == NULL || plan->is_final || !TF_IS_KNOWN(name) ||
        (prior != NULL && tf_string_equal(prior->certificate_name, name)))
        return true;
    struct certificate_use use = {"certificate_name", "A distribution", name.v, NULL,
                                  region_planned(c, LS_KIND_CERTIFICATE, name.v)};
    return certificate_check_use(c, &use);
}

/* ---- the plan ---- */

bool distribution_plan(struct call *c, struct plan *plan)
{
    const struct distribution *prior = plan->prior;
    struct distribution *planned = plan->planned;
    if (prior != NULL) {
        keep_forms(prior, planned);
        forget_derived(prior, planned);
    }
    plan_rules(planned);
    TRY(bundle_check_monthly(c, plan, CATALOGUE_DISTRIBUTION_BUNDLES, LS_KIND_DISTRIBUTION));
    TRY(check_certificate(c, plan));
    return distribution_check_origin(c, plan);
}
