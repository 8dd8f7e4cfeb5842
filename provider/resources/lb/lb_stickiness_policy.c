/*
 * lb_stickiness_policy.c — lightsail_lb_stickiness_policy. Must not know the load balancer as a resource.
 */
#include "gen/lb_stickiness_policy.h"

#include "resources/lb/lb_policy.h"
#include "resources/moves.h"

static bool modify_plan(struct call *c, struct plan *plan)
{
    struct lb_stickiness_policy *planned = plan->planned;
    const struct lb_stickiness_policy *config = plan->config, *prior = plan->prior;
    TRY(lb_policy_plan(c, plan, "session stickiness"));
    bool is_same_lb = prior != NULL && tf_string_equal(prior->lb_arn, planned->lb_arn);
    if (TF_IS_NULL(config->cookie_duration))
        planned->cookie_duration = is_same_lb ? prior->cookie_duration
                                              : TF_UNKNOWN_OF(planned->cookie_duration);
    return true;
}

static bool set(struct call *c, const struct lb_stickiness_policy *now,
                const struct lb_stickiness_policy *plan, struct lb_stickiness_policy *state)
{
    struct str lb = plan->lb_name.v;
    json_t *shown;
    TRY(lb_policy_begin(c, lb));
    bool is_enabled = lb_attribute_set_bool(c, lb, STR(""), LB_STICKINESS, now->enabled, plan->enabled);
    if (!is_enabled && !c->err.maybe_done)
        return lb_policy_failed(c, lb);
    state->lb_name = plan->lb_name;
    state->enabled = plan->enabled;
    TRY(is_enabled && lb_attribute_set_int(c, lb, STR(""), LB_COOKIE_DURATION, now->cookie_duration,
                                           plan->cookie_duration));
    TRY(lb_policy_end(c, state, &shown));
    state->cookie_duration = lb_shown_int(shown, LB_COOKIE_DURATION, plan->cookie_duration);
    return true;
}

static bool create(struct call *c, const void *plan, void *state)
{
    return set(c, &(struct lb_stickiness_policy){0}, plan, state);
}

/* A load balancer that was created anew has nothing of the state. */
static bool update(struct call *c, const void *prior_model, const void *plan_model, void *state)
{
    const struct lb_stickiness_policy *prior = prior_model, *plan = plan_model;
    bool is_same_lb = tf_string_equal(prior->lb_arn, plan->lb_arn);
    return set(c, is_same_lb ? prior : &(struct lb_stickiness_policy){0}, plan, state);
}

static bool read(struct call *c, const void *prior_model, void *state_model)
{
    const struct lb_stickiness_policy *prior = prior_model;
    struct lb_stickiness_policy *state = state_model;
    json_t *lb;
    TRY(lb_policy_read(c, prior, state, &lb));
    if (lb == NULL)
        return true;
    state->enabled = lb_shown_bool(lb, LB_STICKINESS, prior->enabled);
    state->cookie_duration = lb_shown_int(lb, LB_COOKIE_DURATION, prior->cookie_duration);
    return true;
}

static bool destroy(struct call *c, const void *prior)
{
    return lb_policy_destroy(c, prior, LB_STICKINESS);
}

static const struct state_move from_aws = {.provider = AWS_PROVIDER,
                                           .type_name = "aws_lightsail_lb_stickiness_policy",
                                           .newest_version = AWS_SCHEMA_VERSION};

const struct resource lb_stickiness_policy_resource = {
    .schema = &lb_stickiness_policy_schema,
    .modify_plan = modify_plan,
    .create = create,
    .read = read,
    .update = update,
    .destroy = destroy,
    .import = lb_policy_import,
    .moves = &from_aws,
    .move_count = 1,
};
