/*
 * database_upgrade.c — upgrades of an engine and their snapshots. Must not know the request that upgrades
 * (database_modify.c). Source: relationalDatabaseBlueprintId of UpdateRelationalDatabase in the API model.
 */
#include "resources/database/database_upgrade.h"

#include "resources/catalogue/catalogue.h"
#include "resources/snapshot/take_snapshot.h"

/* The engine of an ID, and the rest: "mysql" and "8_0". */
static struct str engine_of(struct str id, struct str *ret_version)
{
    struct str engine = id;
    *ret_version = (struct str){NULL, 0};
    return str_cut(id, '_', &engine, ret_version) ? engine : id;
}

bool database_is_upgrade(struct str before, struct str after)
{
    struct str old, new, old_part, new_part;
    int64_t old_number, new_number;
    if (!str_eq(engine_of(before, &old), engine_of(after, &new)))
        return false;
    while (old.len > 0 && new.len > 0) {
        bool old_goes_on = str_cut(old, '_', &old_part, &old),
             new_goes_on = str_cut(new, '_', &new_part, &new);
        if (!str_to_int64(old_goes_on ? old_part : old, &old_number) ||
            !str_to_int64(new_goes_on ? new_part : new, &new_number))
            return false;
        if (old_number != new_number)
            return new_number > old_number;
        old = old_goes_on ? old : STR("");
        new = new_goes_on ? new : STR("");
    }
    return new.len > 0;
}

/* ---- plan ---- */

bool database_upgrade_plan(struct call *c, struct plan *plan)
{
    const struct database *prior = plan->prior;
    struct database *planned = plan->planned;
    const struct catalogue *list;
    const json_t *entry;
    if (tf_string_equal(prior->blueprint_id, planned->blueprint_id))
        return true;
    bool is_open = !TF_IS_KNOWN(prior->blueprint_id) || !TF_IS_KNOWN(planned->blueprint_id);
    if (is_open || !database_is_upgrade(prior->blueprint_id.v, planned->blueprint_id.v))
        plan_replace(plan, STR("blueprint_id"));
    planned->engine_version = TF_UNKNOWN_OF(planned->engine_version);
    if (plan->replace_count > 0)
        return true;
    call_warn(c, "blueprint_id", "Database engine is upgraded",
              "The database '%.*s' is upgraded from %.*s to %.*s in place, after a snapshot of it. "
              "Lightsail cannot undo an upgrade: the earlier version is only in the snapshot. The database "
              "cannot be used meanwhile.",
              STR_ARG(prior->relational_database_name.v), STR_ARG(prior->blueprint_id.v),
              STR_ARG(planned->blueprint_id.v));
    return c->client == NULL || catalogue_check(c, CATALOGUE_DATABASE_BLUEPRINTS, "blueprint_id",
                                                "database blueprint", planned->blueprint_id, &list, &entry);
}

/* ---- apply ---- */

/* "NAME-before-mysql-8-4-": names of databases have no '_'. */
static struct str prefix_of(struct call *c, struct str name, struct str blueprint_id)
{
    struct buf prefix = buf_new(c->mem, BUF_DEFAULT_MAX_BYTES);
    buf_printf(&prefix, "%.*s-before-", STR_ARG(name));
    for (size_t i = 0; i < blueprint_id.len; i++)
        buf_addc(&prefix, blueprint_id.data[i] == '_' ? '-' : blueprint_id.data[i]);
    buf_addc(&prefix, '-');
    return buf_str(&prefix);
}

bool database_upgrade_prepare(struct call *c, const struct database *prior, const struct database *plan,
                              struct str *ret_name)
{
    struct str name = prior->relational_database_name.v, prefix = prefix_of(c, name, plan->blueprint_id.v);
    int64_t now_ms = clock_wall_ms() + ls_client_clock_skew_ms(c->client);
    *ret_name = str_printf(c->mem, "%.*s%.*s", STR_ARG(prefix),
                           STR_ARG(clock_print_compact(c->mem, (double)now_ms / 1000)));
    return take_snapshot_of_now(c, LS_KIND_DATABASE, name, prior->arn.v, *ret_name) ||
           fail_context(&c->err, "while taking the snapshot '%.*s'; the database is not upgraded",
                        STR_ARG(*ret_name));
}

/* No later apply tries again, because the upgrade is complete then. */
static bool remove_snapshot(struct call *c, struct str name)
{
    enum { MOST_TRIES = 3 };
    const struct ls_effect effect = {LS_DELETED, LS_KIND_DATABASE_SNAPSHOT, .name = name};
    struct ls_poll poll = api_poll_begin(c);
    for (int tries = 1;; tries++) {
        json_t *in = json_pack("{s:o}", "relationalDatabaseSnapshotName", json_new_str(name));
        if (api_delete(c, OP_DELETE_RELATIONAL_DATABASE_SNAPSHOT, in, &effect))
            return true;
        struct err failure = c->err;
        if (tries == MOST_TRIES || !api_poll_wait(c, &poll)) {
            c->err = failure;
            return false;
        }
        c->err = (struct err){0};
    }
}

/* The snapshots of a database whose names begin so. */
static bool list_snapshots(struct call *c, struct tf_string arn, struct str prefix, json_t **ret_names)
{
    json_t *all;
    *ret_names = json_own(c->mem, json_array());
    TRY(api_list(c, OP_GET_RELATIONAL_DATABASE_SNAPSHOTS, NULL, "relationalDatabaseSnapshots", &all));
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *one = json_array_get(all, i);
        if (str_starts_with(json_member_text(one, "name"), prefix) &&
            str_eq(json_member_text(one, "fromRelationalDatabaseArn"), arn.v))
            json_array_append(*ret_names, json_object_get(one, "name"));
    }
    return true;
}

bool database_upgrade_is_left(struct call *c, const struct database *prior, struct str blueprint_id)
{
    struct str prefix = prefix_of(c, prior->relational_database_name.v, blueprint_id);
    json_t *names;
    bool is_kept = !TF_IS_KNOWN(prior->keep_upgrade_snapshot) || prior->keep_upgrade_snapshot.v;
    if (is_kept || !TF_IS_KNOWN(prior->arn) || !TF_IS_KNOWN(prior->blueprint_id) ||
        str_eq(prior->blueprint_id.v, blueprint_id))
        return false;
    bool is_left = list_snapshots(c, prior->arn, prefix, &names) && json_array_size(names) > 0;
    c->err = (struct err){0}; /* only a snapshot would be left */
    return is_left;
}

/* Those that interrupted upgrades have left, too. */
static bool remove_snapshots(struct call *c, const struct database *prior, struct str prefix, struct str last)
{
    json_t *names;
    TRY(last.len == 0 || remove_snapshot(c, last));
    TRY(list_snapshots(c, prior->arn, prefix, &names));
    for (size_t i = 0; i < json_array_size(names); i++) {
        struct str name = json_text(json_array_get(names, i));
        TRY(str_eq(name, last) || remove_snapshot(c, name));
    }
    return true;
}

void database_upgrade_end(struct call *c, const struct database *prior, const struct database *plan,
                          struct str snapshot_name)
{
    bool is_kept = !TF_IS_KNOWN(plan->keep_upgrade_snapshot) || plan->keep_upgrade_snapshot.v,
         is_later = TF_IS_KNOWN(plan->apply_immediately) && !plan->apply_immediately.v;
    struct str prefix = prefix_of(c, prior->relational_database_name.v, plan->blueprint_id.v);
    if (is_kept || is_later || remove_snapshots(c, prior, prefix, snapshot_name))
        return;
    call_warn(
        c, "keep_upgrade_snapshot", "Snapshot of the upgrade is left",
        "The database is upgraded, but a snapshot whose name begins with '%.*s' could not be deleted: %s.",
        STR_ARG(prefix), c->err.text);
    c->err = (struct err){0};
}
