/*
 * snapshot_step.c — snapshots of instances, disks and databases. Must not know the purpose of a snapshot. Source:
 * CreateInstanceSnapshot, CreateDiskSnapshot, CreateRelationalDatabaseSnapshot of the API model.
 */
#include "steps/snapshot_step.h"

#include <time.h>

bool snapshot_request(struct session *s, const struct ls_snapshot_form *form, struct str name,
                      const json_t *source, json_t *tags)
{
    json_t *answer, *in = member_of(form->name_member, name), *traits = json_own(s->mem, json_object());
    json_object_set(in, form->source_member, json_object_get(source, "name"));
    if (json_array_size(tags) > 0)
        json_object_set(in, "tags", tags);
    json_object_set(traits, form->from_arn, json_object_get(source, "arn"));
    const struct ls_effect effect = {LS_CREATED, form->kind, .name = name, .members = traits};
    return session_send(s, form->create, in, &effect, &answer);
}

struct wait {
    struct session *session;
    struct str name;
};

static bool judge(void *context, const json_t *snapshot, bool *ret_reached, struct err *err)
{
    const struct wait *wait = context;
    struct str state = json_member_text(snapshot, "state");
    *ret_reached = ls_snapshot_is_ready(snapshot);
    if (snapshot == NULL || ls_snapshot_has_failed(snapshot))
        return fail(err, ERR_FAILED, "Lightsail failed to create the snapshot '%.*s'", STR_ARG(wait->name));
    if (!*ret_reached)
        session_progress(wait->session, "snapshot %.*s: %.*s %.*s", STR_ARG(wait->name), STR_ARG(state),
                         STR_ARG(json_member_text(snapshot, "progress")));
    return true;
}

bool snapshot_wait(struct session *s, enum ls_kind kind, struct str name)
{
    enum { LONG_STEP_MS = 60 * 60 * 1000 };
    struct wait wait = {s, name};
    json_t *snapshot = NULL;
    int64_t began_ms = clock_monotonic_ms();
    struct deadline before = session_begin_step(s, LONG_STEP_MS);
    bool done = ls_view_wait(s->client, session_scope(s), kind, name, "snapshot", NULL, judge, &wait,
                             &snapshot, &s->err);
    s->deadline = before;
    if (done || s->err.kind != ERR_TIMEOUT || s->err.code[0] != '\0' || snapshot == NULL)
        return done;
    struct str progress = json_member_text(snapshot, "progress"); /* a snapshot of a database has none */
    fail(&s->err, ERR_TIMEOUT, "after %lld s the snapshot '%.*s' is '%.*s'%s%.*s%s",
         (long long)(clock_monotonic_ms() - began_ms) / 1000, STR_ARG(name),
         STR_ARG(json_member_text(snapshot, "state")), progress.len > 0 ? " (" : "", STR_ARG(progress),
         progress.len > 0 ? ")" : "");
    return fail_hint(&s->err, "Lightsail continues with it. To wait for the same snapshot, %s.", s->again);
}

bool snapshot_delete(struct session *s, enum ls_kind kind, const json_t *snapshot)
{
    const struct ls_snapshot_form *form = ls_snapshot_form(kind);
    const struct ls_effect effect = {LS_DELETED, kind, .name = json_member_text(snapshot, "name"),
                                     .arn = json_member_text(snapshot, "arn")};
    return session_change(s, form->remove, member_of(form->name_member, effect.name), &effect, NULL);
}

struct str snapshot_time(struct session *s, int64_t wall_ms)
{
    struct tm parts;
    time_t seconds = (time_t)(wall_ms / 1000);
    gmtime_r(&seconds, &parts);
    return str_printf(s->mem, "%04d%02d%02d-%02d%02d%02d", parts.tm_year + 1900, parts.tm_mon + 1,
                      parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}
