/*
 * snapshot.c — snapshots of instances for several subcommands. Knows their operations; must not know their
 * purpose.
 */
#include "cli/snapshot.h"

#include <time.h>

#include "cli/instance_view.h"

bool snapshot_request(struct session *s, struct str name, const json_t *instance, json_t *tags)
{
    json_t *answer, *in = member_of("instanceSnapshotName", name);
    json_object_set(in, "instanceName", json_object_get(instance, "name"));
    if (json_array_size(tags) > 0)
        json_object_set(in, "tags", tags);
    json_t *traits = json_own(s->mem,
                              json_pack("{s:O}", "fromInstanceArn", json_object_get(instance, "arn")));
    const struct ls_effect effect = {LS_CREATED, LS_KIND_INSTANCE_SNAPSHOT, .name = name, .members = traits};
    return session_send(s, OP_CREATE_INSTANCE_SNAPSHOT, in, &effect, &answer);
}

static bool judge(void *context, const json_t *snapshot, bool *ret_reached, struct err *err)
{
    const struct str *name = context;
    struct str state = json_member_text(snapshot, "state");
    *ret_reached = str_eqc(state, "available");
    if (snapshot == NULL || str_eqc(state, "error"))
        return fail(err, ERR_FAILED, "Lightsail failed to create the snapshot '%.*s'", STR_ARG(*name));
    if (!*ret_reached)
        output_progress("snapshot %.*s: %.*s %.*s", STR_ARG(*name), STR_ARG(state),
                        STR_ARG(json_member_text(snapshot, "progress")));
    return true;
}

bool snapshot_wait(struct session *s, struct str name)
{
    enum { LONG_STEP_MS = 60 * 60 * 1000 };
    json_t *snapshot = NULL;
    int64_t began_ms = clock_monotonic_ms();
    struct deadline before = session_begin_step(s, LONG_STEP_MS);
    bool done = ls_view_wait(s->client, session_scope(s), LS_KIND_INSTANCE_SNAPSHOT, name, "snapshot", NULL,
                             judge, &name, &snapshot, &s->err);
    s->deadline = before;
    if (done || s->err.kind != ERR_TIMEOUT || s->err.code[0] != '\0' || snapshot == NULL)
        return done;
    fail(&s->err, ERR_TIMEOUT, "after %lld s the snapshot '%.*s' is '%.*s' (%.*s)",
         (long long)(clock_monotonic_ms() - began_ms) / 1000, STR_ARG(name),
         STR_ARG(json_member_text(snapshot, "state")), STR_ARG(json_member_text(snapshot, "progress")));
    return fail_hint(&s->err,
                     "Lightsail continues with it. If you run the command again, it waits for the same "
                     "snapshot.");
}

bool snapshot_delete(struct session *s, const json_t *snapshot)
{
    const struct ls_effect effect = {LS_DELETED, LS_KIND_INSTANCE_SNAPSHOT,
                                     .name = json_member_text(snapshot, "name"),
                                     .arn = json_member_text(snapshot, "arn")};
    return session_change(s, OP_DELETE_INSTANCE_SNAPSHOT, member_of("instanceSnapshotName", effect.name),
                          &effect, NULL);
}

struct str snapshot_time(struct session *s, int64_t wall_ms)
{
    struct tm parts;
    time_t seconds = (time_t)(wall_ms / 1000);
    gmtime_r(&seconds, &parts);
    return str_printf(s->mem, "%04d%02d%02d-%02d%02d%02d", parts.tm_year + 1900, parts.tm_mon + 1,
                      parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}
