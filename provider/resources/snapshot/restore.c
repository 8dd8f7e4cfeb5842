/*
 * restore.c — the forms of `restore_from`, the checks of a plan, and the members of a request. Must not know what
 * is created. Source: CreateInstancesFromSnapshot, CreateDiskFromSnapshot, GetAutoSnapshots of the API model.
 */
#include "resources/snapshot/restore.h"

#include "runtime/region_check.h"

const struct restore_kind restore_of_disk = {LS_KIND_DISK, LS_KIND_DISK_SNAPSHOT, "diskSnapshotName",
                                             "sourceDiskName"};
const struct restore_kind restore_of_instance = {LS_KIND_INSTANCE, LS_KIND_INSTANCE_SNAPSHOT,
                                                 "instanceSnapshotName", "sourceInstanceName"};

static bool is_latest(const struct restore *from)
{
    return TF_IS_KNOWN(from->latest) && from->latest.v;
}

bool restore_is_given(const struct restore *from)
{
    return TF_IS_KNOWN(from->snapshot_name) || TF_IS_KNOWN(from->source_name);
}

/* ---- validate ---- */

static bool is_date(struct str text)
{
    static const char form[] = "0000-00-00";
    if (text.len != sizeof form - 1)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        bool is_digit = text.data[i] >= '0' && text.data[i] <= '9';
        if (form[i] == '0' ? !is_digit : text.data[i] != form[i])
            return false;
    }
    return true;
}

static void check_automatic(struct call *c, const struct restore *from)
{
    bool open = TF_IS_UNKNOWN(from->date) || TF_IS_UNKNOWN(from->latest);
    bool has_date = TF_IS_KNOWN(from->date), latest = is_latest(from);
    if (!open && has_date == latest)
        call_error(c, has_date ? "restore_from.latest" : "restore_from.source_name",
                   "Which automatic snapshot?",
                   "Set either date = \"YYYY-MM-DD\" or latest = true beside source_name.");
}

static void check_named(struct call *c, const struct restore *from)
{
    const char *extra = TF_IS_KNOWN(from->date) ? "date" : is_latest(from) ? "latest" : NULL;
    if (extra != NULL)
        call_error(
            c, str_printf(c->mem, "restore_from.%s", extra).data, "Not for a named snapshot",
            "%s selects an automatic snapshot of source_name. Remove it, or use source_name instead of "
            "snapshot_name.",
            extra);
}

void restore_validate(struct call *c, const struct restore *from)
{
    if (TF_IS_KNOWN(from->date) && !is_date(from->date.v))
        call_error(c, "restore_from.date", "Invalid date",
                   "'%.*s' is not a date: write it as YYYY-MM-DD, such as 2026-11-01.",
                   STR_ARG(from->date.v));
    if (TF_IS_KNOWN(from->snapshot_name) && TF_IS_NULL(from->source_name))
        check_named(c, from);
    else if (TF_IS_KNOWN(from->source_name) && TF_IS_NULL(from->snapshot_name))
        check_automatic(c, from);
}

/* ---- plan ---- */

static void check_state(struct call *c, const struct restore_kind *kind, const json_t *snapshot)
{
    struct str state = json_member_text(snapshot, "state"), name = json_member_text(snapshot, "name");
    if (str_eqc(state, "available") || str_eqc(state, "completed"))
        return;
    call_error(c, "restore_from.snapshot_name", "Snapshot is not available",
               "The %s '%.*s' is in the state '%.*s'. %s", ls_kind_row(kind->snapshot)->noun, STR_ARG(name),
               STR_ARG(state),
               str_eqc(state, "pending") ? "Plan again when it is available." : "Use another snapshot.");
}

static bool plan_named(struct call *c, const struct plan *plan, const struct restore_kind *kind,
                       const struct restore *from, const json_t **ret_snapshot)
{
    const struct tf_string nothing = {0};
    json_t *snapshot;
    size_t errors = c->diags.error_count;
    refers_check(c, plan, kind->snapshot, "restore_from.snapshot_name", from->snapshot_name, nothing);
    if (c->diags.error_count > errors || plan->is_final ||
        region_planned(c, kind->snapshot, from->snapshot_name.v))
        return true;
    if (!api_view(c, kind->snapshot, from->snapshot_name.v, LS_REFRESH, &snapshot)) {
        c->err = (struct err){0}; /* refers_check has warned of it */
        return true;
    }
    *ret_snapshot = snapshot;
    check_state(c, kind, snapshot);
    return true;
}

static struct str command(struct call *c, struct str name, const struct restore *from)
{
    return str_printf(c->mem, "quants-infra snapshot copy %.*s --from %.*s --to %.*s-kept", STR_ARG(name),
                      STR_ARG(TF_IS_KNOWN(from->date) ? from->date.v : STR("latest")), STR_ARG(name));
}

/* Automatic snapshots are deleted together with their source. */
static void refuse_own(struct call *c, struct str name, const struct restore *from)
{
    call_error(c, "restore_from.source_name", "Snapshot is deleted with its source",
               "'%.*s' would be deleted before it is created again, and its automatic snapshots are deleted "
               "with it. Copy the snapshot first, and use the copy as snapshot_name:\n\n  %.*s",
               STR_ARG(name), STR_ARG(command(c, name, from)));
}

static bool is_wanted(const json_t *snapshot, const struct restore *from)
{
    return str_eqc(json_member_text(snapshot, "status"), "Success") &&
           (!TF_IS_KNOWN(from->date) || str_eq(json_member_text(snapshot, "date"), from->date.v));
}

static void refuse_missing(struct call *c, const json_t *snapshots, const struct restore *from)
{
    struct buf dates = buf_new(c->mem, BUF_DEFAULT_MAX_BYTES);
    for (size_t i = 0; i < json_array_size(snapshots); i++)
        buf_printf(&dates, "%s%.*s", i > 0 ? ", " : "",
                   STR_ARG(json_member_text(json_array_get(snapshots, i), "date")));
    call_error(c, TF_IS_KNOWN(from->date) ? "restore_from.date" : "restore_from.latest",
               "No such automatic snapshot", "'%.*s' has no finished automatic snapshot%s%.*s. It has: %.*s.",
               STR_ARG(from->source_name.v), TF_IS_KNOWN(from->date) ? " of " : "", STR_ARG(from->date.v),
               STR_ARG(dates.len > 0 ? buf_str(&dates) : STR("none")));
}

static bool plan_automatic(struct call *c, const struct restore_kind *kind, const struct restore *from)
{
    json_t *answer;
    if (!api_call(c, OP_GET_AUTO_SNAPSHOTS,
                  json_pack("{s:o}", "resourceName", json_new_str(from->source_name.v)), &answer)) {
        if (c->err.kind != ERR_NOT_FOUND)
            return false;
        c->err = (struct err){0};
        call_error(c, "restore_from.source_name", "Unknown source", "There is no %s '%.*s' in %.*s.",
                   ls_kind_row(kind->object)->noun, STR_ARG(from->source_name.v), STR_ARG(call_region(c)));
        return true;
    }
    const json_t *snapshots = json_object_get(answer, "autoSnapshots");
    for (size_t i = 0; i < json_array_size(snapshots); i++) {
        if (is_wanted(json_array_get(snapshots, i), from))
            return true;
    }
    refuse_missing(c, snapshots, from);
    return true;
}

bool restore_plan(struct call *c, const struct plan *plan, const struct restore_kind *kind,
                  const struct restore *from, struct tf_string name, const json_t **ret_snapshot)
{
    *ret_snapshot = NULL;
    if (TF_IS_KNOWN(from->source_name) && plan->is_replacement && TF_IS_KNOWN(name) &&
        str_eq(name.v, from->source_name.v)) {
        refuse_own(c, name.v, from);
        return true;
    }
    if (c->client == NULL)
        return true;
    if (TF_IS_KNOWN(from->snapshot_name))
        return plan_named(c, plan, kind, from, ret_snapshot);
    return !TF_IS_KNOWN(from->source_name) || plan->is_final || plan_automatic(c, kind, from);
}

/* ---- request ---- */

void restore_request(const struct restore_kind *kind, const struct restore *from, json_t *in)
{
    if (TF_IS_KNOWN(from->snapshot_name)) {
        json_object_set_new(in, kind->snapshot_member, json_new_str(from->snapshot_name.v));
        return;
    }
    json_object_set_new(in, kind->source_member, json_new_str(from->source_name.v));
    if (TF_IS_KNOWN(from->date))
        json_object_set_new(in, "restoreDate", json_new_str(from->date.v));
    else
        json_object_set_new(in, "useLatestRestorableAutoSnapshot", json_true());
}
