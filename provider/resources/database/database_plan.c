/*
 * database_plan.c — what a database must be before a request is sent: the texts of its arguments, its windows, entries of
 * the catalogue, and the decision about the last snapshot. Must not know requests that change anything. Source:
 * CreateRelationalDatabase, DeleteRelationalDatabase of the API model.
 */
#include "resources/catalogue/catalogue.h"
#include "resources/database/database.h"
#include "resources/database/database_resize.h"
#include "resources/database/database_restore.h"
#include "resources/database/database_upgrade.h"
#include "resources/database/database_window.h"
#include "resources/snapshot/final_snapshot.h"
#include "steps/database_rule.h"

/* ---- texts ---- */

static void check_identifier(struct call *c, const char *attribute, struct tf_string text, size_t most)
{
    if (TF_IS_KNOWN(text) && !database_is_identifier(text.v, most))
        call_error(c, attribute, "Invalid name in a database",
                   "'%.*s' is not a letter followed by letters, digits or '_', with at most %zu characters.",
                   STR_ARG(text.v), most);
}

static void check_password(struct call *c, const char *attribute, struct tf_string text, size_t most)
{
    if (TF_IS_KNOWN(text) && !database_is_password(text.v, most))
        call_error(c, attribute, "Invalid password",
                   "A password has %d to %zu printable ASCII characters, without '/', '\"', '@' and spaces.",
                   DATABASE_LEAST_PASSWORD, most);
}

/* ---- windows ---- */

static bool window_of(struct call *c, const char *attribute, struct tf_string text, bool is_weekly,
                      struct database_window *ret)
{
    bool is_good = is_weekly ? database_window_of_week(text.v, ret) : database_window_of_day(text.v, ret);
    if (!is_good)
        call_error(c, attribute, "Invalid window", "'%.*s' is not a time range in UTC such as %s.",
                   STR_ARG(text.v), is_weekly ? "tue:17:00-tue:17:30" : "16:00-16:30");
    else if (ret->minutes < DATABASE_WINDOW_LEAST_MINUTES)
        call_error(c, attribute, "Window too short",
                   "'%.*s' has %d minutes. A window has at least %d minutes: set a later end.",
                   STR_ARG(text.v), ret->minutes, DATABASE_WINDOW_LEAST_MINUTES);
    return is_good && ret->minutes >= DATABASE_WINDOW_LEAST_MINUTES;
}

static void check_windows(struct call *c, const struct database *model)
{
    struct tf_string daily = model->preferred_backup_window, weekly = model->preferred_maintenance_window;
    struct database_window backup = {0}, maintenance = {0};
    bool has_daily = TF_IS_KNOWN(daily) && window_of(c, "preferred_backup_window", daily, false, &backup),
         has_weekly = TF_IS_KNOWN(weekly) &&
                      window_of(c, "preferred_maintenance_window", weekly, true, &maintenance);
    if (has_daily && has_weekly && database_windows_overlap(backup, maintenance))
        call_error(c, "preferred_maintenance_window", "Windows overlap",
                   "The maintenance window '%.*s' and the daily backup window '%.*s' have a time in common. "
                   "Lightsail refuses that: move one of them.",
                   STR_ARG(weekly.v), STR_ARG(daily.v));
}

/* ---- validate ---- */

static void check_decision(struct call *c, const struct database *config)
{
    if (TF_IS_KNOWN(config->skip_final_snapshot) && config->skip_final_snapshot.v &&
        TF_IS_KNOWN(config->final_snapshot_name))
        call_error(c, "final_snapshot_name", "Final snapshot is also skipped",
                   "skip_final_snapshot = true takes no snapshot. Remove one of the two arguments.");
}

bool database_validate(struct call *c, const void *config_model)
{
    const struct database *config = config_model;
    struct tf_string blueprint = config->blueprint_id;
    const struct database_limits most = database_limits(TF_IS_KNOWN(blueprint) ? blueprint.v : STR(""));
    check_identifier(c, "master_database_name", config->master_database_name, most.database);
    check_identifier(c, "master_username", config->master_username, most.username);
    check_password(c, "master_password", config->master_password, most.password);
    check_password(c, "master_password_wo", config->master_password_wo, most.password);
    check_windows(c, config);
    check_decision(c, config);
    database_restore_validate(c, config);
    final_snapshot_validate(c, config->final_snapshot_name);
    return crud_validate(c, config);
}

/* ---- plan ---- */

static bool check_catalogue(struct call *c, const struct database *planned)
{
    const struct catalogue *list;
    const json_t *entry;
    if (c->client == NULL)
        return true; /* the region is not known yet: the apply plans again */
    return catalogue_check(c, CATALOGUE_DATABASE_BLUEPRINTS, "blueprint_id", "database blueprint",
                           planned->blueprint_id, &list, &entry) &&
           catalogue_check(c, CATALOGUE_DATABASE_BUNDLES, "bundle_id", "database bundle", planned->bundle_id,
                           &list, &entry);
}

/* A value that is not known yet replaces the database, too. */
static bool is_replaced(struct call *c, const struct plan *plan)
{
    const struct object_desc *desc = c->schema->object;
    for (size_t i = 0; plan->replace_count == 0 && i < desc->count; i++) {
        struct value before = bind_field_to_value(c->mem, plan->prior, &desc->attrs[i]),
                     after = bind_field_to_value(c->mem, plan->planned, &desc->attrs[i]);
        if ((desc->attrs[i].flags & ATTR_REPLACE) && !value_equal(&before, &after))
            return true;
    }
    return plan->replace_count > 0;
}

/* The zone that a high-availability database has is no error: a generated configuration contains it. */
static void check_zone(struct call *c, const struct plan *plan)
{
    const struct database *prior = plan->prior, *config = plan->config;
    bool stays = prior != NULL && !is_replaced(c, plan) &&
                 tf_string_equal(prior->bundle_id, config->bundle_id) &&
                 tf_string_equal(prior->availability_zone, config->availability_zone);
    if (!stays && TF_IS_KNOWN(config->bundle_id) && TF_IS_KNOWN(config->availability_zone) &&
        database_has_two_zones(config->bundle_id.v))
        call_error(c, "availability_zone", "Zone of a high-availability database",
                   "The bundle '%.*s' is a high-availability bundle, for which Lightsail chooses two zones. "
                   "Remove availability_zone, or choose a bundle without _ha_.",
                   STR_ARG(config->bundle_id.v));
}

bool database_has_decision(const struct database *prior)
{
    return TF_IS_KNOWN(prior->final_snapshot_name) ||
           (TF_IS_KNOWN(prior->skip_final_snapshot) && prior->skip_final_snapshot.v);
}

bool database_may_have_data(const json_t *object)
{
    struct str state = json_member_text(object, "state");
    return !str_eqc(state, "creating") && !str_eqc(state, "failed");
}

static void refuse_deletion(struct call *c, const char *doing)
{
    call_error(c, "skip_final_snapshot", "Last snapshot of the database is not decided",
               "%s would delete the database with its automatic backups, and the state says nothing about a "
               "last snapshot. Set final_snapshot_name (with %s each has a name of its own), or "
               "skip_final_snapshot = true to lose the data, and apply that first.",
               doing, FINAL_SNAPSHOT_TIME);
}

/* One window of the configuration against the other one of the database. Two were compared before. */
static void check_planned_windows(struct call *c, const struct plan *plan)
{
    const struct database *config = plan->config, *planned = plan->planned;
    if (!TF_IS_KNOWN(config->preferred_backup_window) || !TF_IS_KNOWN(config->preferred_maintenance_window))
        check_windows(c, planned);
}

/* A window in other letters is no change. */
static void keep_window(struct tf_string prior, struct tf_string *planned)
{
    if (TF_IS_KNOWN(prior) && TF_IS_KNOWN(*planned) && str_eq_nocase(prior.v, planned->v))
        *planned = prior;
}

bool database_modify_plan(struct call *c, struct plan *plan)
{
    TRY(crud_modify_plan(c, plan));
    const struct database *prior = plan->prior;
    struct database *planned = plan->planned;
    if (prior == NULL) {
        check_zone(c, plan);
        return check_catalogue(c, planned) && database_restore_plan(c, plan);
    }
    keep_window(prior->preferred_backup_window, &planned->preferred_backup_window);
    keep_window(prior->preferred_maintenance_window, &planned->preferred_maintenance_window);
    check_planned_windows(c, plan);
    database_resize_plan_replace(c, plan);
    TRY(database_upgrade_plan(c, plan));
    check_zone(c, plan);
    TRY(is_replaced(c, plan) || database_resize_plan(c, plan));
    if (!is_replaced(c, plan))
        return true;
    if (!database_has_decision(prior))
        refuse_deletion(c, "The replacement");
    return true;
}

/* A database whose creation failed can be destroyed at once. */
static bool check_destroy(struct call *c, const struct database *prior)
{
    struct str name = prior->relational_database_name.v;
    json_t *object;
    if (database_has_decision(prior))
        return final_snapshot_plan(c, LS_KIND_DATABASE, name, prior->final_snapshot_name);
    if (!api_view(c, LS_KIND_DATABASE, name, LS_REFRESH, &object))
        return api_done_if_not_found(c);
    if (database_may_have_data(object))
        refuse_deletion(c, "The destroy");
    return true;
}

bool database_plan_destroy(struct call *c, const void *prior)
{
    return check_destroy(c, prior) && crud_plan_destroy(c, prior);
}
