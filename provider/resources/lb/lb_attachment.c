/*
 * lb_attachment.c — lightsail_lb_attachment: one instance at one load balancer. Knows when an attachment is that of the state;
 * must not know how an instance is attached (lb_target.c).
 */
#include "resources/lb/lb_attachment.h"

#include "resources/catalogue/origin.h"
#include "resources/instance/instance.h"
#include "resources/instance/instance_ref.h"
#include "resources/lb/lb_run.h"
#include "resources/lb/lb_target.h"
#include "resources/moves.h"
#include "runtime/crud.h"
#include "runtime/region_check.h"

static struct instance_ref ref_of(const struct lb_attachment *model)
{
    return (struct instance_ref){model->instance_name, model->instance_arn};
}

void lb_attachment_fill(const json_t *lb, struct str instance, struct lb_attachment *state)
{
    state->lb_name = tf_string(json_member_text(lb, "name"));
    state->lb_arn = tf_string(json_member_text(lb, "arn"));
    state->instance_name = tf_string(instance);
}

/* ---- plan ---- */

/* An instance that this run plans, too, may be started by it. */
static bool check_power(struct call *c, const struct plan *plan, const struct lb_attachment *config)
{
    json_t *instance;
    struct str name = config->instance_name.v;
    if (plan->prior != NULL || plan->is_final || c->client == NULL || !TF_IS_KNOWN(config->instance_name) ||
        region_planned(c, LS_KIND_INSTANCE, name))
        return true;
    if (!api_view(c, LS_KIND_INSTANCE, name, LS_REFRESH, &instance))
        return api_done_if_not_found(c);
    if (ls_instance_is_stopped(instance))
        call_error(c, "instance_name", "Instance is stopped",
                   "The instance '%.*s' is stopped, and only a running one can be attached to a load "
                   "balancer. Start it first.",
                   STR_ARG(name));
    return true;
}

static bool modify_plan(struct call *c, struct plan *plan)
{
    const struct lb_attachment *config = plan->config, *prior = plan->prior;
    struct lb_attachment *planned = plan->planned, none = {0};
    const struct lb_attachment *was = prior != NULL ? prior : &none;
    struct instance_ref before = ref_of(was);
    instance_ref_plan(c, ref_of(config), prior != NULL ? &before : NULL, &planned->instance_name,
                      &planned->instance_arn);
    planned->lb_arn = lb_plan_arn(c, planned->lb_name, prior != NULL ? &prior->lb_arn : NULL);
    refers_check(c, plan, LS_KIND_LB, "lb_name", config->lb_name, was->lb_name);
    refers_check(c, plan, LS_KIND_INSTANCE, "instance_name", config->instance_name, was->instance_name);
    origin_prepare(c, LS_KIND_LB, planned->lb_name);
    if (TF_IS_NULL(config->instance_name))
        instance_ref_check(c, plan, ref_of(config), before);
    if (prior == NULL)
        return check_power(c, plan, config);
    if (TF_IS_UNKNOWN(planned->lb_arn))
        plan_replace(plan, STR("lb_arn")); /* Lightsail deletes the attachments of a load balancer with it */
    return instance_ref_plan_replace(c, plan, ref_of(config), before);
}

/* ---- create and update ---- */

/* One attachment may be two resources of a run: the destroy of the old one leaves what the new one has attached. */
static const struct str claims = STR("lb-attachment");

static struct str key_of(struct call *c, const struct lb_pair *pair)
{
    return str_printf(c->mem, "lb-attachment/%.*s/%.*s/%.*s", STR_ARG(call_region(c)), STR_ARG(pair->lb),
                      STR_ARG(pair->instance));
}

static bool claim(struct call *c, const struct lb_pair *pair)
{
    struct str key = key_of(c, pair);
    TRY(call_lock(c, key));
    call_made(c, claims, key);
    call_unlock(c, key);
    return true;
}

/* The request may have missed either. */
static bool explain_missing(struct call *c, struct str name)
{
    struct err original = c->err;
    json_t *lb;
    if (original.kind != ERR_NOT_FOUND)
        return false;
    if (api_view(c, LS_KIND_LB, name, LS_NOW, &lb) || c->err.kind != ERR_NOT_FOUND) {
        c->err = original;
        return false;
    }
    return fail_at(&c->err, ERR_USER, "lb_name", "there is no load balancer '%.*s' in %.*s", STR_ARG(name),
                   STR_ARG(call_region(c)));
}

/* What this run knows is enough for a running instance: attachments of one load balancer then share a request. */
static bool find_target(struct call *c, const struct lb_attachment *plan, struct instance_found *ret)
{
    return (instance_ref_known(c, ref_of(plan), ret) && ls_instance_is_running(ret->instance)) ||
           (instance_ref_find(c, ref_of(plan), ret) &&
            instance_must_run(c, ret->instance, "can be attached to a load balancer"));
}

static bool waits(const struct lb_attachment *plan)
{
    return TF_IS_KNOWN(plan->wait_for_healthy) && plan->wait_for_healthy.v;
}

static bool bring(struct call *c, const struct lb_attachment *plan, struct lb_attachment *state)
{
    struct instance_found target;
    TRY(find_target(c, plan, &target));
    struct lb_pair pair = {.lb = plan->lb_name.v, .instance = target.name};
    TRY(claim(c, &pair));
    bool done = lb_target_attach(c, &pair);
    if (!done && !c->err.maybe_done && lb_target(pair.object, target.name) == NULL)
        return explain_missing(c, plan->lb_name.v);
    state->lb_name = plan->lb_name;
    state->instance_name = tf_string(target.name);
    state->instance_arn = tf_string(target.arn);
    if (pair.object != NULL)
        state->lb_arn = tf_string(json_member_text(pair.object, "arn"));
    return done && (!waits(plan) || lb_target_wait_healthy(c, &pair));
}

static bool create(struct call *c, const void *plan, void *state)
{
    return bring(c, plan, state);
}

static bool update(struct call *c, const void *prior_model, const void *plan_model, void *state_model)
{
    const struct lb_attachment *prior = prior_model, *plan = plan_model;
    struct lb_attachment *state = state_model;
    state->wait_for_healthy = plan->wait_for_healthy;
    return tf_string_equal(prior->instance_arn, plan->instance_arn) || bring(c, plan, state);
}

/* ---- read ---- */

static bool read(struct call *c, const void *prior_model, void *state_model)
{
    const struct lb_attachment *prior = prior_model;
    struct lb_attachment *state = state_model;
    struct instance_found instance;
    bool is_over;
    json_t *lb;
    if (!api_read(c, LS_KIND_LB, prior->lb_name.v, prior->lb_arn, &lb))
        return api_gone_if_not_found(c);
    const json_t *target = lb_target(lb, prior->instance_name.v);
    bool is_attached = target != NULL && !lb_target_is_leaving(target);
    TRY(instance_ref_attached(c, ref_of(prior), is_attached, &instance, &is_over));
    if (is_over)
        return true;
    lb_attachment_fill(lb, prior->instance_name.v, state);
    state->instance_arn = tf_string(instance.arn);
    return true;
}

/* ---- destroy ---- */

/* Whether there is an attachment of the state to remove. That there is none is read again for as long as reads may lag. */
static bool find(struct call *c, const struct lb_attachment *prior, struct lb_pair *pair, bool *ret_is_there)
{
    bool is_own;
    *ret_is_there = false;
    TRY(api_is_own(c, LS_KIND_LB, prior->lb_name.v, prior->lb_arn, &is_own));
    if (!is_own)
        return true;
    TRY(api_is_own(c, LS_KIND_INSTANCE, prior->instance_name.v, prior->instance_arn, &is_own));
    if (!is_own)
        return true;
    if (!api_view(c, LS_KIND_LB, pair->lb, LS_REFRESH, &pair->object))
        return api_done_if_not_found(c);
    *ret_is_there = lb_target(pair->object, pair->instance) != NULL || lb_target_shows_soon(c, pair);
    return true;
}

static bool destroy(struct call *c, const void *prior_model)
{
    const struct lb_attachment *prior = prior_model;
    struct lb_pair pair = {.lb = prior->lb_name.v, .instance = prior->instance_name.v};
    struct str key = key_of(c, &pair);
    bool is_there;
    TRY(find(c, prior, &pair, &is_there));
    if (!is_there)
        return true;
    TRY(call_lock(c, key));
    bool done = call_has_made(c, claims, key) || lb_target_detach(c, &pair) || api_done_if_not_found(c);
    call_unlock(c, key);
    return done;
}

/* The attributes have the same names; the ARNs come with the refresh. */
static const struct state_move from_aws = {.provider = AWS_PROVIDER,
                                           .type_name = "aws_lightsail_lb_attachment",
                                           .newest_version = AWS_SCHEMA_VERSION};

const struct resource lb_attachment_resource = {
    .schema = &lb_attachment_schema,
    .modify_plan = modify_plan,
    .create = create,
    .read = read,
    .update = update,
    .destroy = destroy,
    .import = crud_import,
    .moves = &from_aws,
    .move_count = 1,
};
