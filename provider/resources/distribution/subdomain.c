/*
 * subdomain.c — lightsail_subdomain, beyond the rows of its record: whether a name is free, and the distribution to which it
 * leads. Must not know how a distribution is made.
 */
#include "gen/subdomain.h"
#include "runtime/busy.h"
#include "runtime/crud.h"

/* ---- plan ---- */

/* A plan does not fail because this cannot be asked. */
static void check_free(struct call *c, const struct plan *plan)
{
    const struct subdomain *planned = plan->planned, *prior = plan->prior;
    json_t *answer;
    if (c->client == NULL || plan->is_final || !TF_IS_KNOWN(planned->name) ||
        (prior != NULL && tf_string_equal(prior->name, planned->name)))
        return;
    if (!api_call(c, OP_CHECK_SUBDOMAIN_AVAILABILITY,
                  json_pack("{s:o}", "subdomainName", json_new_str(planned->name.v)), &answer)) {
        if (c->err.kind == ERR_USER || c->err.kind == ERR_API)
            call_error(c, "name", "Subdomain not possible", "%s.", c->err.text);
        c->err = (struct err){0};
    } else if (json_is_false(json_object_get(answer, "available")))
        call_error(
            c, "name", "Subdomain not available",
            "The name '%.*s' is not free: names are shared by all accounts, and a deleted one is locked "
            "for 30 days. Use another name. If it is yours, import it.",
            STR_ARG(planned->name.v));
}

static bool modify_plan(struct call *c, struct plan *plan)
{
    const struct subdomain *prior = plan->prior;
    struct subdomain *planned = plan->planned;
    TRY(crud_modify_plan(c, plan));
    if (prior != NULL && tf_string_equal(prior->distribution_arn, planned->distribution_arn)) {
        planned->distribution_name = prior->distribution_name;
        planned->state = prior->state;
    }
    check_free(c, plan);
    return true;
}

/* ---- association ---- */

struct association {
    struct str arn; /* "": none */
};

static bool leads_to(const json_t *subdomain, const char *member, struct str arn)
{
    return str_eq(json_member_text(json_object_get(subdomain, member), "arn"), arn);
}

/* It shows a change when it has begun. */
static bool shows(const void *context, const json_t *subdomain)
{
    const struct association *to = context;
    struct str state = json_member_text(subdomain, "state");
    if (to->arn.len == 0)
        return str_eqc(state, "UNATTACHED") || str_eqc(state, "DETACHING");
    return leads_to(subdomain, "attachedResource", to->arn) ||
           leads_to(subdomain, "attachingResource", to->arn);
}

static bool send(struct call *c, json_t *in, const void *context, json_t **ret_answer)
{
    return api_change_begin(c, OP_UPDATE_SUBDOMAIN_ASSOCIATION, in, context, ret_answer);
}

static bool is_reached(void *context, const json_t *subdomain, bool *ret_reached, struct err *err)
{
    const struct association *to = context;
    struct str state = json_member_text(subdomain, "state");
    if (subdomain == NULL)
        return fail(err, ERR_NOT_FOUND, "the subdomain no longer exists");
    *ret_reached = to->arn.len == 0
                       ? str_eqc(state, "UNATTACHED")
                       : str_eqc(state, "ATTACHED") && leads_to(subdomain, "attachedResource", to->arn);
    return true;
}

static const char *action_for(struct tf_string before, const struct association *to)
{
    if (to->arn.len == 0)
        return "DISASSOCIATE";
    return TF_IS_KNOWN(before) ? "TRANSFER" : "ASSOCIATE";
}

static bool associate(struct call *c, struct str name, struct tf_string before, struct tf_string wanted)
{
    struct association to = {TF_IS_KNOWN(wanted) ? wanted.v : STR("")};
    const struct ls_effect effect = {LS_CHANGED, LS_KIND_SUBDOMAIN, .name = name, .shows = shows,
                                     .context = &to};
    json_t *object, *answer;
    TRY(crud_wait_ready(c, name, NULL, &object));
    bool is_done = false;
    TRY(is_reached(&to, object, &is_done, &c->err));
    if (is_done)
        return true;
    json_t *in = json_pack("{s:o, s:s}", "subdomainName", json_new_str(name), "action",
                           action_for(before, &to));
    if (to.arn.len > 0)
        json_object_set_new(in, "targetResourceArn", json_new_str(to.arn));
    return busy_send(c, in, send, &effect, &answer) &&
           api_view_wait(c, LS_KIND_SUBDOMAIN, name, "subdomain associated", answer, is_reached, &to,
                         &object);
}

/* ---- steps ---- */

static bool refill(struct call *c, const struct subdomain *plan, struct subdomain *state)
{
    const struct subdomain before = *state;
    json_t *object;
    TRY(api_view(c, LS_KIND_SUBDOMAIN, plan->name.v, LS_NOW, &object));
    return crud_fill(c, object, &before, state);
}

static bool create(struct call *c, const void *plan_model, void *state_model)
{
    const struct subdomain *plan = plan_model;
    struct subdomain *state = state_model;
    TRY(crud_create(c, plan, state));
    if (TF_IS_NULL(plan->distribution_arn) || !TF_IS_KNOWN(state->arn))
        return true;
    TRY(associate(c, plan->name.v, (struct tf_string){0}, plan->distribution_arn));
    return refill(c, plan, state);
}

static bool update(struct call *c, const void *prior_model, const void *plan_model, void *state_model)
{
    const struct subdomain *prior = prior_model, *plan = plan_model;
    struct subdomain *state = state_model;
    TRY(api_must_be_own(c, LS_KIND_SUBDOMAIN, prior->name.v, prior->arn));
    if (!tf_string_equal(prior->distribution_arn, plan->distribution_arn)) {
        TRY(associate(c, prior->name.v, prior->distribution_arn, plan->distribution_arn));
        state->distribution_arn = plan->distribution_arn;
    }
    const struct subdomain changed = *state;
    return crud_update(c, &changed, plan, state);
}

/* Only one that leads nowhere can be deleted. */
static bool destroy(struct call *c, const void *prior_model)
{
    const struct subdomain *prior = prior_model;
    json_t *object;
    bool is_own;
    TRY(api_is_own(c, LS_KIND_SUBDOMAIN, prior->name.v, prior->arn, &is_own));
    if (!is_own)
        return true;
    if (!api_view(c, LS_KIND_SUBDOMAIN, prior->name.v, LS_NOW, &object))
        return api_done_if_not_found(c);
    if (!str_eqc(json_member_text(object, "state"), "CREATE_FAILED") &&
        !associate(c, prior->name.v, (struct tf_string){0}, (struct tf_string){0}))
        return api_done_if_not_found(c);
    return crud_destroy(c, prior);
}

const struct resource subdomain_resource = {
    .schema = &subdomain_schema,
    .validate = crud_validate,
    .modify_plan = modify_plan,
    .create = create,
    .read = crud_read,
    .update = update,
    .destroy = destroy,
    .import = crud_import,
};
