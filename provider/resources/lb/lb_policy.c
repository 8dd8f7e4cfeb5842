/*
 * lb_policy.c — the life of an attribute of a load balancer as a resource of its own. Must not know which attribute it is.
 */
#include "resources/lb/lb_policy.h"

#include "resources/lb/lb_run.h"
#include "runtime/arn.h"
#include "runtime/crud.h"
#include "runtime/region_check.h"

static struct tf_string *field(const struct call *c, const void *model, const char *name)
{
    return crud_field(c, model, name);
}

bool lb_policy_plan(struct call *c, struct plan *plan, const char *part)
{
    struct tf_string name = crud_text(c, plan->config, "lb_name");
    const struct tf_string *arn = plan->prior != NULL ? field(c, plan->prior, "lb_arn") : NULL;
    *field(c, plan->planned, "lb_arn") = lb_plan_arn(c, name, arn);
    refers_check(c, plan, LS_KIND_LB, "lb_name", name,
                 plan->prior != NULL ? crud_text(c, plan->prior, "lb_name") : (struct tf_string){0});
    lb_check_owner(c, plan, name, "lb_name", part);
    if (TF_IS_KNOWN(name) && c->client != NULL && c->provider->walk != NULL && !plan->is_final &&
        call_validations(c, name.v) > 1)
        call_warn(c, "lb_name", "Managed twice",
                  "This configuration has more than one %s for the load balancer '%.*s', so each apply "
                  "reverts the other. Keep one of them.",
                  c->schema->type_name, STR_ARG(name.v));
    return true;
}

/* ---- create and update ---- */

/* One policy may be two resources of a run: the destroy of the old one leaves what the new one has set. */
static struct str claim_of(struct call *c, struct str lb)
{
    return str_printf(c->mem, "%s/%.*s/%.*s", c->schema->type_name, STR_ARG(call_region(c)), STR_ARG(lb));
}

static const struct str claims = STR("lb-policy");

bool lb_policy_begin(struct call *c, struct str lb)
{
    TRY(lb_attribute_lock(c, lb));
    call_made(c, claims, claim_of(c, lb));
    return true;
}

bool lb_policy_failed(struct call *c, struct str lb)
{
    if (c->err.kind != ERR_NOT_FOUND)
        return false;
    return fail_at(&c->err, ERR_USER, "lb_name", "there is no load balancer '%.*s' in %.*s", STR_ARG(lb),
                   STR_ARG(call_region(c)));
}

static void store(struct call *c, const json_t *lb, void *state)
{
    *field(c, state, "lb_name") = tf_string(str_copy(c->mem, json_member_text(lb, "name")));
    *field(c, state, "lb_arn") = tf_string(str_copy(c->mem, json_member_text(lb, "arn")));
}

bool lb_policy_end(struct call *c, void *state, json_t **ret_lb)
{
    TRY(api_view(c, LS_KIND_LB, crud_text(c, state, "lb_name").v, LS_NOW, ret_lb));
    store(c, *ret_lb, state);
    return true;
}

/* ---- read, destroy, import ---- */

bool lb_policy_read(struct call *c, const void *prior, void *state, json_t **ret_lb)
{
    *ret_lb = NULL;
    if (!api_read(c, LS_KIND_LB, crud_text(c, prior, "lb_name").v, crud_text(c, prior, "lb_arn"), ret_lb)) {
        *ret_lb = NULL;
        return api_gone_if_not_found(c);
    }
    store(c, *ret_lb, state);
    return true;
}

bool lb_policy_destroy(struct call *c, const void *prior, enum lb_attribute attribute)
{
    struct tf_string arn = crud_text(c, prior, "lb_arn");
    struct str lb = crud_text(c, prior, "lb_name").v;
    bool is_own;
    TRY(api_is_own(c, LS_KIND_LB, lb, arn, &is_own));
    if (!is_own)
        return true;
    TRY(lb_attribute_lock(c, lb));
    return call_has_made(c, claims, claim_of(c, lb)) ||
           lb_attribute_set(c, lb, TF_IS_KNOWN(arn) ? arn.v : STR(""), attribute, STR("false")) ||
           api_done_if_not_found(c);
}

bool lb_policy_import(struct call *c, struct str id, void *state)
{
    struct str name;
    TRY(arn_or_name(c, id, LS_KIND_LB, &name));
    *field(c, state, "lb_name") = tf_string(str_copy(c->mem, name));
    return true;
}
