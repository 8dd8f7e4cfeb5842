/*
 * rebuild_snapshot.c — the snapshot from which an instance is created again: taken while the instance is stopped and
 * has no disks, verified, and deleted in the end. Must not delete an instance.
 */
#include "rebuild/carry.h"
#include "rebuild/journal_tags.h"
#include "rebuild/power_history.h"
#include "rebuild/rebuild.h"
#include "steps/instance_step.h"
#include "steps/snapshot_step.h"

static struct str old_arn(const struct rebuild *r)
{
    return json_member_text(json_object_get(r->journal, "instance"), "arn");
}

/* An instance that is already stopping, from an earlier process, gets no second request. */
bool rebuild_stop(struct rebuild *r)
{
    struct session *s = r->session;
    if (!str_eqc(ls_instance_state(r->instance), "stopping"))
        TRY(instance_power(s, OP_STOP_INSTANCE, r->instance, ls_instance_is_stopped));
    TRY(instance_wait_for(s, r->name, ls_instance_is_stopped, &r->instance));
    session_done(s, "%.*s stopped", STR_ARG(r->name));
    return true;
}

/* ---- one of an earlier process ---- */

/* ret_problem NULL: it has all data of the disk. */
static bool judge_snapshot(struct rebuild *r, const json_t *snapshot, const char **ret_problem)
{
    enum power_history history = POWER_USED;
    *ret_problem = NULL;
    if (str_eqc(json_member_text(snapshot, "state"), "error"))
        *ret_problem = "failed";
    else if (!str_eq(json_member_text(snapshot, "fromInstanceArn"), old_arn(r)))
        *ret_problem = "belongs to another instance";
    if (*ret_problem != NULL)
        return true;
    if (ls_instance_is_stopped(r->instance))
        TRY(power_history_since(r->session, r->name, snapshot, &history));
    if (history == POWER_USED)
        *ret_problem = "is older than the last start of the instance";
    else if (history == POWER_UNKNOWN)
        *ret_problem = "may be older than the last start of the instance: its operations are not known";
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
    session_note(r->session, "The snapshot '%.*s' %s and is not used.",
                 STR_ARG(json_member_text(r->snapshot, "name")), problem);
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
        tags = json_own(s->mem, carry_tags(r->instance));
        TRY(journal_to_tags(s->mem, r->journal, &journal, &s->err));
        json_array_extend(tags, journal);
    }
    return instance_check(s, r->instance) &&
           snapshot_request(s, &ls_instance_snapshot, name, r->instance, tags);
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

static bool has_disks(const json_t *snapshot)
{
    const json_t *disks = json_object_get(snapshot, "fromAttachedDisks");
    for (size_t i = 0; i < json_array_size(disks); i++) {
        if (!json_is_true(json_object_get(json_array_get(disks, i), "isSystemDisk")))
            return true;
    }
    return false;
}

static bool verify(struct rebuild *r)
{
    struct session *s = r->session;
    bool is_complete = str_eq(json_member_text(r->snapshot, "fromInstanceArn"), old_arn(r)) &&
                       ls_snapshot_is_ready(r->snapshot);
    if (is_complete && !has_disks(r->snapshot))
        return true;
    if (is_complete)
        fail(&s->err, ERR_CONFLICT,
             "another user has attached a disk to '%.*s' meanwhile; nothing was deleted", STR_ARG(r->name));
    else
        fail(&s->err, ERR_FAILED, "the snapshot '%.*s' is not a complete copy of '%.*s'; nothing was deleted",
             STR_ARG(json_member_text(r->snapshot, "name")), STR_ARG(r->name));
    return fail_hint(&s->err, "To take a new snapshot, %s.", s->again);
}

bool rebuild_save_disk(struct rebuild *r)
{
    struct session *s = r->session;
    TRY(drop_unusable(r) && (ls_instance_is_stopped(r->instance) || rebuild_stop(r)));
    TRY(carry_detach(s, r->journal));
    struct str name = json_member_text(r->snapshot, "name");
    if (r->snapshot == NULL) {
        TRY(take(r));
        name = json_member_text(r->journal, "snapshot");
    }
    TRY(snapshot_wait(s, LS_KIND_INSTANCE_SNAPSHOT, name));
    session_done(s, "snapshot %.*s taken", STR_ARG(name));
    return ls_view_read(s->client, session_scope(s), LS_KIND_INSTANCE_SNAPSHOT, name, LS_NOW, &r->snapshot,
                        &s->err) &&
           verify(r);
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
    TRY(power_history_since(r->session, r->name, r->snapshot, &history));
    return history != POWER_USED || rebuild_was_used(r);
}

/* ---- the end ---- */

static bool is_of_change(const struct rebuild *r, const json_t *snapshot)
{
    return rebuild_is_marked(snapshot) && str_eq(json_member_text(snapshot, "fromInstanceArn"), old_arn(r));
}

static bool end_one(struct rebuild *r, const json_t *snapshot, bool keeps)
{
    struct session *s = r->session;
    struct str name = json_member_text(snapshot, "name");
    if (keeps && ls_snapshot_is_ready(snapshot))
        return rebuild_unmark(r, snapshot, LS_KIND_INSTANCE_SNAPSHOT);
    if (!snapshot_delete(s, LS_KIND_INSTANCE_SNAPSHOT, snapshot)) {
        TRY(s->err.kind == ERR_NOT_FOUND);
        s->err = (struct err){.kind = ERR_NONE};
    }
    session_done(s, "snapshot %.*s deleted", STR_ARG(name));
    return true;
}

bool rebuild_end_snapshots(struct rebuild *r, bool keeps)
{
    json_t *items;
    TRY(session_list(r->session, OP_GET_INSTANCE_SNAPSHOTS, NULL, "instanceSnapshots", &items));
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);
        if (is_of_change(r, item))
            TRY(end_one(r, item, keeps));
    }
    return true;
}
