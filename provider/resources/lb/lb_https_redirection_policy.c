/*
 * lb_https_redirection_policy.c — lightsail_lb_https_redirection_policy. Must not know certificates, except that redirection
 * needs one (lb_run.c).
 */
#include "gen/lb_https_redirection_policy.h"

#include "resources/lb/lb_policy.h"
#include "resources/lb/lb_run.h"
#include "resources/moves.h"

static bool modify_plan(struct call *c, struct plan *plan)
{
    const struct lb_https_redirection_policy *planned = plan->planned, *prior = plan->prior;
    TRY(lb_policy_plan(c, plan, "HTTPS redirection"));
    bool redirects = TF_IS_KNOWN(planned->enabled) && planned->enabled.v;
    bool was_redirecting = prior != NULL && TF_IS_KNOWN(prior->enabled) && prior->enabled.v &&
                           tf_string_equal(prior->lb_arn, planned->lb_arn);
    return !redirects || was_redirecting || lb_check_redirection(c, plan, planned->lb_name, "enabled");
}

static bool set(struct call *c, struct tf_bool now, const struct lb_https_redirection_policy *plan,
                struct lb_https_redirection_policy *state)
{
    struct str lb = plan->lb_name.v;
    json_t *shown;
    TRY(lb_policy_begin(c, lb));
    bool is_set = lb_attribute_set_bool(c, lb, STR(""), LB_HTTPS_REDIRECTION, now, plan->enabled);
    if (!is_set && !c->err.maybe_done)
        return lb_policy_failed(c, lb);
    state->lb_name = plan->lb_name;
    state->enabled = plan->enabled;
    return is_set && lb_policy_end(c, state, &shown);
}

static bool create(struct call *c, const void *plan, void *state)
{
    return set(c, (struct tf_bool){0}, plan, state);
}

/* A load balancer that was created anew has nothing of the state. */
static bool update(struct call *c, const void *prior_model, const void *plan_model, void *state)
{
    const struct lb_https_redirection_policy *prior = prior_model, *plan = plan_model;
    bool is_same_lb = tf_string_equal(prior->lb_arn, plan->lb_arn);
    return set(c, is_same_lb ? prior->enabled : (struct tf_bool){0}, plan, state);
}

static bool read(struct call *c, const void *prior_model, void *state_model)
{
    const struct lb_https_redirection_policy *prior = prior_model;
    struct lb_https_redirection_policy *state = state_model;
    json_t *lb;
    TRY(lb_policy_read(c, prior, state, &lb));
    if (lb != NULL)
        state->enabled = lb_shown_bool(lb, LB_HTTPS_REDIRECTION, prior->enabled);
    return true;
}

static bool destroy(struct call *c, const void *prior)
{
    return lb_policy_destroy(c, prior, LB_HTTPS_REDIRECTION);
}

static const struct state_move from_aws = {.provider = AWS_PROVIDER,
                                           .type_name = "aws_lightsail_lb_https_redirection_policy",
                                           .newest_version = AWS_SCHEMA_VERSION};

const struct resource lb_https_redirection_policy_resource = {
    .schema = &lb_https_redirection_policy_schema,
    .modify_plan = modify_plan,
    .create = create,
    .read = read,
    .update = update,
    .destroy = destroy,
    .import = lb_policy_import,
    .moves = &from_aws,
    .move_count = 1,
};
