/*
 * snapshot_find.c — one name, two kinds of snapshots. Must not know what is made of a snapshot.
 */
#include "resources/snapshot/snapshot_find.h"

const enum ls_kind snapshot_kinds[2] = {LS_KIND_INSTANCE_SNAPSHOT, LS_KIND_DISK_SNAPSHOT};

bool snapshot_find(struct call *c, struct str name, bool is_expected, enum ls_kind *ret_kind,
                   json_t **ret_snapshot)
{
    TRY(api_has_client(c));
    return ls_snapshot_find(c->client, api_scope(c), name, is_expected, ret_kind, ret_snapshot, &c->err);
}

void snapshot_check_ready(struct call *c, const char *attribute, enum ls_kind kind, const json_t *snapshot)
{
    struct str state = json_member_text(snapshot, "state");
    if (ls_snapshot_is_ready(snapshot))
        return;
    call_error(c, attribute, "Snapshot is not available", "The %s '%.*s' is in the state '%.*s'. %s",
               ls_kind_row(kind)->noun, STR_ARG(json_member_text(snapshot, "name")), STR_ARG(state),
               str_eqc(state, "pending") ? "Plan again when it is available." : "Use another snapshot.");
}
