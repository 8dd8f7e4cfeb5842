/*
 * database_restore.c — databases that are created from a snapshot or from a point in time. Must not know the steps of a
 * creation. Source: CreateRelationalDatabaseFromSnapshot of the API model.
 */
#include "resources/database/database_restore.h"

#include "resources/catalogue/catalogue.h"
#include "resources/snapshot/restore.h"
#include "runtime/region_check.h"

static const struct restore_kind kind = {LS_KIND_DATABASE, LS_KIND_DATABASE_SNAPSHOT,
                                         "relationalDatabaseSnapshotName", "sourceRelationalDatabaseName"};

static const struct database_restore_from *from_of(const struct database *model)
{
    bool is_given = TF_IS_KNOWN(model->restore_from) && model->restore_from.count > 0;
    return is_given ? model->restore_from.v : NULL;
}

static bool is_latest(const struct database_restore_from *from)
{
    return TF_IS_KNOWN(from->latest) && from->latest.v;
}

bool database_restores(const struct database *model)
{
    return from_of(model) != NULL;
}

/* ---- validate ---- */

void database_restore_validate(struct call *c, const struct database *config)
{
    const struct database_restore_from *from = from_of(config);
    if (from == NULL)
        return;
    bool has_point = TF_IS_KNOWN(from->time) || is_latest(from),
         is_open = TF_IS_UNKNOWN(from->time) || TF_IS_UNKNOWN(from->latest);
    if (TF_IS_KNOWN(from->snapshot_name) && has_point)
        call_error(c, "restore_from.snapshot_name", "Not for a named snapshot",
                   "time and latest select a point in time of source_name. Remove them, or use source_name.");
    if (TF_IS_KNOWN(from->source_name) && !is_open && TF_IS_KNOWN(from->time) == is_latest(from))
        call_error(c, "restore_from.source_name", "Point in time is missing",
                   "Set either time or latest = true.");
}

/* ---- plan ---- */

static void check_text(struct call *c, const char *attribute, struct tf_string planned, struct str source)
{
    if (TF_IS_KNOWN(planned) && source.len > 0 && !str_eq(planned.v, source))
        call_error(
            c, attribute, "Another value than that of the source",
            "The source of the restored database has '%.*s', and a restore keeps it. Set %s to that value.",
            STR_ARG(source), attribute);
}

static double size_of(const json_t *bundle, const char *member)
{
    return json_number_value(json_object_get(bundle, member));
}

bool database_check_size(struct call *c, const struct database *planned, struct str source_id,
                         const char *source_noun)
{
    const struct catalogue *bundles;
    TRY(catalogue_list_for_check(c, CATALOGUE_DATABASE_BUNDLES, &bundles));
    const json_t *source = catalogue_find(bundles, source_id),
                 *bundle = TF_IS_KNOWN(planned->bundle_id) ? catalogue_find(bundles, planned->bundle_id.v)
                                                           : NULL;
    if (source != NULL && bundle != NULL &&
        (size_of(bundle, "diskSizeInGb") < size_of(source, "diskSizeInGb") ||
         size_of(bundle, "ramSizeInGb") < size_of(source, "ramSizeInGb")))
        call_error(c, "bundle_id", "Bundle smaller than that of the source",
                   "%s has the bundle '%.*s'. Lightsail restores only to the same size or a larger one.",
                   source_noun, STR_ARG(source_id));
    return true;
}

static bool plan_snapshot(struct call *c, const struct plan *plan, const struct restore *from)
{
    const struct database *planned = plan->planned;
    const json_t *snapshot;
    TRY(restore_plan(c, plan, &kind, from, planned->relational_database_name, &snapshot));
    if (snapshot == NULL)
        return true;
    check_text(c, "blueprint_id", planned->blueprint_id,
               json_member_text(snapshot, "fromRelationalDatabaseBlueprintId"));
    return database_check_size(c, planned, json_member_text(snapshot, "fromRelationalDatabaseBundleId"),
                               "The source");
}

static bool plan_source(struct call *c, const struct plan *plan, struct str name)
{
    const struct database *planned = plan->planned;
    json_t *source;
    if (plan->is_replacement && TF_IS_KNOWN(planned->relational_database_name) &&
        str_eq(planned->relational_database_name.v, name)) {
        call_error(
            c, "restore_from.source_name", "Backups are deleted with their source",
            "'%.*s' would be deleted before it is created again, and its automatic backups are deleted with "
            "it. Take a snapshot first, and use it as snapshot_name.",
            STR_ARG(name));
        return true;
    }
    if (!api_view(c, LS_KIND_DATABASE, name, LS_REFRESH, &source)) {
        TRY(c->err.kind == ERR_NOT_FOUND);
        c->err = (struct err){0};
        if (!plan->is_final && !region_planned(c, LS_KIND_DATABASE, name))
            call_error(c, "restore_from.source_name", "Unknown database",
                       "There is no database '%.*s' in %.*s.", STR_ARG(name), STR_ARG(call_region(c)));
        return true;
    }
    check_text(c, "blueprint_id", planned->blueprint_id,
               json_member_text(source, "relationalDatabaseBlueprintId"));
    check_text(c, "master_database_name", planned->master_database_name,
               json_member_text(source, "masterDatabaseName"));
    check_text(c, "master_username", planned->master_username, json_member_text(source, "masterUsername"));
    return database_check_size(c, planned, json_member_text(source, "relationalDatabaseBundleId"),
                               "The source");
}

bool database_restore_plan(struct call *c, const struct plan *plan)
{
    const struct database_restore_from *from = from_of(plan->planned);
    if (from == NULL || c->client == NULL)
        return true;
    if (TF_IS_KNOWN(from->snapshot_name))
        return plan_snapshot(c, plan, &(struct restore){.snapshot_name = from->snapshot_name});
    return !TF_IS_KNOWN(from->source_name) || plan_source(c, plan, from->source_name.v);
}

/* ---- request ---- */

void database_restore_request(const struct database *plan, json_t *in)
{
    static const char *const kept[] = {
        "relationalDatabaseBlueprintId", "masterDatabaseName",        "masterUsername", "masterUserPassword",
        "preferredBackupWindow",         "preferredMaintenanceWindow"};
    const struct database_restore_from *from = from_of(plan);
    int64_t time_ms;
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        json_object_del(in, kept[i]);
    if (TF_IS_KNOWN(from->snapshot_name))
        json_object_set_new(in, kind.snapshot_member, json_new_str(from->snapshot_name.v));
    if (TF_IS_KNOWN(from->source_name))
        json_object_set_new(in, kind.source_member, json_new_str(from->source_name.v));
    if (is_latest(from))
        json_object_set_new(in, "useLatestRestorableTime", json_true());
    if (TF_IS_KNOWN(from->time) && clock_parse_time(from->time.v, &time_ms))
        json_object_set_new(in, "restoreTime", json_real((double)time_ms / 1000));
}

bool database_restore_check(struct call *c, const struct database *plan, const struct database *state)
{
    bool is_same = TF_IS_NULL(state->engine) || /* the wait was interrupted */
                   (tf_string_equal(plan->blueprint_id, state->blueprint_id) &&
                    tf_string_equal(plan->master_database_name, state->master_database_name) &&
                    tf_string_equal(plan->master_username, state->master_username));
    if (is_same)
        return true;
    fail_at(&c->err, ERR_USER, "restore_from",
            "the source has the blueprint '%.*s', the database '%.*s' and the user '%.*s'",
            STR_ARG(state->blueprint_id.v), STR_ARG(state->master_database_name.v),
            STR_ARG(state->master_username.v));
    return fail_hint(&c->err,
                     "A restore keeps them: set blueprint_id, master_database_name and master_username to "
                     "these values.");
}
