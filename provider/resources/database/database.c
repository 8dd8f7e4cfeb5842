/*
 * database.c — lightsail_database, beyond the rows of its record: the order of its steps, and what a read shows while
 * changes are pending. Must not know how a request is made (database_modify.c, database_power.c).
 */
#include "resources/database/database_resize.h"
#include "resources/database/database_restore.h"
#include "resources/database/database_upgrade.h"

#include "resources/snapshot/final_snapshot.h"

/* ---- read ---- */

/* A window in other letters is the same window. */
static struct tf_string same_window(struct tf_string before, struct tf_string now)
{
    bool is_same = TF_IS_KNOWN(before) && TF_IS_KNOWN(now) && str_eq_nocase(before.v, now.v);
    return is_same ? before : now;
}

/* What Lightsail will change in the maintenance window counts as changed. The API does not show a pending certificate
 * authority. The password itself is not kept. */
static void fill_pending(const json_t *object, const struct database *prior, struct database *state)
{
    const json_t *pending = json_object_get(object, "pendingModifiedValues"),
                 *next = json_object_get(pending, "backupRetentionEnabled"),
                 *retention = next != NULL ? next : json_object_get(object, "backupRetentionEnabled");
    bool has_password = json_member_text(pending, "masterUserPassword").len > 0;
    if (TF_IS_KNOWN(state->pending_modified_values) && state->pending_modified_values.count > 0)
        state->pending_modified_values.v->has_master_password = tf_bool(has_password);
    if (json_object_size(pending) == 0)
        state->pending_modified_values = (__typeof__(state->pending_modified_values)){0};
    if (json_is_boolean(retention))
        state->backup_retention_enabled = tf_bool(json_is_true(retention));
    if (TF_IS_KNOWN(prior->apply_immediately) && !prior->apply_immediately.v &&
        TF_IS_KNOWN(prior->ca_certificate_identifier))
        state->ca_certificate_identifier = prior->ca_certificate_identifier;
    if (json_member_text(pending, "engineVersion").len > 0 && TF_IS_KNOWN(prior->blueprint_id))
        state->blueprint_id = prior->blueprint_id;
}

bool database_fill(struct call *c, const json_t *object, const void *prior_model, void *state_model)
{
    const struct database *prior = prior_model;
    struct database *state = state_model;
    state->state = tf_string(database_power_of(json_member_text(object, "state")));
    state->preferred_backup_window = same_window(prior->preferred_backup_window,
                                                 state->preferred_backup_window);
    state->preferred_maintenance_window = same_window(prior->preferred_maintenance_window,
                                                      state->preferred_maintenance_window);
    fill_pending(object, prior, state);
    /* The next apply deletes the snapshot. */
    if (TF_IS_KNOWN(state->blueprint_id) && database_upgrade_is_left(c, prior, state->blueprint_id.v))
        state->blueprint_id = prior->blueprint_id;
    return true;
}

/* ---- create ---- */

static bool request_create(struct call *c, const void *plan_model, json_t *in)
{
    const struct database *plan = plan_model;
    struct tf_string password = database_new_password(c, NULL, plan);
    if (TF_IS_KNOWN(password))
        json_object_set_new(in, "masterUserPassword", json_new_str(password.v));
    if (database_restores(plan))
        database_restore_request(plan, in);
    return true;
}

/* The changes after a creation have an effect on what Lightsail assigns. */
static bool read_again(struct call *c, struct database *state)
{
    const struct database before = *state;
    json_t *object;
    TRY(api_view(c, LS_KIND_DATABASE, before.relational_database_name.v, LS_NOW, &object));
    TRY(crud_fill(c, object, &before, state));
    state->tags = before.tags;
    state->tags_all = before.tags_all;
    return true;
}

/* What a creation cannot set follows it. A restored database has a new password of Lightsail. */
static bool complete(struct call *c, const struct database *plan, struct database *state)
{
    struct database now = *state;
    if (!database_restores(plan)) {
        now.master_password = plan->master_password;
        now.master_password_wo_version = plan->master_password_wo_version;
    }
    if (!database_is_modified(c, &now, plan) && tf_string_equal(now.state, plan->state))
        return true;
    TRY(database_modify(c, &now, plan, state));
    bool runs = !str_eqc(plan->state.v, DATABASE_STATE_STOPPED);
    TRY(database_set_power(c, plan->relational_database_name.v, runs));
    return read_again(c, state);
}

/* A read shows windows in lower case, and recognises the new database by them. */
static struct tf_string lower(struct call *c, struct tf_string text)
{
    return TF_IS_KNOWN(text) ? tf_string(str_lower(c->mem, text.v)) : text;
}

static bool create(struct call *c, const void *plan_model, void *state_model)
{
    const struct database *plan = plan_model;
    struct database *state = state_model, first = *plan;
    first.ca_certificate_identifier = TF_UNKNOWN_OF(first.ca_certificate_identifier);
    first.preferred_maintenance_window = lower(c, plan->preferred_maintenance_window);
    struct crud_creation how = {OP_CREATE_RELATIONAL_DATABASE, request_create};
    if (database_restores(plan)) {
        how.op = OP_CREATE_RELATIONAL_DATABASE_FROM_SNAPSHOT;
        first.preferred_backup_window = TF_UNKNOWN_OF(first.preferred_backup_window);
        first.preferred_maintenance_window = TF_UNKNOWN_OF(first.preferred_maintenance_window);
        first.master_password = TF_NULL_OF(first.master_password);
    }
    TRY(crud_create_as(c, &how, &first, state) && database_restore_check(c, plan, state));
    state->preferred_maintenance_window = same_window(plan->preferred_maintenance_window,
                                                      state->preferred_maintenance_window);
    return complete(c, plan, state) || crud_leave_in_transition(c, plan->relational_database_name.v);
}

/* ---- update ---- */

/* Everything but the bundle. */
static bool update_rest(struct call *c, const struct database *prior, const struct database *plan,
                        struct database *state)
{
    struct str name = prior->relational_database_name.v;
    bool is_modified = database_is_modified(c, prior, plan),
         runs = !str_eqc(plan->state.v, DATABASE_STATE_STOPPED),
         was_running = !TF_IS_KNOWN(prior->state) || !str_eqc(prior->state.v, DATABASE_STATE_STOPPED);
    TRY(api_must_be_own(c, LS_KIND_DATABASE, name, prior->arn));
    if ((runs || is_modified) && !was_running) { /* Lightsail changes no stopped database */
        TRY(database_set_power(c, name, true));
        state->state = tf_string(str_c(DATABASE_STATE_RUNNING));
    }
    TRY(database_modify(c, prior, plan, state));
    if (!runs && (was_running || is_modified))
        TRY(database_set_power(c, name, false));
    state->state = plan->state;
    const struct database modified = *state;
    return crud_update(c, &modified, plan, state);
}

/* An upgrade follows another bundle. */
static bool update(struct call *c, const void *prior_model, const void *plan_model, void *state_model)
{
    const struct database *prior = prior_model, *plan = plan_model;
    if (!database_needs_resize(prior, plan))
        return update_rest(c, prior, plan, state_model);
    TRY(database_resize(c, prior, plan, state_model));
    const struct database resized = *(const struct database *)state_model;
    return update_rest(c, &resized, plan, state_model);
}

/* ---- destroy ---- */

/* A tainted database is replaced without a plan of its deletion. */
static bool refuse_deletion(struct call *c, struct str name)
{
    fail_at(&c->err, ERR_USER, "skip_final_snapshot",
            "the state says nothing about a last snapshot of the database '%.*s', and its deletion would "
            "lose its data",
            STR_ARG(name));
    return fail_hint(&c->err,
                     "Set final_snapshot_name or skip_final_snapshot = true and apply that first. A tainted "
                     "resource needs `terraform untaint` before it.");
}

/* Nothing is left to take a snapshot of while an earlier deletion goes on. */
static bool take_final_snapshot(struct call *c, const struct database *prior, const json_t *object)
{
    struct str name = prior->relational_database_name.v;
    bool skips = TF_IS_KNOWN(prior->skip_final_snapshot) && prior->skip_final_snapshot.v;
    if (skips || !database_may_have_data(object) || str_eqc(json_member_text(object, "state"), "deleting"))
        return true;
    if (!database_has_decision(prior))
        return refuse_deletion(c, name);
    return final_snapshot_take(c, LS_KIND_DATABASE, name, prior->arn.v, prior->final_snapshot_name) ||
           api_done_if_not_found(c);
}

static bool destroy_now(struct call *c, const struct database *prior)
{
    struct str name = prior->relational_database_name.v;
    json_t *object;
    bool is_own;
    TRY(api_is_own(c, LS_KIND_DATABASE, name, prior->arn, &is_own));
    if (!is_own)
        return true;
    if (!api_find(c, LS_KIND_DATABASE, name, TF_IS_KNOWN(prior->arn) ? prior->arn.v : STR(""), &object))
        return api_done_if_not_found(c);
    return take_final_snapshot(c, prior, object) && crud_destroy(c, prior);
}

static bool destroy(struct call *c, const void *prior)
{
    struct database now;
    bool is_gone;
    return database_resize_give_up(c, prior, &now, &is_gone) && (is_gone || destroy_now(c, &now));
}

const struct resource database_resource = {
    .schema = &database_schema,
    .validate = database_validate,
    .modify_plan = database_modify_plan,
    .plan_destroy = database_plan_destroy,
    .create = create,
    .read = database_read,
    .update = update,
    .destroy = destroy,
    .import = crud_import,
};
