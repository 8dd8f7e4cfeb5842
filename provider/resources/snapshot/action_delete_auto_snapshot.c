/*
 * action_delete_auto_snapshot.c — deletes the automatic snapshot of one date. Must not know what automatic snapshots
 * are used for. Source: DeleteAutoSnapshot of the API model.
 */
#include "gen/action_delete_auto_snapshot.h"
#include "resources/snapshot/auto_source.h"
#include "runtime/action.h"

/* Of the request whose response may be lost. */
struct deletion {
    struct str resource_name, date;
};

static bool is_gone(const struct ls_effect *effect, struct ls_client *client, struct aws_scope scope,
                    int64_t since_ms, bool *ret_done, struct err *err)
{
    const struct deletion *deletion = effect->context;
    json_t *in = json_own(scope.mem, json_object()), *response;
    (void)since_ms;
    json_object_set_new(in, "resourceName", json_new_str(deletion->resource_name));
    TRY(ls_call(client, scope, OP_GET_AUTO_SNAPSHOTS, in, &response, err));
    *ret_done = ls_auto_snapshot_of_date(response, deletion->date) == NULL;
    return true;
}

static bool find(struct call *c, const struct deletion *deletion, enum ls_kind *ret_kind)
{
    json_t *response;
    if (!auto_source_list(c, deletion->resource_name, deletion->date, &response))
        return c->err.kind == ERR_NOT_FOUND
                   ? fail_at(&c->err, ERR_USER, "resource_name",
                             "there is no instance or disk '%.*s' in %.*s", STR_ARG(deletion->resource_name),
                             STR_ARG(call_region(c)))
                   : false;
    *ret_kind = ls_auto_snapshot_source(response);
    return ls_auto_snapshot_of_date(response, deletion->date) != NULL ||
           fail_at(&c->err, ERR_USER, "date", "'%.*s' has no automatic snapshot of %.*s; it has: %.*s",
                   STR_ARG(deletion->resource_name), STR_ARG(deletion->date),
                   STR_ARG(ls_auto_snapshot_dates(c->mem, response)));
}

static bool invoke(struct call *c, const void *config_model)
{
    const struct action_delete_auto_snapshot *config = config_model;
    const struct deletion deletion = {config->resource_name.v, config->date.v};
    enum ls_kind kind = LS_KIND_INSTANCE;
    TRY(find(c, &deletion, &kind));
    const struct ls_effect effect = {LS_DONE, kind, .name = deletion.resource_name, .is_done = is_gone,
                                     .context = &deletion};
    json_t *in = json_pack("{s:o, s:o}", "resourceName", json_new_str(deletion.resource_name), "date",
                           json_new_str(deletion.date));
    /* Another caller may have deleted it meanwhile. */
    TRY(api_change(c, OP_DELETE_AUTO_SNAPSHOT, in, &effect) || api_done_if_not_found(c));
    action_progress(c, "the automatic snapshot of '%.*s' of %.*s is deleted", STR_ARG(deletion.resource_name),
                    STR_ARG(deletion.date));
    return true;
}

const struct action action_delete_auto_snapshot_action = {
    .schema = &action_delete_auto_snapshot_schema,
    .invoke = invoke,
};
