/*
 * lb_certificate.c — when a load balancer has room for a certificate, and when an attached one may be deleted. Must not
 * know domain names, nor how a certificate is attached.
 */
#include "resources/lb/lb_certificate.h"

#include "gen/certificate.h"
#include "gen/lb_certificate.h"
#include "resources/lb/lb_run.h"

static const struct str given_up = STR("lb certificates without attachment");

bool lb_certificate_is_attached(const json_t *certificate)
{
    return json_is_true(json_object_get(certificate, "isAttached"));
}

void lb_certificate_give_up(struct call *c, struct str name)
{
    if (c->provider->walk != NULL)
        call_made(c, given_up, name);
}

/* ---- plan ---- */

enum { MOST_OF_BALANCER = 2 };

/* The certificates of a balancer that exists or is planned, with those that this run plans to create. */
static size_t count_certificates(struct call *c, struct str lb, struct str created)
{
    struct str group = str_printf(c->mem, "planned certificates of %.*s", STR_ARG(lb));
    const struct str *planned;
    json_t *balancer = NULL;
    if (!call_has_made(c, group, created))
        call_made(c, group, created);
    size_t count = call_made_of(c, group, &planned), planned_count = count;
    if (!api_view(c, LS_KIND_LB, lb, LS_REFRESH, &balancer))
        c->err = (struct err){0};
    const json_t *existing = json_object_get(balancer, "tlsCertificateSummaries");
    for (size_t i = 0; i < json_array_size(existing); i++) {
        struct str name = json_member_text(json_array_get(existing, i), "name");
        bool is_planned = false;
        for (size_t k = 0; k < planned_count; k++)
            is_planned = is_planned || str_eq(planned[k], name);
        count += !is_planned;
    }
    return count;
}

static void check_room(struct call *c, const struct plan *plan)
{
    const struct lb_certificate *planned = plan->planned;
    if (plan->prior != NULL || plan->is_final || c->client == NULL || c->provider->walk == NULL ||
        !TF_IS_KNOWN(planned->lb_name) || !TF_IS_KNOWN(planned->name))
        return;
    size_t room = MOST_OF_BALANCER + (plan->is_replacement ? 1 : 0);
    if (count_certificates(c, planned->lb_name.v, planned->name.v) > room)
        call_error(c, "lb_name", "Too many certificates",
                   "The load balancer '%.*s' can have %d certificates, and with '%.*s' it would have more. "
                   "Delete one that "
                   "is not attached first, or make one certificate for all domain names.",
                   STR_ARG(planned->lb_name.v), MOST_OF_BALANCER, STR_ARG(planned->name.v));
}

/* Lightsail deletes the certificates of a load balancer with it. */
static void plan_new_lb(struct call *c, struct plan *plan)
{
    struct lb_certificate *planned = plan->planned;
    if (plan->prior == NULL || !lb_is_new(c, planned->lb_name))
        return;
    planned->arn = TF_UNKNOWN_OF(planned->arn);
    plan_replace(plan, STR("arn"));
}

bool lb_certificate_plan(struct call *c, struct plan *plan)
{
    plan_new_lb(c, plan);
    check_room(c, plan);
    return certificate_plan(c, plan);
}

/* ---- delete ---- */

static bool judge_detached(void *context, const json_t *object, bool *ret_reached, struct err *err)
{
    (void)context, (void)err;
    *ret_reached = object == NULL || !lb_certificate_is_attached(object);
    return true;
}

static bool is_forced(struct call *c, const struct lb_certificate *prior)
{
    return (TF_IS_KNOWN(prior->force_destroy) && prior->force_destroy.v) ||
           (c->provider->walk != NULL && call_has_made(c, given_up, crud_name(c, prior)));
}

bool lb_certificate_request(struct call *c, enum crud_step step, const void *prior, const void *plan,
                            json_t *in)
{
    (void)plan;
    if (step == CRUD_DELETE && is_forced(c, prior))
        json_object_set_new(in, "force", json_true());
    return true;
}

bool lb_certificate_may_delete(struct call *c, const void *prior_model)
{
    const struct lb_certificate *prior = prior_model;
    struct str key = crud_name(c, prior), name = prior->name.v, lb = prior->lb_name.v;
    bool is_plan = c->step == TIMEOUT_READ;
    json_t *found;
    if (is_forced(c, prior))
        return true;
    if (!api_view(c, LS_KIND_LB_CERTIFICATE, key, is_plan ? LS_REFRESH : LS_NOW, &found))
        return api_done_if_not_found(c);
    if (!lb_certificate_is_attached(found) ||
        (!is_plan && api_shows_soon(c, LS_KIND_LB_CERTIFICATE, key, judge_detached, NULL, NULL)))
        return true;
    if (is_plan) {
        call_warn(c, "name", "Certificate in use",
                  "The load balancer '%.*s' uses the certificate '%.*s'. The deletion succeeds only if "
                  "another one is "
                  "attached, or the lightsail_lb_certificate_attachment is destroyed, before it in this "
                  "apply, or with "
                  "force_destroy = true.",
                  STR_ARG(lb), STR_ARG(name));
        return true;
    }
    fail_at(&c->err, ERR_USER, "name", "the certificate '%.*s' is used by the load balancer '%.*s'",
            STR_ARG(name), STR_ARG(lb));
    return fail_hint(&c->err,
                     "Nothing was deleted. Attach another certificate first, or set force_destroy = true and "
                     "apply, then destroy it.");
}
