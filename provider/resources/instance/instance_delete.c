/*
 * instance_delete.c — deletes instances, after a final snapshot if the state has one. Knows the order of requests that
 * loses no data; must not know how responses are read.
 */
#include "resources/instance/instance.h"
#include "resources/instance/instance_pause.h"
#include "resources/instance/instance_resize.h"
#include "resources/snapshot/final_snapshot.h"
#include "runtime/busy.h"

bool instance_plan_destroy(struct call *c, const void *prior_model)
{
    const struct instance *prior = prior_model;
    return final_snapshot_plan(c, LS_KIND_INSTANCE, prior->name.v, prior->final_snapshot_name);
}

/* ---- the final snapshot of a replacement ---- */

static struct str group_of(struct call *c, struct str id)
{
    return str_printf(c->mem, "final snapshot of %.*s", STR_ARG(id));
}

void instance_final_snapshot_note(struct call *c, const struct plan *plan)
{
    const struct instance *prior = plan->prior;
    if (TF_IS_KNOWN(prior->final_snapshot_name) && plan->id.len > 0 && c->client != NULL &&
        c->provider->walk != NULL)
        call_made(c, group_of(c, plan->id), prior->final_snapshot_name.v);
}

struct tf_string instance_final_snapshot_of(struct call *c, const struct plan *plan)
{
    const struct instance *planned = plan->planned;
    const struct str *names;
    if (!plan->is_replacement || c->client == NULL || c->provider->walk == NULL)
        return (struct tf_string){0};
    size_t count = plan->id.len > 0 ? call_made_of(c, group_of(c, plan->id), &names) : 0;
    return count > 0 ? tf_string(names[0]) : planned->final_snapshot_name;
}

/* ---- the deletion ---- */

/* An instance in transition may refuse the deletion for a moment; so may one whose deletion began in an
 * earlier apply. */
static bool request_delete(struct call *c, const struct ls_effect *effect, json_t **ret_answer)
{
    struct ls_poll poll = api_poll_begin(c);
    json_t *in = json_own(c->mem, json_object()), *instance;
    json_object_set_new(in, "instanceName", json_new_str(effect->name));
    json_object_set_new(in, "forceDeleteAddOns", json_true());
    while (!api_change_begin(c, OP_DELETE_INSTANCE, json_incref(in), effect, ret_answer)) {
        struct err refusal = c->err;
        if (!busy_is_passing(&refusal))
            return false;
        if (instance_get(c, effect->name, &instance) && !ls_instance_exists(instance))
            break;
        c->err = refusal;
        TRY(busy_wait(c, &poll));
    }
    return true;
}

/*
 * The instance is stopped for it, so that the data are consistent; ret_is_paused: also after a failure. An instance
 * that does not exist any more, or is being deleted, has no data to keep.
 */
static bool take_snapshot_of(struct call *c, const struct instance *prior, bool *ret_is_paused)
{
    json_t *instance;
    *ret_is_paused = false;
    if (!TF_IS_KNOWN(prior->final_snapshot_name))
        return true;
    instance_allow_for_snapshot(c, instance_own_timeouts(prior).delete);
    if (!api_find(c, LS_KIND_INSTANCE, prior->name.v, prior->arn.v, &instance))
        return api_done_if_not_found(c);
    if (!ls_instance_exists(instance))
        return true;
    *ret_is_paused = instance_pause_enter(c, prior->name.v, NULL);
    if (!*ret_is_paused)
        return fail_context(&c->err,
                            "while stopping the instance for its final snapshot; nothing was deleted");
    return final_snapshot_take(c, LS_KIND_INSTANCE, prior->name.v, prior->arn.v, prior->final_snapshot_name);
}

/* An instance that is kept runs again, if it did before; then c->err is the error, and the result false. */
static bool end_pause(struct call *c, struct str name, bool is_deleted)
{
    if (!is_deleted)
        return instance_pause_leave(c, name, false);
    instance_pause_deleted(c, name);
    return true;
}

bool instance_destroy(struct call *c, const void *prior_model)
{
    const struct instance *prior = prior_model;
    const struct ls_effect effect = ls_instance_deletes(prior->name.v, prior->arn.v);
    json_t *answer = json_own(c->mem, json_object());
    bool is_own, is_paused, is_missing = false;
    if (instance_may_be_changing(prior))
        TRY(instance_resize_give_up(c, prior, &is_missing));
    if (is_missing)
        return true;
    TRY(api_is_own(c, LS_KIND_INSTANCE, prior->name.v, prior->arn, &is_own));
    if (!is_own)
        return true;
    bool may_go = take_snapshot_of(c, prior, &is_paused),
         is_accepted = may_go && request_delete(c, &effect, &answer),
         is_gone = may_go && !is_accepted && api_done_if_not_found(c);
    TRY(!is_paused || end_pause(c, prior->name.v, is_accepted || is_gone));
    TRY(is_gone || (is_accepted && instance_wait_gone(c, prior->name.v, answer)));
    api_expect(c, &effect);
    return true;
}
