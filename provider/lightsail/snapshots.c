/*
 * snapshots.c — the kinds of snapshots, and automatic ones. Must not know the purpose of a snapshot. Source:
 * CreateInstanceSnapshot, CreateDiskSnapshot, CreateRelationalDatabaseSnapshot, GetAutoSnapshots, CopySnapshot of the
 * API model.
 */
#include "lightsail/snapshots.h"

const struct ls_snapshot_form ls_instance_snapshot = {LS_KIND_INSTANCE,
                                                      LS_KIND_INSTANCE_SNAPSHOT,
                                                      OP_CREATE_INSTANCE_SNAPSHOT,
                                                      OP_DELETE_INSTANCE_SNAPSHOT,
                                                      "instanceSnapshotName",
                                                      "instanceName",
                                                      "fromInstanceArn",
                                                      "fromInstanceName",
                                                      "available"},
                              ls_disk_snapshot = {LS_KIND_DISK,
                                                  LS_KIND_DISK_SNAPSHOT,
                                                  OP_CREATE_DISK_SNAPSHOT,
                                                  OP_DELETE_DISK_SNAPSHOT,
                                                  "diskSnapshotName",
                                                  "diskName",
                                                  "fromDiskArn",
                                                  "fromDiskName",
                                                  "completed"},
                              ls_database_snapshot = {LS_KIND_DATABASE,
                                                      LS_KIND_DATABASE_SNAPSHOT,
                                                      OP_CREATE_RELATIONAL_DATABASE_SNAPSHOT,
                                                      OP_DELETE_RELATIONAL_DATABASE_SNAPSHOT,
                                                      "relationalDatabaseSnapshotName",
                                                      "relationalDatabaseName",
                                                      "fromRelationalDatabaseArn",
                                                      "fromRelationalDatabaseName",
                                                      "available"},
                              ls_system_disk_snapshot = {
                                  LS_KIND_INSTANCE,        LS_KIND_DISK_SNAPSHOT, OP_CREATE_DISK_SNAPSHOT,
                                  OP_DELETE_DISK_SNAPSHOT, "diskSnapshotName",    "instanceName",
                                  "fromInstanceArn",       "fromInstanceName",    "completed"};

static const struct ls_snapshot_form *const forms[] = {&ls_instance_snapshot, &ls_disk_snapshot};
enum { FORMS = sizeof forms / sizeof forms[0] };

const struct ls_snapshot_form *ls_snapshot_form(enum ls_kind kind)
{
    if (kind == LS_KIND_DATABASE || kind == LS_KIND_DATABASE_SNAPSHOT)
        return &ls_database_snapshot;
    return kind == LS_KIND_DISK || kind == LS_KIND_DISK_SNAPSHOT ? &ls_disk_snapshot : &ls_instance_snapshot;
}

bool ls_snapshot_is_ready(const json_t *snapshot)
{
    struct str state = json_member_text(snapshot, "state");
    return str_eqc(state, "available") || str_eqc(state, "completed");
}

bool ls_snapshot_has_failed(const json_t *snapshot)
{
    struct str state = json_member_text(snapshot, "state");
    return str_eqc(state, "error") || str_eqc(state, "failed");
}

/* Each kind once, and then, for an object that must exist, each kind for as long as reads may lag. */
bool ls_snapshot_find(struct ls_client *client, struct aws_scope scope, struct str name, bool is_expected,
                      enum ls_kind *ret_kind, json_t **ret_snapshot, struct err *err)
{
    for (int is_last = 0; is_last <= is_expected; is_last++) {
        for (size_t i = 0; i < FORMS; i++) {
            *ret_kind = forms[i]->kind;
            if (is_last ? ls_view_find(client, scope, *ret_kind, name, STR(""), ret_snapshot, err)
                        : ls_view_read(client, scope, *ret_kind, name, LS_REFRESH, ret_snapshot, err))
                return true;
            if (err->kind != ERR_NOT_FOUND)
                return false;
        }
    }
    return fail(err, ERR_NOT_FOUND, "there is no snapshot '%.*s' in %.*s", STR_ARG(name),
                STR_ARG(ls_client_region(client)));
}

static bool has_another(struct ls_client *client, struct aws_scope scope, const struct ls_snapshot_last *last,
                        bool *ret, struct err *err)
{
    const struct ls_kind_row *row = ls_kind_row(last->form->kind);
    json_t *items;
    TRY(ls_call_pages(client, scope, row->list, NULL, row->items, &items, err));
    for (size_t i = 0; i < json_array_size(items) && !*ret; i++) {
        const json_t *other = json_array_get(items, i);
        struct str arn = json_member_text(other, "arn");
        *ret = ls_snapshot_is_ready(other) &&
               str_eq(json_member_text(other, last->form->from_arn), last->source_arn) &&
               !str_eq(arn, last->arn) && (last->is_gone == NULL || !last->is_gone(last->context, arn));
    }
    return true;
}

static bool has_source(struct ls_client *client, struct aws_scope scope, const struct ls_snapshot_last *last,
                       bool *ret, struct err *err)
{
    json_t *object;
    *ret = ls_view_find(client, scope, last->form->source, last->source_name, last->source_arn, &object, err);
    bool is_known = *ret || err->kind == ERR_NOT_FOUND;
    if (is_known)
        *err = (struct err){.kind = ERR_NONE};
    return is_known;
}

bool ls_snapshot_has_copy(struct ls_client *here, struct ls_client *there, struct aws_scope scope,
                          const struct ls_snapshot_last *last, bool *ret, struct err *err)
{
    TRY(has_source(there, scope, last, ret, err));
    TRY(*ret || there == here || has_another(there, scope, last, ret, err));
    return *ret || has_another(here, scope, last, ret, err);
}

/* ---- automatic snapshots ---- */

const json_t *ls_auto_snapshot_of_date(const json_t *response, struct str date)
{
    const json_t *snapshots = json_object_get(response, "autoSnapshots");
    for (size_t i = 0; i < json_array_size(snapshots); i++) {
        const json_t *snapshot = json_array_get(snapshots, i);
        if (str_eq(json_member_text(snapshot, "date"), date))
            return snapshot;
    }
    return NULL;
}

const json_t *ls_auto_snapshot_ready(const json_t *response, struct str date)
{
    const json_t *snapshots = json_object_get(response, "autoSnapshots"), *found = NULL;
    for (size_t i = 0; i < json_array_size(snapshots); i++) {
        const json_t *snapshot = json_array_get(snapshots, i);
        struct str of = json_member_text(snapshot, "date");
        if (str_eqc(json_member_text(snapshot, "status"), "Success") && (date.len == 0 || str_eq(of, date)) &&
            (found == NULL || str_cmp(of, json_member_text(found, "date")) > 0))
            found = snapshot;
    }
    return found;
}

/* A source or a date that is not shown may be late. */
bool ls_auto_snapshots(struct ls_client *client, struct aws_scope scope, struct str source_name,
                       struct str date, json_t **ret_response, struct err *err)
{
    int64_t end_ms = clock_monotonic_ms() + ls_client_read_lag_ms(client);
    struct ls_poll poll = ls_poll_begin(client);
    json_t *in = json_own(scope.mem, json_object());
    json_object_set_new(in, "resourceName", json_new_str(source_name));
    for (;;) {
        bool is_last = clock_monotonic_ms() >= end_ms;
        bool ok = ls_call(client, scope, OP_GET_AUTO_SNAPSHOTS, in, ret_response, err);
        struct err first = *err;
        if (ok ? date.len == 0 || ls_auto_snapshot_of_date(*ret_response, date) != NULL
               : first.kind != ERR_NOT_FOUND)
            return ok;
        if (is_last || !ls_poll_wait(&poll, &scope, err)) {
            *err = first;
            return ok;
        }
    }
}

struct str ls_auto_snapshot_dates(struct arena *mem, const json_t *response)
{
    const json_t *snapshots = json_object_get(response, "autoSnapshots");
    struct buf dates = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    for (size_t i = 0; i < json_array_size(snapshots); i++)
        buf_printf(&dates, "%s%.*s", i > 0 ? ", " : "",
                   STR_ARG(json_member_text(json_array_get(snapshots, i), "date")));
    return dates.len > 0 ? buf_str(&dates) : STR("none");
}

enum ls_kind ls_auto_snapshot_source(const json_t *response)
{
    bool is_disk = str_eqc(json_member_text(response, "resourceType"), ls_kind_row(LS_KIND_DISK)->arn_type);
    return is_disk ? LS_KIND_DISK : LS_KIND_INSTANCE;
}

/* ---- copies ---- */

struct ls_copy_source ls_copy_source(const json_t *snapshot)
{
    return (struct ls_copy_source){json_member_text(snapshot, "fromInstanceName"),
                                   json_member_text(snapshot, "fromDiskName")};
}

bool ls_copy_shows(const void *context, const json_t *object)
{
    const struct ls_copy_source *source = context;
    struct ls_copy_source of = ls_copy_source(object);
    return (of.instance.len == 0 || source->instance.len == 0 || str_eq(of.instance, source->instance)) &&
           (of.disk.len == 0 || source->disk.len == 0 || str_eq(of.disk, source->disk));
}
