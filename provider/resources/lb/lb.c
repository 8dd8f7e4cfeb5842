/*
 * lb.c — lightsail_lb, beyond the rows of its record: attributes that are set one by one, the checks of a plan, and a deletion
 * that loses nothing of others. Must not know attachments as resources, nor how an attribute is sent (lb_attribute.c).
 */
#include "gen/lb.h"

#include <stdlib.h>

#include "resources/catalogue/catalogue.h"
#include "resources/lb/lb_attribute.h"
#include "resources/lb/lb_run.h"
#include "resources/lb/lb_users.h"
#include "runtime/address_type.h"
#include "runtime/crud.h"
#include "tf/number.h"

static struct lb_stickiness stickiness_of(const struct lb *lb)
{
    bool is_known = TF_IS_KNOWN(lb->stickiness) && lb->stickiness.count > 0;
    return is_known ? lb->stickiness.v[0] : (struct lb_stickiness){0};
}

static void store_stickiness(struct call *c, struct lb_stickiness stickiness, struct lb *state)
{
    struct lb_stickiness *kept = arena_new_object(c->mem, struct lb_stickiness);
    *kept = stickiness;
    state->stickiness.is = TF_KNOWN;
    state->stickiness.count = 1;
    state->stickiness.v = kept;
}

/* ---- plan ---- */

static bool validate(struct call *c, const void *config_model)
{
    const struct lb *config = config_model;
    struct tf_string path = config->health_check_path;
    if (TF_IS_KNOWN(path) && path.v.len > 0 && path.v.data[0] != '/')
        call_error(c, "health_check_path", "Not a path",
                   "The path of the health check begins with '/', such as /%.*s.", STR_ARG(path.v));
    return crud_validate(c, config);
}

static bool is_true(struct tf_bool v)
{
    return TF_IS_KNOWN(v) && v.v;
}

static void check_owners(struct call *c, const struct plan *plan, const struct lb *config)
{
    if (!TF_IS_NULL(config->stickiness))
        lb_check_owner(c, plan, config->name, "stickiness", "session stickiness");
    if (!TF_IS_NULL(config->https_redirection))
        lb_check_owner(c, plan, config->name, "https_redirection", "HTTPS redirection");
}

static bool check_policy(struct call *c, const struct plan *plan, const struct lb *prior,
                         const struct lb *config)
{
    const struct catalogue *list;
    const json_t *entry;
    if (c->client == NULL || plan->is_final ||
        (prior != NULL && tf_string_equal(prior->tls_policy_name, config->tls_policy_name)))
        return true;
    return catalogue_check(c, CATALOGUE_TLS_POLICIES, "tls_policy_name", "TLS policy",
                           config->tls_policy_name, &list, &entry);
}

/* The plan deletes the load balancer. It cannot see whether this run removes its users before. */
static bool warn_of_users(struct call *c, const struct lb *prior)
{
    struct str users;
    if (c->client == NULL)
        return true;
    TRY(lb_users(c, prior->name.v, false, &users));
    if (users.len == 0)
        return true;
    if (is_true(prior->force_destroy))
        call_warn(c, "force_destroy", "Load balancer is deleted with its users",
                  "The load balancer '%.*s' has %.*s. Instances lose it, and certificates are deleted.",
                  STR_ARG(prior->name.v), STR_ARG(users));
    else
        call_warn(c, "name", "Load balancer is in use",
                  "The load balancer '%.*s' has %.*s. Those of this configuration that refer to it are "
                  "removed before it. If it still has others then, its deletion is refused: remove them "
                  "first, or set force_destroy = true and apply that before.",
                  STR_ARG(prior->name.v), STR_ARG(users));
    return true;
}

static bool modify_plan(struct call *c, struct plan *plan)
{
    const struct lb *config = plan->config, *prior = plan->prior, *planned = plan->planned;
    TRY(crud_modify_plan(c, plan));
    bool is_replaced = prior != NULL && !(TF_IS_KNOWN(planned->instance_port) &&
                                          planned->instance_port.v == prior->instance_port.v);
    if (prior == NULL || is_replaced)
        lb_note_new(c, planned->name);
    check_owners(c, plan, config);
    TRY(check_policy(c, plan, prior, config));
    if (is_replaced) /* the new one is planned by another call */
        return warn_of_users(c, prior);
    bool was_redirecting = prior != NULL && is_true(prior->https_redirection);
    return !is_true(planned->https_redirection) || was_redirecting ||
           lb_check_redirection(c, plan, planned->name, "https_redirection");
}

static bool plan_destroy(struct call *c, const void *prior)
{
    return warn_of_users(c, prior);
}

/* ---- responses ---- */

static void fill_ports(struct call *c, const json_t *lb, struct lb *state)
{
    const json_t *ports = json_object_get(lb, "publicPorts");
    const struct attr_desc *attr = object_attr(&lb_desc, STR("public_ports"));
    size_t count = json_array_size(ports);
    struct value *items = arena_new_array(c->mem, struct value, count);
    for (size_t i = 0; i < count; i++)
        items[i] = value_number(number_from_int64(c->mem, json_integer_value(json_array_get(ports, i))));
    state->public_ports = value_list(attr->type, items, count);
}

static int compare_targets(const void *a, const void *b)
{
    return str_cmp(json_member_text(*(json_t *const *)a, "instanceName"),
                   json_member_text(*(json_t *const *)b, "instanceName"));
}

/* The keys of a map are sorted. */
static void fill_health(struct call *c, const json_t *lb, struct lb *state)
{
    const json_t *all = json_object_get(lb, "instanceHealthSummary");
    size_t count = json_array_size(all);
    json_t **sorted = arena_new_array(c->mem, json_t *, count);
    struct str *keys = arena_new_array(c->mem, struct str, count);
    struct lb_instance_health *items = arena_new_array(c->mem, struct lb_instance_health, count);
    for (size_t i = 0; i < count; i++)
        sorted[i] = json_array_get(all, i);
    qsort(sorted, count, sizeof *sorted, compare_targets);
    for (size_t i = 0; i < count; i++) {
        struct str reason = json_member_text(sorted[i], "instanceHealthReason");
        keys[i] = str_copy(c->mem, json_member_text(sorted[i], "instanceName"));
        items[i].state = tf_string(str_copy(c->mem, json_member_text(sorted[i], "instanceHealth")));
        items[i].reason = reason.len > 0 ? tf_string(str_copy(c->mem, reason)) : (struct tf_string){0};
    }
    state->instance_health.is = TF_KNOWN;
    state->instance_health.count = count;
    state->instance_health.keys = keys;
    state->instance_health.v = items;
}

bool lb_fill(struct call *c, const json_t *object, const void *prior_model, void *state_model)
{
    const struct lb *prior = prior_model;
    struct lb *state = state_model;
    struct lb_stickiness before = stickiness_of(prior);
    store_stickiness(c,
                     (struct lb_stickiness){.enabled = lb_shown_bool(object, LB_STICKINESS, before.enabled),
                                            .cookie_duration = lb_shown_int(object, LB_COOKIE_DURATION,
                                                                            before.cookie_duration)},
                     state);
    state->https_redirection = lb_shown_bool(object, LB_HTTPS_REDIRECTION, prior->https_redirection);
    fill_ports(c, object, state);
    fill_health(c, object, state);
    return true;
}

/* ---- changes ---- */

/* A planned value, or the present one if the plan does not set it. */
#define PLANNED(wanted, now) (TF_IS_KNOWN(wanted) ? (wanted) : (now))

static bool set_stickiness(struct call *c, const struct lb *now, const struct lb *plan, struct lb *state)
{
    struct str name = plan->name.v, arn = now->arn.v;
    struct lb_stickiness is = stickiness_of(now), wanted = stickiness_of(plan);
    if (!TF_IS_KNOWN(plan->stickiness))
        return true;
    TRY(lb_attribute_set_bool(c, name, arn, LB_STICKINESS, is.enabled, wanted.enabled));
    is.enabled = PLANNED(wanted.enabled, is.enabled);
    store_stickiness(c, is, state);
    TRY(lb_attribute_set_int(c, name, arn, LB_COOKIE_DURATION, is.cookie_duration, wanted.cookie_duration));
    is.cookie_duration = PLANNED(wanted.cookie_duration, is.cookie_duration);
    store_stickiness(c, is, state);
    return true;
}

/* Sends what the plan has and `now` does not; `state` gets each result. */
static bool set_attributes(struct call *c, const struct lb *now, const struct lb *plan, struct lb *state)
{
    struct str name = plan->name.v, arn = now->arn.v;
    TRY(lb_attribute_lock(c, name));
    TRY(lb_attribute_set_text(c, name, arn, LB_HEALTH_CHECK_PATH, now->health_check_path,
                              plan->health_check_path));
    state->health_check_path = PLANNED(plan->health_check_path, now->health_check_path);
    TRY(lb_attribute_set_text(c, name, arn, LB_TLS_POLICY, now->tls_policy_name, plan->tls_policy_name));
    state->tls_policy_name = PLANNED(plan->tls_policy_name, now->tls_policy_name);
    TRY(set_stickiness(c, now, plan, state));
    TRY(lb_attribute_set_bool(c, name, arn, LB_HTTPS_REDIRECTION, now->https_redirection,
                              plan->https_redirection));
    state->https_redirection = PLANNED(plan->https_redirection, now->https_redirection);
    return true;
}

/*
 * The attributes that the creation does not send are set here, because each needs a request of its own. After an
 * interruption the object may not be ready, and the next apply sets them.
 */
static bool create(struct call *c, const void *plan_model, void *state_model)
{
    const struct lb *plan = plan_model;
    struct lb *state = state_model;
    TRY(crud_create(c, plan, state));
    bool is_ready = TF_IS_KNOWN(state->arn) && !str_eqc(state->state.v, "provisioning");
    const struct lb now = *state;
    return !is_ready || set_attributes(c, &now, plan, state) || crud_leave_in_transition(c, plan->name.v);
}

static bool update(struct call *c, const void *prior_model, const void *plan_model, void *state_model)
{
    const struct lb *prior = prior_model, *plan = plan_model;
    struct lb *state = state_model;
    TRY(api_must_be_own(c, LS_KIND_LB, prior->name.v, prior->arn));
    if (TF_IS_KNOWN(plan->ip_address_type) &&
        !tf_string_equal(prior->ip_address_type, plan->ip_address_type)) {
        TRY(address_type_set(c, LS_KIND_LB, prior->name.v, prior->arn.v, plan->ip_address_type.v, false));
        state->ip_address_type = plan->ip_address_type;
    }
    TRY(set_attributes(c, prior, plan, state));
    state->force_destroy = plan->force_destroy;
    const struct lb changed = *state;
    return crud_update(c, &changed, plan, state);
}

/* ---- destroy ---- */

static bool refuse(struct call *c, struct str name, struct str users)
{
    fail_at(&c->err, ERR_USER, "force_destroy", "the load balancer '%.*s' still has %.*s", STR_ARG(name),
            STR_ARG(users));
    return fail_hint(&c->err, "Nothing was deleted. Remove them first, or set force_destroy = true and apply "
                              "that before the deletion.");
}

static bool destroy(struct call *c, const void *prior_model)
{
    const struct lb *prior = prior_model;
    struct str users = STR("");
    bool is_own;
    TRY(api_is_own(c, LS_KIND_LB, prior->name.v, prior->arn, &is_own));
    if (!is_own)
        return true;
    if (!is_true(prior->force_destroy))
        TRY(lb_users(c, prior->name.v, true, &users));
    return users.len > 0 ? refuse(c, prior->name.v, users) : crud_destroy(c, prior);
}

const struct resource lb_resource = {
    .schema = &lb_schema,
    .validate = validate,
    .modify_plan = modify_plan,
    .plan_destroy = plan_destroy,
    .create = create,
    .read = crud_read,
    .update = update,
    .destroy = destroy,
    .import = crud_import,
};
