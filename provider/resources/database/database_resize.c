/*
 * database_resize.c — another bundle with the data kept, between Terraform and the steps of rebuild/. Must not know the
 * plan, nor the requests (database_rebuild.c).
 */
#include "resources/database/database_resize.h"

#include "resources/bundle/bundle_change.h"
#include "resources/database/database_rebuild.h"

/* ---- read ---- */

bool database_is_changing(struct call *c, struct str name, bool *ret)
{
    return bundle_is_changing(c, &database_kind, name, ret);
}

static bool may_be_changing(const struct database *prior)
{
    return TF_IS_NULL(prior->bundle_id) ||
           (TF_IS_KNOWN(prior->bundle_change) &&
            str_eqc(prior->bundle_change.v, DATABASE_BUNDLE_CHANGE_KEEP_DATA));
}

static bool mark_as_changing(struct database *state)
{
    state->bundle_id = TF_NULL_OF(state->bundle_id);
    return true;
}

bool database_read(struct call *c, const void *prior_model, void *state_model)
{
    const struct database *prior = prior_model;
    struct str name = prior->relational_database_name.v;
    json_t *object;
    bool is_changing = false, is_import = !TF_IS_KNOWN(prior->arn);
    if (!api_read(c, LS_KIND_DATABASE, name, prior->arn, &object)) {
        TRY(api_done_if_not_found(c));
        if (!is_import)
            TRY(bundle_is_missing_for_change(c, &database_kind, name, prior->arn.v, may_be_changing(prior),
                                             &is_changing));
        return is_changing ? mark_as_changing(state_model) : call_gone(c);
    }
    if (!is_import && rebuild_is_marked(object))
        return mark_as_changing(state_model);
    api_forget_replaced(c, name, prior->arn, object);
    return crud_fill(c, object, prior, state_model);
}

/* ---- update ---- */

bool database_needs_resize(const struct database *prior, const struct database *plan)
{
    return TF_IS_NULL(prior->bundle_id) || !tf_string_equal(prior->bundle_id, plan->bundle_id);
}

static void warn_of_password(struct call *c, struct str name)
{
    call_warn(
        c, "master_password_wo", "Database may have another password",
        "The change of the bundle of '%.*s' was interrupted after the old database was deleted, and its "
        "password is not configured. If the new one has not got the earlier password yet, it has one "
        "that Lightsail made: the ephemeral resource lightsail_database_password reads it.",
        STR_ARG(name));
}

static bool change(struct call *c, struct rebuild *r, const struct database *prior)
{
    const struct database_rebuild *of = r->context;
    TRY(bundle_find(c, r, prior->arn, TF_IS_KNOWN(prior->bundle_id)));
    r->bundle = bundle_wanted(r, of->plan->bundle_id);
    if (r->journal == NULL && str_eq(json_member_text(r->object, database_kind.bundle), r->bundle))
        return true;
    return bundle_run(c, r);
}

static void take_password(const struct database *plan, struct database *state)
{
    state->master_password = plan->master_password;
    state->master_password_wo_version = plan->master_password_wo_version;
}

bool database_resize(struct call *c, const struct database *prior, const struct database *plan,
                     struct database *state)
{
    struct str name = plan->relational_database_name.v;
    struct session s = bundle_session(c);
    struct database_rebuild of = {.c = c, .plan = plan};
    struct rebuild r = {.kind = &database_kind,
                        .session = &s,
                        .name = name,
                        .keeps_snapshot = !TF_IS_KNOWN(plan->keep_resize_snapshot) ||
                                          plan->keep_resize_snapshot.v,
                        .context = &of};
    TRY(database_lock(c, name));
    bool done = change(c, &r, prior);
    database_unlock(c, name);
    struct err failure = c->err;
    bool is_filled = r.object == NULL || crud_fill(c, r.object, prior, state);
    if (!done) {
        c->err = failure;
        state->bundle_id = prior->bundle_id;
    }
    if (of.is_set_again)
        take_password(plan, state);
    if (done && of.is_password_lost)
        warn_of_password(c, name);
    if (TF_IS_NULL(plan->bundle_id))
        state->bundle_id = plan->bundle_id; /* a result must be as planned; the next refresh reads it */
    return done && is_filled;
}

/* ---- deletion ---- */

bool database_resize_give_up(struct call *c, const struct database *prior, struct database *ret_now,
                             bool *ret_is_gone)
{
    struct session s = bundle_session(c);
    struct rebuild r = {.kind = &database_kind, .session = &s, .name = prior->relational_database_name.v};
    *ret_now = *prior;
    *ret_is_gone = false;
    if (!may_be_changing(prior))
        return true;
    TRY(bundle_give_up(c, &r, prior->arn, TF_IS_NULL(prior->bundle_id), ret_is_gone));
    if (TF_IS_KNOWN(prior->arn) && r.object != NULL)
        ret_now->arn = tf_string(json_member_text(r.object, "arn"));
    return true;
}
