/*
 * snapshot.c — snapshots of instances for several subcommands. Knows their operations; must not know what they are for.
 */
#include "cli/snapshot.h"

#include <time.h>

#include "cli/instance_view.h"

static bool find(struct ls_client *client, struct ls_scope scope, struct str name, json_t **ret_snapshot,
                 struct err *err)
{
    json_t *out = NULL, *in = json_own(scope.mem, member_of("instanceSnapshotName", name));
    *ret_snapshot = NULL;
    if (ls_call(client, scope, OP_GET_INSTANCE_SNAPSHOT, in, &out, err)) {
        *ret_snapshot = json_object_get(out, "instanceSnapshot");
        return true;
    }
    bool is_missing = err->kind == ERR_NOT_FOUND;
    if (is_missing)
        *err = (struct err){.kind = ERR_NONE};
    return is_missing;
}

bool snapshot_look(struct session *s, struct str name, json_t **ret_snapshot)
{
    return find(s->client, session_scope(s), name, ret_snapshot, &s->err);
}

static bool look_requested(struct ls_client *client, struct ls_scope scope, const void *context,
                           bool *ret_happened, struct err *err)
{
    const struct str *name = context;
    json_t *snapshot;
    TRY(find(client, scope, *name, &snapshot, err));
    *ret_happened = snapshot != NULL;
    return true;
}

static bool look_deleted(struct ls_client *client, struct ls_scope scope, const void *context,
                         bool *ret_happened, struct err *err)
{
    bool exists = false;
    TRY(look_requested(client, scope, context, &exists, err));
    *ret_happened = !exists;
    return true;
}

bool snapshot_request(struct session *s, struct str name, struct str instance_name, json_t *tags)
{
    json_t *in = member_of("instanceSnapshotName", name);
    json_object_set_new(in, "instanceName", json_new_str(instance_name));
    if (json_array_size(tags) > 0)
        json_object_set(in, "tags", tags);
    return session_change(s, OP_CREATE_INSTANCE_SNAPSHOT, in, look_requested, &name, false);
}

static bool wait_until_available(struct session *s, struct str name, json_t **ret_snapshot)
{
    struct ls_poll poll = ls_poll_begin(s->client);
    struct ls_scope scope = session_scope(s);
    for (;;) {
        json_t *snapshot;
        TRY(snapshot_look(s, name, &snapshot));
        *ret_snapshot = snapshot;
        struct str state = json_member_text(snapshot, "state");
        if (str_eqc(state, "available"))
            return true;
        if (snapshot == NULL || str_eqc(state, "error"))
            return fail(&s->err, ERR_FAILED, "Lightsail could not make the snapshot '%.*s'", STR_ARG(name));
        output_progress("snapshot %.*s: %.*s %.*s", STR_ARG(name), STR_ARG(state),
                        STR_ARG(json_member_text(snapshot, "progress")));
        TRY(ls_poll_wait(&poll, &scope, &s->err));
    }
}

bool snapshot_wait(struct session *s, struct str name)
{
    enum { LONG_STEP_MS = 60 * 60 * 1000 };
    json_t *snapshot = NULL;
    int64_t began_ms = clock_monotonic_ms();
    struct patience before = session_begin_step(s, LONG_STEP_MS);
    bool done = wait_until_available(s, name, &snapshot);
    s->patience = before;
    if (done || s->err.kind != ERR_TIMEOUT || s->err.code[0] != '\0' || snapshot == NULL)
        return done;
    fail(&s->err, ERR_TIMEOUT, "after %lld s the snapshot '%.*s' is '%.*s' (%.*s)",
         (long long)(clock_monotonic_ms() - began_ms) / 1000, STR_ARG(name),
         STR_ARG(json_member_text(snapshot, "state")), STR_ARG(json_member_text(snapshot, "progress")));
    return fail_hint(&s->err,
                     "Lightsail goes on with it; what is asked for it again waits for the same one.");
}

bool snapshot_delete(struct session *s, struct str name)
{
    return session_change(s, OP_DELETE_INSTANCE_SNAPSHOT, member_of("instanceSnapshotName", name),
                          look_deleted, &name, true);
}

struct str snapshot_time(struct session *s, int64_t wall_ms)
{
    struct tm parts;
    time_t seconds = (time_t)(wall_ms / 1000);
    gmtime_r(&seconds, &parts);
    return str_printf(s->mem, "%04d%02d%02d-%02d%02d%02d", parts.tm_year + 1900, parts.tm_mon + 1,
                      parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}
