/*
 * action_export_snapshot.c — exports a snapshot to Amazon EC2 and waits for the record of the export. Knows export
 * records; must not know what EC2 does with them. Source: ExportSnapshot, GetExportSnapshotRecords of the API model.
 */
#include "gen/action_export_snapshot.h"
#include "lightsail/ledger.h"
#include "resources/snapshot/snapshot_find.h"
#include "runtime/action.h"

/* One export. Its record has a name that AWS chooses, so it is found by its snapshot and its time. */
struct export
{
    struct str name, arn; /* of the snapshot */
    enum ls_kind kind;
    int64_t since_ms; /* when it was requested, by the service's clock */
};

/* ---- the record ---- */

static bool is_of(const json_t *record, const struct export *export, int64_t since_ms)
{
    const json_t *info = json_object_get(record, "sourceInfo");
    struct str arn = json_member_text(info, "arn");
    return ledger_is_new(record, since_ms) && str_eq(json_member_text(info, "name"), export->name) &&
           (arn.len == 0 || str_eq(arn, export->arn));
}

/* The newest record of the export; NULL when the list has none. */
static const json_t *find_record(const json_t *records, const struct export *export, int64_t since_ms)
{
    const json_t *newest = NULL;
    double newest_at = 0;
    for (size_t i = 0; i < json_array_size(records); i++) {
        const json_t *record = json_array_get(records, i);
        double at = json_number_value(json_object_get(record, "createdAt"));
        if (!is_of(record, export, since_ms) || (newest != NULL && at <= newest_at))
            continue;
        newest = record;
        newest_at = at;
    }
    return newest;
}

static bool has_record(const struct ls_effect *effect, struct ls_client *client, struct aws_scope scope,
                       int64_t since_ms, bool *ret_done, struct err *err)
{
    json_t *records;
    TRY(ls_call_pages(client, scope, OP_GET_EXPORT_SNAPSHOT_RECORDS, NULL, "exportSnapshotRecords", &records,
                      err));
    *ret_done = find_record(records, effect->context, since_ms) != NULL;
    return true;
}

/* ---- the request ---- */

static bool find_snapshot(struct call *c, struct export *export)
{
    json_t *snapshot;
    if (!snapshot_find(c, export->name, true, &export->kind, &snapshot)) {
        if (c->err.kind == ERR_NOT_FOUND)
            c->err.kind = ERR_USER;
        ERR_SET(&c->err, attribute, STR("name"));
        return false;
    }
    export->arn = json_member_text(snapshot, "arn");
    return ls_snapshot_is_ready(snapshot) ||
           fail_at(&c->err, ERR_USER, "name", "the snapshot '%.*s' cannot be exported: it is %.*s",
                   STR_ARG(export->name), STR_ARG(json_member_text(snapshot, "state")));
}

static bool begin(struct call *c, struct export *export, json_t **ret_response)
{
    const struct ls_effect effect = {LS_DONE, export->kind, .name = export->name, .is_done = has_record,
                                     .context = export};
    export->since_ms = clock_wall_ms() + ls_client_clock_skew_ms(c->client);
    return api_change_begin(c, OP_EXPORT_SNAPSHOT,
                            json_pack("{s:o}", "sourceSnapshotName", json_new_str(export->name)), &effect,
                            ret_response);
}

/* ---- the wait ---- */

static bool goes_on(struct call *c, const struct export *export)
{
    if (c->err.kind == ERR_FAILED)
        return false;
    return fail_hint(&c->err,
                     "The export of the snapshot '%.*s' continues. Do not invoke the action again, or it is "
                     "exported twice.%s",
                     STR_ARG(export->name),
                     c->err.kind == ERR_TIMEOUT ? " To wait longer, set the argument `timeout`." : "");
}

/* Some time after the request there is a record, and it ends as Succeeded or Failed. */
static bool wait_for_record(struct call *c, const struct export *export)
{
    struct ls_poll poll = api_poll_begin(c);
    for (;;) {
        json_t *records;
        TRY(api_list(c, OP_GET_EXPORT_SNAPSHOT_RECORDS, NULL, "exportSnapshotRecords", &records));
        const json_t *record = find_record(records, export, export->since_ms);
        struct str state = json_member_text(record, "state");
        if (str_eqc(state, "Succeeded")) {
            action_progress(c, "the snapshot '%.*s' is exported as %.*s", STR_ARG(export->name),
                            STR_ARG(json_text(json_at(record, "destinationInfo.id"))));
            return true;
        }
        if (str_eqc(state, "Failed"))
            return fail(&c->err, ERR_FAILED, "the export of the snapshot '%.*s' failed (%.*s)",
                        STR_ARG(export->name), STR_ARG(json_member_text(record, "name")));
        action_progress(c, "waiting for the export of the snapshot '%.*s'", STR_ARG(export->name));
        if (!api_poll_wait(c, &poll))
            return fail_context(&c->err, "while waiting for the export of the snapshot '%.*s'",
                                STR_ARG(export->name));
    }
}

/* The operation has the reason, the record does not. */
static bool wait_for(struct call *c, const struct export *export, const json_t *response)
{
    return (api_wait(c, response) && wait_for_record(c, export)) || goes_on(c, export);
}

static bool invoke(struct call *c, const void *config_model)
{
    const struct action_export_snapshot *config = config_model;
    struct export export = {.name = config->name.v};
    json_t *response;
    TRY(find_snapshot(c, &export));
    action_progress(c, "exporting the %s '%.*s'", ls_kind_row(export.kind)->noun, STR_ARG(export.name));
    return begin(c, &export, &response) && wait_for(c, &export, response);
}

const struct action action_export_snapshot_action = {
    .schema = &action_export_snapshot_schema,
    .invoke = invoke,
};
