/*
 * snapshot_find.c — one name, two kinds of snapshots. Must not know what is made of a snapshot.
 */
#include "resources/snapshot/snapshot_find.h"

const enum ls_kind snapshot_kinds[2] = {LS_KIND_INSTANCE_SNAPSHOT, LS_KIND_DISK_SNAPSHOT};

static bool read_kind(struct call *c, enum ls_kind kind, struct str name, bool is_expected, json_t **ret)
{
    return is_expected ? api_find(c, kind, name, STR(""), ret) : api_view(c, kind, name, LS_REFRESH, ret);
}

/* Each kind once, and then, for an object that must exist, each kind for as long as reads may lag. */
bool snapshot_find(struct call *c, struct str name, bool is_expected, enum ls_kind *ret_kind,
                   json_t **ret_snapshot)
{
    for (int is_last = 0; is_last <= is_expected; is_last++) {
        for (size_t i = 0; i < 2; i++) {
            *ret_kind = snapshot_kinds[i];
            if (read_kind(c, snapshot_kinds[i], name, is_last, ret_snapshot))
                return true;
            if (c->err.kind != ERR_NOT_FOUND)
                return false;
        }
    }
    return fail(&c->err, ERR_NOT_FOUND, "there is no snapshot '%.*s' in %.*s", STR_ARG(name),
                STR_ARG(call_region(c)));
}

bool snapshot_is_ready(const json_t *snapshot)
{
    struct str state = json_member_text(snapshot, "state");
    return str_eqc(state, "available") || str_eqc(state, "completed");
}

void snapshot_check_ready(struct call *c, const char *attribute, enum ls_kind kind, const json_t *snapshot)
{
    struct str state = json_member_text(snapshot, "state");
    if (snapshot_is_ready(snapshot))
        return;
    call_error(c, attribute, "Snapshot is not available", "The %s '%.*s' is in the state '%.*s'. %s",
               ls_kind_row(kind)->noun, STR_ARG(json_member_text(snapshot, "name")), STR_ARG(state),
               str_eqc(state, "pending") ? "Plan again when it is available." : "Use another snapshot.");
}
