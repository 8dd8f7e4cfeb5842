/*
 * restore.c — the forms of `restore_from`, the checks of a plan, and the members of a request. Must not know what
 * is created. Source: CreateInstancesFromSnapshot, CreateDiskFromSnapshot, GetAutoSnapshots of the API model.
 */
#include "resources/snapshot/restore.h"

#include "resources/snapshot/auto_source.h"
#include "resources/snapshot/snapshot_find.h"
#include "runtime/region_check.h"
#include "tf/pattern.h"

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

static void check_date(struct call *c, struct tf_string date)
{
    const char *expected = NULL;
    if (TF_IS_KNOWN(date) && !pattern_match("date", date.v, &expected))
        call_error(c, "restore_from.date", "Invalid date", "'%.*s' is not %s.", STR_ARG(date.v), expected);
}

void restore_validate(struct call *c, const struct restore *from)
{
    check_date(c, from->date);
    if (TF_IS_KNOWN(from->snapshot_name) && TF_IS_NULL(from->source_name))
        check_named(c, from);
    else if (TF_IS_KNOWN(from->source_name) && TF_IS_NULL(from->snapshot_name))
        auto_source_validate(c, "restore_from",
                             &(struct auto_source){from->source_name, from->date, from->latest});
}

/* ---- plan ---- */

static bool plan_named(struct call *c, const struct plan *plan, const struct restore_kind *kind,
                       const struct restore *from, const json_t **ret_snapshot)
{
    const struct tf_string nothing = {0};
    json_t *snapshot;
    size_t errors = c->diags.error_count;
    refers_check(c, plan, kind->snapshot, "restore_from.snapshot_name", from->snapshot_name, nothing);
    if (c->diags.error_count > errors || plan->is_final)
        return true;
    if (!api_view(c, kind->snapshot, from->snapshot_name.v, LS_REFRESH, &snapshot)) {
        c->err = (struct err){0}; /* refers_check has warned of it, or this run makes it */
        return true;
    }
    *ret_snapshot = snapshot;
    if (!region_planned(c, kind->snapshot, from->snapshot_name.v))
        snapshot_check_ready(c, "restore_from.snapshot_name", kind->snapshot, snapshot);
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

static bool plan_automatic(struct call *c, const struct restore_kind *kind, const struct restore *from)
{
    json_t *ignored;
    const struct auto_source source = {from->source_name, from->date, from->latest};
    return auto_source_plan(c, "restore_from", ls_kind_row(kind->object)->noun, &source, &ignored);
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
    auto_source_request(&(struct auto_source){from->source_name, from->date, from->latest}, in);
}
