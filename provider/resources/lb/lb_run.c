/*
 * lb_run.c — the records of a run about its load balancers. Must not know what a resource does with them.
 */
#include "resources/lb/lb_run.h"

#include "runtime/region_check.h"

static struct str group_of(struct call *c, const char *what)
{
    return str_printf(c->mem, "%s/%.*s", what, STR_ARG(call_region(c)));
}

static bool has_records(const struct call *c)
{
    return c->client != NULL && c->provider->walk != NULL;
}

/* ---- creations ---- */

static const char created[] = "lb-created", secured[] = "lb-certificate";

void lb_note_new(struct call *c, struct tf_string name)
{
    if (has_records(c) && TF_IS_KNOWN(name))
        call_made(c, group_of(c, created), name.v);
}

bool lb_is_new(struct call *c, struct tf_string name)
{
    return has_records(c) && TF_IS_KNOWN(name) && call_has_made(c, group_of(c, created), name.v);
}

struct tf_string lb_plan_arn(struct call *c, struct tf_string name, const struct tf_string *prior)
{
    return prior != NULL && !lb_is_new(c, name) ? *prior : (struct tf_string){.is = TF_UNKNOWN};
}

/* ---- certificates ---- */

static const struct str any = STR("*"); /* not a name of a load balancer */

void lb_note_certificate(struct call *c, struct tf_string name)
{
    if (has_records(c))
        call_made(c, group_of(c, secured), TF_IS_KNOWN(name) ? name.v : any);
}

struct str lb_certificate(const json_t *lb)
{
    const json_t *all = json_object_get(lb, "tlsCertificateSummaries");
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *one = json_array_get(all, i);
        if (json_is_true(json_object_get(one, "isAttached")))
            return json_member_text(one, "name");
    }
    return STR("");
}

static bool has_certificate(struct call *c, struct tf_string name, bool *ret)
{
    json_t *lb;
    struct str group = group_of(c, secured);
    *ret = call_has_made(c, group, name.v) || call_has_made(c, group, any);
    if (*ret || lb_is_new(c, name))
        return true;
    if (!api_view(c, LS_KIND_LB, name.v, LS_REFRESH, &lb)) {
        *ret = true; /* another check reports a name of no load balancer */
        return api_done_if_not_found(c);
    }
    *ret = lb_certificate(lb).len > 0;
    return true;
}

bool lb_check_redirection(struct call *c, const struct plan *plan, struct tf_string name,
                          const char *attribute)
{
    bool is_ready;
    if (!has_records(c) || !TF_IS_KNOWN(name) || plan->is_final)
        return true;
    TRY(has_certificate(c, name, &is_ready));
    if (!is_ready)
        call_error(
            c, attribute, "Redirection without a certificate",
            "No certificate is attached to the load balancer '%.*s', and without one it cannot redirect to "
            "HTTPS. Attach an issued one first. To do both in one apply, use "
            "lightsail_lb_https_redirection_policy with depends_on = "
            "[lightsail_lb_certificate_attachment.<label>].",
            STR_ARG(name.v));
    return true;
}

/* ---- owners ---- */

void lb_check_owner(struct call *c, const struct plan *plan, struct tf_string name, const char *attribute,
                    const char *part)
{
    const struct str *owners;
    if (!has_records(c) || !TF_IS_KNOWN(name))
        return;
    struct str group = str_printf(c->mem, "lb-owner/%.*s/%.*s/%s", STR_ARG(call_region(c)), STR_ARG(name.v),
                                  part);
    call_made(c, group, str_c(c->schema->type_name));
    size_t count = call_made_of(c, group, &owners);
    for (size_t i = 0; i < count && !plan->is_final; i++) {
        if (!str_eqc(owners[i], c->schema->type_name))
            call_error(c, attribute, "Managed twice",
                       "This %s and a %.*s of this configuration both manage the %s of the load balancer "
                       "'%.*s', so each apply would revert the other. Keep one of them.",
                       c->schema->type_name, STR_ARG(owners[i]), part, STR_ARG(name.v));
    }
}
