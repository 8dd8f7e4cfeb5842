/*
 * database_modify.c — the changes of a database that one UpdateRelationalDatabase makes. Knows which of them wait for the
 * maintenance window; must not know when a change is wanted. Source: UpdateRelationalDatabase,
 * PendingModifiedRelationalDatabaseValues of the API model.
 */
#include "lightsail/ledger.h"
#include "resources/database/database_upgrade.h"
#include "runtime/action.h"
#include "runtime/busy.h"

/* ---- what differs ---- */

static bool has_new_version(const struct database *prior, const struct database *plan)
{
    struct tf_int before = prior != NULL ? prior->master_password_wo_version : (struct tf_int){0},
                  after = plan->master_password_wo_version;
    return TF_IS_KNOWN(after) && (!TF_IS_KNOWN(before) || before.v != after.v);
}

struct tf_string database_new_password(const struct call *c, const struct database *prior,
                                       const struct database *plan)
{
    const struct database *config = c->config;
    if (config != NULL && TF_IS_KNOWN(config->master_password_wo) && has_new_version(prior, plan))
        return config->master_password_wo;
    bool is_same = prior != NULL && tf_string_equal(prior->master_password, plan->master_password);
    return TF_IS_KNOWN(plan->master_password) && !is_same ? plan->master_password : (struct tf_string){0};
}

static void add_text(json_t *members, const char *member, struct tf_string before, struct tf_string after)
{
    if (TF_IS_KNOWN(after) && !tf_string_equal(before, after))
        json_object_set_new(members, member, json_new_str(after.v));
}

static void add_window(struct call *c, json_t *members, const char *member, struct tf_string before,
                       struct tf_string after)
{
    if (TF_IS_KNOWN(after) && !(TF_IS_KNOWN(before) && str_eq_nocase(before.v, after.v)))
        json_object_set_new(members, member, json_new_str(str_lower(c->mem, after.v)));
}

static void add_bool(json_t *members, const char *member, struct tf_bool before, struct tf_bool after)
{
    if (TF_IS_KNOWN(after) && !(TF_IS_KNOWN(before) && before.v == after.v))
        json_object_set_new(members, member, json_boolean(after.v));
}

/* The members of the object that differ, with their new values. */
static json_t *changed_members(struct call *c, const struct database *prior, const struct database *plan)
{
    json_t *members = json_own(c->mem, json_object());
    add_window(c, members, "preferredBackupWindow", prior->preferred_backup_window,
               plan->preferred_backup_window);
    add_window(c, members, "preferredMaintenanceWindow", prior->preferred_maintenance_window,
               plan->preferred_maintenance_window);
    add_bool(members, "publiclyAccessible", prior->publicly_accessible, plan->publicly_accessible);
    add_bool(members, "backupRetentionEnabled", prior->backup_retention_enabled,
             plan->backup_retention_enabled);
    add_text(members, "caCertificateIdentifier", prior->ca_certificate_identifier,
             plan->ca_certificate_identifier);
    add_text(members, "relationalDatabaseBlueprintId", prior->blueprint_id, plan->blueprint_id);
    return members;
}

bool database_is_modified(struct call *c, const struct database *prior, const struct database *plan)
{
    return json_object_size(changed_members(c, prior, plan)) > 0 ||
           TF_IS_KNOWN(database_new_password(c, prior, plan));
}

/* ---- the request ---- */

static bool applies_now(const struct database *plan)
{
    return !TF_IS_KNOWN(plan->apply_immediately) || plan->apply_immediately.v;
}

/* The two values of retention are two members of the request. */
static json_t *request_of(struct call *c, const struct database *prior, const struct database *plan,
                          const json_t *members)
{
    struct tf_string password = database_new_password(c, prior, plan);
    json_t *in = json_copy((json_t *)(uintptr_t)members);
    const json_t *retention = json_object_get(members, "backupRetentionEnabled");
    json_object_set_new(in, "relationalDatabaseName", json_new_str(prior->relational_database_name.v));
    json_object_set_new(in, "applyImmediately", json_boolean(applies_now(plan)));
    if (retention != NULL)
        json_object_set_new(in, json_is_true(retention) ? "enableBackupRetention" : "disableBackupRetention",
                            json_true());
    json_object_del(in, "backupRetentionEnabled");
    if (TF_IS_KNOWN(password))
        json_object_set_new(in, "masterUserPassword", json_new_str(password.v));
    return in;
}

/* ---- the wait ---- */

struct shown {
    struct call *c;
    const struct database *prior;
    const json_t *sent;    /* members of the object that the request changes */
    const json_t *members; /* those that a read shows when the change is done */
    bool has_password;
};

/* Windows and accessibility are changed at once in any case, the others perhaps in the maintenance window. */
static json_t *shown_members(struct call *c, const struct database *plan, const json_t *members)
{
    json_t *shown = json_own(c->mem, json_copy((json_t *)(uintptr_t)members));
    if (applies_now(plan))
        return shown;
    json_object_del(shown, "backupRetentionEnabled");
    json_object_del(shown, "caCertificateIdentifier");
    json_object_del(shown, "relationalDatabaseBlueprintId");
    return shown;
}

/*
 * Whether a request whose response was lost took effect. No read shows a new password, except the state while it is set:
 * in doubt the request is sent again, which changes nothing.
 */
static bool shows(const void *context, const json_t *object)
{
    const struct shown *shown = context;
    const char *member;
    json_t *value;
    json_object_foreach ((json_t *)(uintptr_t)shown->sent, member, value) {
        const json_t *pending = json_object_get(json_object_get(object, "pendingModifiedValues"), member);
        if (!json_equal(json_object_get(object, member), value) && !json_equal(pending, value))
            return false;
    }
    return !shown->has_password || str_eqc(json_member_text(object, "state"), "resetting-master-credentials");
}

static bool send(struct call *c, json_t *in, const void *context, json_t **ret_answer)
{
    const struct shown *shown = context;
    const struct ls_effect effect = {LS_CHANGED,
                                     LS_KIND_DATABASE,
                                     .name = shown->prior->relational_database_name.v,
                                     .arn = shown->prior->arn.v,
                                     .shows = shows,
                                     .context = shown};
    return api_change_begin(c, OP_UPDATE_RELATIONAL_DATABASE, in, &effect, ret_answer);
}

/* A read may show the values some time after the operation has ended. */
static bool judge(void *context, const json_t *object, bool *ret_reached, struct err *err)
{
    const struct shown *shown = context;
    struct str state = json_member_text(object, "state");
    TRY(database_is_usable(object, err));
    *ret_reached = str_eqc(state, "available") && ledger_shows(object, shown->members);
    if (!*ret_reached)
        action_progress(shown->c, "waiting for the changes of the database (it is %.*s)", STR_ARG(state));
    return true;
}

static bool wait_shown(struct call *c, struct shown *shown, const json_t *answer)
{
    struct str name = shown->prior->relational_database_name.v;
    const struct ls_effect effect = {LS_CHANGED, LS_KIND_DATABASE, .name = name, .arn = shown->prior->arn.v,
                                     .members = shown->members};
    TRY(api_wait(c, answer) &&
        api_view_wait(c, LS_KIND_DATABASE, name, "database changed", NULL, judge, shown, NULL));
    api_expect(c, &effect);
    return true;
}

static void take(const struct database *plan, struct database *state)
{
    state->preferred_backup_window = plan->preferred_backup_window;
    state->preferred_maintenance_window = plan->preferred_maintenance_window;
    state->publicly_accessible = plan->publicly_accessible;
    state->backup_retention_enabled = plan->backup_retention_enabled;
    state->ca_certificate_identifier = plan->ca_certificate_identifier;
    state->blueprint_id = plan->blueprint_id;
    state->master_password = plan->master_password;
    state->master_password_wo_version = plan->master_password_wo_version;
}

/* Sends the request. ret_snapshot: the one before an upgrade. An upgrade that an earlier apply has begun needs neither. */
static bool make_changes(struct call *c, const struct database *plan, struct shown *shown,
                         struct str *ret_snapshot)
{
    const struct database *prior = shown->prior;
    struct str name = prior->relational_database_name.v, blueprint_id = plan->blueprint_id.v;
    bool is_upgrade = json_object_get(shown->sent, "relationalDatabaseBlueprintId") != NULL;
    json_t *object, *answer;
    TRY(crud_wait_ready(c, name, NULL, &object));
    bool is_upgraded = is_upgrade &&
                       str_eq(json_member_text(object, "relationalDatabaseBlueprintId"), blueprint_id);
    if (is_upgraded && json_object_size(shown->sent) == 1 && !shown->has_password)
        return true;
    if (is_upgrade && !is_upgraded)
        TRY(database_upgrade_prepare(c, prior, plan, ret_snapshot) &&
            crud_wait_ready(c, name, NULL, &object));
    return busy_send(c, request_of(c, prior, plan, shown->sent), send, shown, &answer) &&
           wait_shown(c, shown, answer);
}

bool database_modify(struct call *c, const struct database *prior, const struct database *plan,
                     struct database *state)
{
    const json_t *members = changed_members(c, prior, plan);
    struct shown shown = {c, prior, members, shown_members(c, plan, members),
                          TF_IS_KNOWN(database_new_password(c, prior, plan))};
    struct str snapshot_name = {NULL, 0};
    TRY(!database_is_modified(c, prior, plan) || make_changes(c, plan, &shown, &snapshot_name));
    take(plan, state);
    if (json_object_get(members, "relationalDatabaseBlueprintId") != NULL)
        database_upgrade_end(c, prior, plan, snapshot_name);
    return true;
}
