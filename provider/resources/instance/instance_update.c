/*
 * instance_update.c — the changes in place of an instance: tags, add-on, address type, power. The result of
 * each step is in the state before the next begins. Knows the requests; must not decide what needs a new
 * instance.
 */
#include "resources/instance/instance.h"
#include "resources/instance/instance_pause.h"
#include "resources/instance/instance_resize.h"
#include "runtime/address_type.h"
#include "runtime/auto_snapshot.h"
#include "runtime/tags.h"

static const struct instance_add_on *add_on_of(const struct instance *instance)
{
    return TF_IS_KNOWN(instance->add_on) && instance->add_on.count > 0 ? &instance->add_on.v[0] : NULL;
}

bool instance_wants_snapshots(const struct instance *instance)
{
    const struct instance_add_on *add_on = add_on_of(instance);
    return add_on != NULL && str_eq(add_on->status.v, STR(INSTANCE_ADD_ON_STATUS_ENABLED));
}

static bool update_tags(struct call *c, const struct instance *prior, const struct instance *plan,
                        struct instance *state)
{
    TRY(tags_update(c, prior->name.v, &prior->tags_all, &plan->tags_all, &state->tags_all));
    state->tags = plan->tags;
    return true;
}

static bool update_add_on(struct call *c, const struct instance *prior, const struct instance *plan,
                          struct instance *state)
{
    const struct instance_add_on *before = add_on_of(prior), *after = add_on_of(plan);
    bool was_on = before != NULL && !str_eq(before->status.v, STR(INSTANCE_ADD_ON_STATUS_DISABLED));
    bool shall_be_on = instance_wants_snapshots(plan);
    bool is_same = was_on && shall_be_on && str_eq(before->status.v, after->status.v) &&
                   tf_string_equal(before->snapshot_time, after->snapshot_time);
    if (shall_be_on && !is_same)
        TRY(auto_snapshot_enable(c, LS_KIND_INSTANCE, plan->name.v, state->arn.v, after->snapshot_time.v));
    if (!shall_be_on && was_on)
        TRY(auto_snapshot_disable(c, LS_KIND_INSTANCE, plan->name.v, state->arn.v));
    state->add_on = plan->add_on;
    return true;
}

static bool update_address_type(struct call *c, const struct instance *prior, const struct instance *plan,
                                struct instance *state)
{
    if (tf_string_equal(prior->ip_address_type, plan->ip_address_type))
        return true;
    TRY(address_type_set(c, LS_KIND_INSTANCE, plan->name.v, state->arn.v, plan->ip_address_type.v,
                         instance_crosses_family(prior->ip_address_type, plan->ip_address_type)));
    state->ip_address_type = plan->ip_address_type;
    return true;
}

/* The state is the current one: a change of the bundle has read the instance, and its journal may have another power
 * state than the plan. */
static bool update_power(struct call *c, const struct instance *plan, struct instance *state)
{
    if (tf_string_equal(state->state, plan->state))
        return true;
    bool runs = str_eqc(plan->state.v, INSTANCE_STATE_RUNNING);
    TRY(instance_pause_set_power(c, plan->name.v, runs));
    state->state = plan->state;
    return !runs || instance_wait_ready(c, plan, NULL);
}

/* The current value of what the plan left unknown, after all changes have ended. */
static bool learn_unknown(struct call *c, const struct instance *plan, struct instance *state)
{
    bool address_open = TF_IS_UNKNOWN(plan->public_ip_address) || TF_IS_UNKNOWN(plan->ipv6_addresses);
    if (!address_open && !TF_IS_UNKNOWN(plan->monthly_price_usd) && !TF_IS_UNKNOWN(plan->tags_all))
        return true;
    json_t *answer;
    bool runs = str_eq(plan->state.v, STR(INSTANCE_STATE_RUNNING));
    TRY(instance_wait(c, plan->name.v, runs ? INSTANCE_UP : INSTANCE_SETTLED, &answer));
    struct instance now = *state;
    if (TF_IS_UNKNOWN(plan->monthly_price_usd))
        now.monthly_price_usd = TF_NULL_OF(now.monthly_price_usd); /* read again */
    const struct instance before = now;
    TRY(crud_fill(c, answer, &before, &now));
    state->public_ip_address = now.public_ip_address;
    state->private_ip_address = now.private_ip_address;
    state->ipv6_addresses = now.ipv6_addresses;
    state->is_static_ip = now.is_static_ip;
    state->monthly_price_usd = now.monthly_price_usd;
    state->monthly_transfer_gb = now.monthly_transfer_gb;
    return true;
}

/* Attributes with a planned value keep it; the next refresh shows other changes. */
static void keep_promises(const struct instance *plan, struct instance *state)
{
    if (!TF_IS_UNKNOWN(plan->public_ip_address))
        state->public_ip_address = plan->public_ip_address;
    if (!TF_IS_UNKNOWN(plan->private_ip_address))
        state->private_ip_address = plan->private_ip_address;
    if (!TF_IS_UNKNOWN(plan->ipv6_addresses))
        state->ipv6_addresses = plan->ipv6_addresses;
    if (!TF_IS_UNKNOWN(plan->is_static_ip))
        state->is_static_ip = plan->is_static_ip;
    if (!TF_IS_UNKNOWN(plan->monthly_price_usd))
        state->monthly_price_usd = plan->monthly_price_usd;
    if (!TF_IS_UNKNOWN(plan->monthly_transfer_gb))
        state->monthly_transfer_gb = plan->monthly_transfer_gb;
}

bool instance_update(struct call *c, const void *prior_model, const void *plan_model, void *state_model)
{
    const struct instance *prior = prior_model, *plan = plan_model;
    struct instance *state = state_model;
    TRY(instance_needs_resize(c, prior, plan)
            ? instance_resize(c, prior, plan, state)
            : api_must_be_own(c, LS_KIND_INSTANCE, prior->name.v, prior->arn));
    state->user_data = plan->user_data;
    state->user_data_wo_version = plan->user_data_wo_version;
    state->bundle_id = plan->bundle_id;
    state->accept_bundle_update = plan->accept_bundle_update;
    state->restore_from = plan->restore_from;
    state->bundle_change = plan->bundle_change;
    state->keep_auto_snapshots = plan->keep_auto_snapshots;
    state->keep_resize_snapshot = plan->keep_resize_snapshot;
    state->final_snapshot_name = plan->final_snapshot_name;
    state->wait_for = plan->wait_for;
    TRY(update_tags(c, prior, plan, state));
    TRY(update_add_on(c, prior, plan, state));
    TRY(instance_metadata_update(c, plan, state));
    TRY(update_address_type(c, prior, plan, state));
    TRY(update_power(c, plan, state));
    TRY(learn_unknown(c, plan, state));
    keep_promises(plan, state);
    return true;
}
