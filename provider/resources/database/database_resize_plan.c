/*
 * database_resize_plan.c — what a plan says of another bundle of a database: the steps, their duration, what changes and
 * what is lost. Sends reads only; must not know the requests of the change.
 */
#include "rebuild/journal_tags.h"
#include "resources/bundle/bundle_change.h"
#include "resources/catalogue/catalogue.h"
#include "resources/database/database_rebuild.h"
#include "resources/database/database_resize.h"
#include "resources/database/database_restore.h"
#include "steps/database_rule.h"

/* Lightsail chooses the zones of a high-availability database. `prior` NULL: it is not known which bundle there was. */
static bool keeps_zone(const struct database *config, const struct database *prior,
                       const struct database *planned)
{
    return TF_IS_KNOWN(config->availability_zone) ||
           (TF_IS_KNOWN(prior->bundle_id) && !database_has_two_zones(prior->bundle_id.v) &&
            TF_IS_KNOWN(planned->bundle_id) && !database_has_two_zones(planned->bundle_id.v));
}

/* The database is a new one: what AWS assigns, and what the bundle has, is unknown. */
static void plan_new(struct call *c, const struct plan *plan)
{
    struct database *planned = plan->planned;
    if (!keeps_zone(plan->config, plan->prior, planned))
        planned->availability_zone = TF_UNKNOWN_OF(planned->availability_zone);
    bundle_note_change(c, LS_KIND_DATABASE, planned->relational_database_name.v);
    planned->arn = TF_UNKNOWN_OF(planned->arn);
    planned->created_at = TF_UNKNOWN_OF(planned->created_at);
    planned->support_code = TF_UNKNOWN_OF(planned->support_code);
    planned->secondary_availability_zone = TF_UNKNOWN_OF(planned->secondary_availability_zone);
    planned->master_endpoint_address = TF_UNKNOWN_OF(planned->master_endpoint_address);
    planned->engine_version = TF_UNKNOWN_OF(planned->engine_version);
    planned->cpu_count = TF_UNKNOWN_OF(planned->cpu_count);
    planned->ram_size = TF_UNKNOWN_OF(planned->ram_size);
    planned->disk_size = TF_UNKNOWN_OF(planned->disk_size);
    planned->latest_restorable_time = TF_UNKNOWN_OF(planned->latest_restorable_time);
    planned->parameter_apply_status = TF_UNKNOWN_OF(planned->parameter_apply_status);
    planned->pending_modified_values = TF_UNKNOWN_OF(planned->pending_modified_values);
    planned->pending_maintenance_actions = TF_UNKNOWN_OF(planned->pending_maintenance_actions);
}

/* ---- checks ---- */

static void check_pending(struct call *c, const struct database *prior)
{
    bool has_any = TF_IS_KNOWN(prior->pending_modified_values) && prior->pending_modified_values.count > 0;
    struct tf_string version = has_any ? prior->pending_modified_values.v->engine_version
                                       : (struct tf_string){0};
    if (TF_IS_KNOWN(version))
        call_error(c, "bundle_id", "Upgrade is pending",
                   "The version %.*s of the engine waits for the maintenance window and would be lost. Apply "
                   "the other bundle after it, or set apply_immediately = true for the upgrade.",
                   STR_ARG(version.v));
}

static bool check(struct call *c, const struct database *planned, struct str before)
{
    const struct catalogue *list;
    const json_t *entry;
    bundle_check_tags(c, &planned->tags_all);
    return catalogue_check(c, CATALOGUE_DATABASE_BUNDLES, "bundle_id", "database bundle", planned->bundle_id,
                           &list, &entry) &&
           database_check_size(c, planned, before, "The database");
}

/* ---- the warning ---- */

static struct str about_password(const struct database *config, const struct database *planned)
{
    bool is_configured = !TF_IS_NULL(config->master_password_wo) || !TF_IS_NULL(planned->master_password);
    return is_configured
               ? STR("the configured password")
               : STR("its present password (kept in memory only: if the apply is interrupted after the "
                     "deletion, Lightsail's new password stays)");
}

static struct str about_upgrade(struct call *c, const struct database *prior, const struct database *planned)
{
    bool is_upgrade = TF_IS_KNOWN(prior->blueprint_id) && TF_IS_KNOWN(planned->blueprint_id) &&
                      !str_eq(prior->blueprint_id.v, planned->blueprint_id.v);
    return is_upgrade ? str_printf(c->mem, " Then it is upgraded to %.*s.", STR_ARG(planned->blueprint_id.v))
                      : STR("");
}

static void warn(struct call *c, const struct plan *plan)
{
    const struct database *prior = plan->prior, *planned = plan->planned;
    struct tf_string address = prior->master_endpoint_address;
    bool keeps = !TF_IS_KNOWN(planned->keep_resize_snapshot) || planned->keep_resize_snapshot.v,
         is_later = TF_IS_KNOWN(planned->apply_immediately) && !planned->apply_immediately.v;
    struct str password = about_password(plan->config, planned), upgrade = about_upgrade(c, prior, planned),
               name = prior->relational_database_name.v;
    call_warn(c, "bundle_id", "Database is DELETED and created again from a snapshot, its address changes",
              "The database '%.*s' gets the bundle '%.*s' instead of '%.*s': it is stopped, a snapshot is "
              "taken and verified, the database is deleted and created from it with the same name.%.*s\n\n"
              "NOT AVAILABLE: '%.*s' with its address %.*s cannot be reached from the beginning to the end, "
              "usually 30 to 60 minutes (its disk has %.*s GB).%s\n\n"
              "CHANGED: the address; applications must use the new master_endpoint_address. The ARN.\n\n"
              "LOST: its automatic backups. Afterwards it can be restored to points in time after the change "
              "only, and to the snapshot, which is %s.\n\n"
              "Set again: %.*s, windows, backup retention, accessibility, parameters, certificate authority, "
              "tags and power state.",
              STR_ARG(name), STR_ARG(planned->bundle_id.v), STR_ARG(prior->bundle_id.v), STR_ARG(upgrade),
              STR_ARG(name), STR_ARG(TF_IS_KNOWN(address) ? address.v : STR("(unknown)")),
              STR_ARG(TF_IS_KNOWN(prior->disk_size) ? prior->disk_size.v : STR("?")),
              is_later
                  ? " This begins at once, although apply_immediately = false: Lightsail cannot delay it."
                  : "",
              keeps ? "kept (keep_resize_snapshot)" : "deleted at the end (keep_resize_snapshot = false)",
              STR_ARG(password));
}

/* ---- the plan ---- */

static bool plan_change(struct call *c, const struct plan *plan)
{
    const struct database *prior = plan->prior;
    const struct database *planned = plan->planned;
    size_t errors = c->diags.error_count;
    plan_new(c, plan);
    if (c->client == NULL)
        return true;
    check_pending(c, prior);
    TRY(check(c, planned, prior->bundle_id.v));
    if (c->diags.error_count == errors && plan->is_changed && !plan->is_final)
        warn(c, plan);
    return true;
}

/*
 * Of an unfinished change: another bundle than before must fit the database that exists, or the snapshot, because a
 * database that was deleted for it could not be created. Back to the bundle of before is always possible.
 */
static bool check_resumption(struct call *c, const struct database *prior, const struct database *planned)
{
    struct session s = bundle_session(c);
    struct rebuild r = {.kind = &database_kind, .session = &s, .name = prior->relational_database_name.v};
    if (!rebuild_find(&r, TF_IS_KNOWN(prior->arn) ? prior->arn.v : STR(""), true)) {
        c->err = s.err;
        return false;
    }
    const json_t *before = journal_object(r.journal);
    struct str bundle = json_member_text(r.object != NULL ? r.object : before, database_kind.bundle);
    bool is_new = rebuild_is_new(&r, r.object);
    if (bundle.len == 0 || !TF_IS_KNOWN(planned->bundle_id) || str_eq(bundle, planned->bundle_id.v) ||
        (!is_new && str_eq(json_member_text(before, database_kind.bundle), planned->bundle_id.v)))
        return true;
    return check(c, planned, bundle);
}

static bool plan_resumption(struct call *c, const struct plan *plan)
{
    const struct database *prior = plan->prior;
    const struct database *planned = plan->planned;
    size_t errors = c->diags.error_count;
    plan_new(c, plan);
    if (c->client == NULL)
        return true;
    TRY(check_resumption(c, prior, planned));
    if (c->diags.error_count > errors || plan->is_final)
        return true;
    call_warn(c, "bundle_id", "Change of the bundle is resumed",
              "An interrupted apply has left the database '%.*s' in the middle of a change of its bundle: it "
              "may be stopped, or not exist now. This apply completes the change: the database gets the "
              "configured bundle, with its data, and probably another address.",
              STR_ARG(planned->relational_database_name.v));
    return true;
}

static bool keeps_data(const struct database *planned)
{
    return TF_IS_KNOWN(planned->bundle_change) &&
           str_eqc(planned->bundle_change.v, DATABASE_BUNDLE_CHANGE_KEEP_DATA);
}

/* A change that keeps the data creates the database in the configured zone. */
static void plan_zone(struct plan *plan)
{
    const struct database *prior = plan->prior, *config = plan->config;
    const struct database *planned = plan->planned;
    bool moves = keeps_data(planned) && TF_IS_KNOWN(planned->bundle_id) &&
                 !tf_string_equal(prior->bundle_id, planned->bundle_id);
    if (!TF_IS_NULL(config->availability_zone) && !TF_IS_NULL(prior->bundle_id) && !moves &&
        !tf_string_equal(prior->availability_zone, config->availability_zone))
        plan_replace(plan, STR("availability_zone"));
}

/* Whether the plan has another bundle, or one that is not known yet. */
static bool is_other(const struct plan *plan)
{
    const struct database *prior = plan->prior, *planned = plan->planned;
    return !TF_IS_NULL(prior->bundle_id) && !tf_string_equal(prior->bundle_id, planned->bundle_id);
}

void database_resize_plan_replace(struct call *c, struct plan *plan)
{
    const struct database *planned = plan->planned;
    plan_zone(plan);
    if (!is_other(plan))
        return;
    if (TF_IS_UNKNOWN(planned->bundle_change))
        call_error(c, "bundle_change", "Value is not known yet",
                   "Whether another bundle replaces the database must be known in the plan. Use a value that "
                   "does not depend on a resource.");
    else if (!keeps_data(planned))
        plan_replace(plan, STR("bundle_id"));
}

bool database_resize_plan(struct call *c, struct plan *plan)
{
    const struct database *prior = plan->prior, *planned = plan->planned;
    if (TF_IS_NULL(prior->bundle_id))
        return plan_resumption(c, plan);
    if (!is_other(plan) || !keeps_data(planned))
        return true;
    if (TF_IS_KNOWN(planned->bundle_id))
        return plan_change(c, plan);
    plan_new(c, plan); /* it may change */
    return true;
}
