/*
 * automatic.c — copies the automatic snapshots of an instance, which are deleted together with it. Must not know the
 * other steps. Source: CopySnapshot of the API model.
 */
#include "rebuild/rebuild.h"
#include "steps/snapshot_step.h"

/* The same name in each process, so that a copy is made once. */
static struct str copy_name(struct rebuild *r, struct str date)
{
    return rebuild_name(r, STR("auto"), date);
}

static bool request(struct rebuild *r, struct str date, struct str name)
{
    struct session *s = r->session;
    json_t *answer, *in = member_of("sourceResourceName", r->name);
    struct ls_copy_source *source = arena_new_object(s->mem, struct ls_copy_source);
    source->instance = r->name;
    json_object_set_new(in, "restoreDate", json_new_str(date));
    json_object_set_new(in, "targetSnapshotName", json_new_str(name));
    json_object_set_new(in, "sourceRegion", json_new_str(ls_client_region(s->client)));
    const struct ls_effect effect = {LS_CREATED, LS_KIND_INSTANCE_SNAPSHOT, .name = name,
                                     .shows = ls_copy_shows, .context = source};
    return session_send(s, OP_COPY_SNAPSHOT, in, &effect, &answer);
}

static bool is_in_use(struct rebuild *r, struct str date, struct str name)
{
    struct session *s = r->session;
    fail(&s->err, ERR_CONFLICT,
         "the copy of the automatic snapshot of %.*s would be '%.*s', which is a snapshot of "
         "another instance",
         STR_ARG(date), STR_ARG(name));
    return fail_hint(&s->err, "Delete that snapshot, or set keep_auto_snapshots = false, and %s.", s->again);
}

static bool copy(struct rebuild *r, struct str date)
{
    struct session *s = r->session;
    const struct ls_copy_source source = {.instance = r->name};
    struct str name = copy_name(r, date);
    json_t *snapshot;
    TRY(object_look(s, LS_KIND_INSTANCE_SNAPSHOT, name, &snapshot));
    if (snapshot != NULL && !ls_copy_shows(&source, snapshot))
        return is_in_use(r, date, name);
    if (ls_snapshot_is_ready(snapshot))
        return true;
    if (str_eqc(json_member_text(snapshot, "state"), "error")) { /* of an earlier process */
        TRY(snapshot_delete(s, LS_KIND_INSTANCE_SNAPSHOT, snapshot));
        snapshot = NULL;
    }
    TRY(snapshot != NULL || request(r, date, name));
    TRY(snapshot_wait(s, LS_KIND_INSTANCE_SNAPSHOT, name));
    session_done(s, "automatic snapshot of %.*s copied as %.*s", STR_ARG(date), STR_ARG(name));
    return true;
}

bool rebuild_copy_automatic(struct rebuild *r)
{
    const json_t *dates = json_object_get(r->journal, "automatic");
    for (size_t i = 0; r->keeps_automatic && i < json_array_size(dates); i++)
        TRY(copy(r, json_text(json_array_get(dates, i))));
    return true;
}
