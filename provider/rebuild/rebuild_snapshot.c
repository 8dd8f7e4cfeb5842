/*
 * rebuild_snapshot.c — the snapshot from which an object is created again: taken while the object is stopped, verified, and
 * deleted in the end. Must not delete an object.
 */
#include "rebuild/carry.h"
#include "rebuild/journal_tags.h"
#include "rebuild/power_history.h"
#include "rebuild/rebuild.h"
#include "steps/snapshot_step.h"

static struct str old_arn(const struct rebuild *r)
{
    return json_member_text(journal_object(r->journal), "arn");
}

/* ---- one of an earlier process ---- */

/* ret_problem NULL: it has all data. The text goes on with the noun of the object. */
static bool judge_snapshot(struct rebuild *r, const json_t *snapshot, const char **ret_problem)
{
    enum power_history history = POWER_USED;
    *ret_problem = NULL;
    if (ls_snapshot_has_failed(snapshot))
        *ret_problem = "is not a complete copy of the";
    else if (!str_eq(json_member_text(snapshot, r->kind->snapshot->from_arn), old_arn(r)))
        *ret_problem = "belongs to another";
    if (*ret_problem != NULL)
        return true;
    if (r->kind->is_stopped(r->object))
        TRY(power_history_since(r->session, r->name, r->kind->operations, snapshot, &history));
    if (history == POWER_USED)
        *ret_problem = "is older than the last start of the";
    else if (history == POWER_UNKNOWN)
        *ret_problem = "may be older than the last start, because its operations are not known, of the";
    return true;
}

/* A name that the journal has not used: two in one second are different. */
static struct str fresh_name(const struct rebuild *r)
{
    struct str name = rebuild_snapshot_name(r), before = json_member_text(r->snapshot, "name");
    return str_starts_with(before, name) ? str_printf(r->session->mem, "%.*s-2", STR_ARG(before)) : name;
}

static bool drop_unusable(struct rebuild *r)
{
    const char *problem;
    if (r->snapshot == NULL)
        return true;
    TRY(judge_snapshot(r, r->snapshot, &problem));
    if (problem == NULL)
        return true;
    session_note(r->session, "The snapshot '%.*s' %s %s and is not used.",
                 STR_ARG(json_member_text(r->snapshot, "name")), problem,
                 ls_kind_row(r->kind->snapshot->source)->noun);
    struct str name = fresh_name(r);
    r->snapshot = NULL;
    return rebuild_set(r, "snapshot", json_new_str(name));
}

/* ---- a new one ---- */

static bool request(struct rebuild *r, struct str name)
{
    struct session *s = r->session;
    json_t *tags = NULL, *journal;
    if (r->source == NULL) {
        tags = json_own(s->mem, carry_tags(r->object));
        TRY(journal_to_tags(s->mem, r->journal, &journal, &s->err));
        json_array_extend(tags, journal);
    }
    return session_check(s, r->kind->snapshot->source, r->name, json_member_text(r->object, "arn")) &&
           snapshot_request(s, r->kind->snapshot, name, r->object, tags);
}

/* Another snapshot may have the name of this second. */
static bool take(struct rebuild *r)
{
    struct session *s = r->session;
    struct str name = json_member_text(r->journal, "snapshot");
    if (request(r, name))
        return true;
    TRY(s->err.kind == ERR_CONFLICT && !s->err.maybe_done);
    struct err in_use = s->err;
    s->err = (struct err){.kind = ERR_NONE};
    if (rebuild_set(r, "snapshot", json_new_str(str_printf(s->mem, "%.*s-2", STR_ARG(name)))) &&
        request(r, json_member_text(r->journal, "snapshot")))
        return true;
    s->err = in_use;
    return false;
}

static bool verify(struct rebuild *r)
{
    struct session *s = r->session;
    if (str_eq(json_member_text(r->snapshot, r->kind->snapshot->from_arn), old_arn(r)) &&
        ls_snapshot_is_ready(r->snapshot))
        return r->kind->verify == NULL || r->kind->verify(r);
    fail(&s->err, ERR_FAILED, "the snapshot '%.*s' is not a complete copy of '%.*s'; nothing was deleted",
         STR_ARG(json_member_text(r->snapshot, "name")), STR_ARG(r->name));
    return fail_hint(&s->err, "To take a new snapshot, %s.", s->again);
}

bool rebuild_save(struct rebuild *r)
{
    struct session *s = r->session;
    enum ls_kind kind = r->kind->snapshot->kind;
    TRY(drop_unusable(r) && (r->kind->is_stopped(r->object) || r->kind->stop(r)));
    TRY(r->kind->detach == NULL || r->kind->detach(r));
    struct str name = json_member_text(r->snapshot, "name");
    if (r->snapshot == NULL) {
        TRY(take(r));
        name = json_member_text(r->journal, "snapshot");
    }
    TRY(snapshot_wait(s, kind, name));
    session_done(s, "snapshot %.*s taken", STR_ARG(name));
    return ls_view_read(s->client, session_scope(s), kind, name, LS_NOW, &r->snapshot, &s->err) && verify(r);
}

bool rebuild_was_used(struct rebuild *r)
{
    struct session *s = r->session;
    fail(&s->err, ERR_CONFLICT, "it was started while its snapshot was taken; it was not deleted");
    return fail_hint(&s->err, "To stop it and take a new snapshot, %s.", s->again);
}

bool rebuild_check_unused(struct rebuild *r)
{
    enum power_history history;
    TRY(power_history_since(r->session, r->name, r->kind->operations, r->snapshot, &history));
    return history != POWER_USED || rebuild_was_used(r);
}

/* ---- the end ---- */

static bool end_one(struct rebuild *r, const json_t *snapshot, bool keeps)
{
    struct session *s = r->session;
    struct str name = json_member_text(snapshot, "name");
    if (keeps && ls_snapshot_is_ready(snapshot))
        return rebuild_unmark(r, snapshot, r->kind->snapshot->kind);
    if (!snapshot_delete(s, r->kind->snapshot->kind, snapshot)) {
        TRY(s->err.kind == ERR_NOT_FOUND);
        s->err = (struct err){.kind = ERR_NONE};
    }
    session_done(s, "snapshot %.*s deleted", STR_ARG(name));
    return true;
}

bool rebuild_end_snapshots(struct rebuild *r, bool keeps)
{
    json_t *items;
    TRY(rebuild_list_snapshots(r, &items));
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);
        if (rebuild_is_of_change(r, item))
            TRY(end_one(r, item, keeps));
    }
    return true;
}
