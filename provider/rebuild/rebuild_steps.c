/*
 * rebuild_steps.c — the steps in the order that loses nothing: record, stop, snapshot, delete, create from the snapshot
 * under the same name, and what belongs to the object. Every step may be the first of the next process. Must not know the kinds,
 * nor ask the user.
 */
#include "rebuild/carry.h"
#include "rebuild/journal_tags.h"
#include "rebuild/rebuild.h"

static json_t *old_object(const struct rebuild *r)
{
    return journal_object(r->journal);
}

static enum ls_kind kind_of(const struct rebuild *r)
{
    return r->kind->snapshot->source;
}

static struct str bundle_of(const struct rebuild *r, const json_t *object)
{
    return json_member_text(object, r->kind->bundle);
}

/* ---- the beginning ---- */

/* A start with another bundle is one of this change, also when the object was stopped before. */
static bool was_power_changed(const struct rebuild *r, const json_t *before)
{
    return r->kind->is_stopped(r->object) || r->kind->is_stopping(r->object) ||
           !str_eq(bundle_of(r, r->object), bundle_of(r, before));
}

/* What an earlier process has already changed. */
static void keep_recorded(struct rebuild *r, const json_t *earlier)
{
    const json_t *before = journal_object(earlier);
    if (was_power_changed(r, before))
        json_object_set(old_object(r), "state", json_object_get(before, "state"));
    if (r->kind->keep_recorded != NULL)
        r->kind->keep_recorded(r, earlier);
}

/* The journal of an unfinished change is brought up to date while the old object exists. */
static bool begin(struct rebuild *r)
{
    const json_t *earlier = r->journal;
    if (r->source != NULL ||
        (earlier != NULL && !(rebuild_is_old(r, r->object) && r->kind->exists(r->object))))
        return true;
    TRY(rebuild_record(r, r->object));
    if (earlier != NULL)
        keep_recorded(r, earlier);
    return rebuild_mark(r);
}

/* ---- the old object ---- */

/* The last read before the deletion: no other request may come between. */
static bool is_still_stopped(struct rebuild *r)
{
    struct session *s = r->session;
    struct str arn = json_member_text(old_object(r), "arn");
    json_t *object;
    TRY(ls_view_find(s->client, session_scope(s), kind_of(r), r->name, arn, &object, &s->err));
    return r->kind->is_stopped(object) || rebuild_was_used(r);
}

static bool source_is_ready(struct rebuild *r)
{
    return r->source == NULL || r->source->ready(r);
}

static bool remove_old(struct rebuild *r)
{
    struct session *s = r->session;
    TRY(rebuild_check_unused(r) && source_is_ready(r) && rebuild_set(r, "deleting", json_true()));
    TRY(is_still_stopped(r) && r->kind->remove(r));
    session_done(s, "old %.*s deleted", STR_ARG(r->name));
    return true;
}

/* ---- the new object ---- */

/* Those of the old one, and the journal. */
static bool tags_of_new(struct rebuild *r, json_t **ret_tags)
{
    struct session *s = r->session;
    json_t *tags = json_own(s->mem, carry_tags(old_object(r))), *journal, *replaces;
    *ret_tags = tags;
    replaces = member_of("key", STR(LS_REPLACES_TAG));
    json_object_set(replaces, "value", json_object_get(r->journal, "replaces"));
    json_array_append_new(tags, replaces);
    if (r->source != NULL)
        return true;
    json_object_set_new(r->journal, "bundle", json_new_str(r->bundle)); /* perhaps not that of the snapshot */
    TRY(journal_to_tags(s->mem, r->journal, &journal, &s->err));
    json_array_extend(tags, journal);
    return true;
}

static bool create_new(struct rebuild *r)
{
    struct session *s = r->session;
    struct str snapshot, earlier = bundle_of(r, old_object(r));
    json_t *tags;
    TRY(tags_of_new(r, &tags));
    r->unknown = json_object_get(r->journal, "unknown");
    if (r->kind->create(r, tags, &snapshot))
        return true;
    return fail_context(&s->err,
                        "while creating '%.*s' again as %.*s: it does not exist now, and the snapshot '%.*s' "
                        "has its data; %s, with this bundle or %s%.*s",
                        STR_ARG(r->name), STR_ARG(r->bundle), STR_ARG(snapshot), s->again,
                        earlier.len > 0 ? "the earlier " : "another one", STR_ARG(earlier));
}

/* The object that was created from the snapshot, from now on identified by its ARN. */
static bool have_new(struct rebuild *r)
{
    if (r->object == NULL)
        TRY(create_new(r));
    TRY(r->kind->wait_new(r) && rebuild_set(r, "new", json_new_str(json_member_text(r->object, "arn"))));
    session_done(r->session, "new %.*s runs", STR_ARG(r->name));
    return true;
}

/* ---- the end ---- */

/* The snapshots lose their tags before the object does: a snapshot with a journal is never left alone. */
static bool end(struct rebuild *r, bool keeps_snapshot)
{
    struct session *s = r->session;
    if (r->source != NULL)
        return true;
    TRY(rebuild_end_snapshots(r, keeps_snapshot));
    TRY(ls_view_find(s->client, session_scope(s), kind_of(r), r->name, json_member_text(r->object, "arn"),
                     &r->object, &s->err));
    TRY(rebuild_unmark(r, r->object, kind_of(r)));
    r->journal = NULL;
    return true;
}

/* The object of before, as it was. */
static bool give_back(struct rebuild *r)
{
    if (r->kind->is_stopping(r->object))
        TRY(r->kind->stop(r));
    return (r->kind->attach == NULL || r->kind->attach(r)) && r->kind->restore_power(r, true) &&
           end(r, false);
}

/*
 * After a failure while the old object exists. Not after a stop or a timeout: Lightsail continues with what it has
 * accepted, and so does the next process. It has its own time, because little may be left of that of the change.
 */
static void undo(struct rebuild *r)
{
    struct session *s = r->session;
    struct err failure = s->err, none = {.kind = ERR_NONE};
    struct deadline before = s->deadline;
    bool may_be_gone = failure.maybe_done && json_is_true(json_object_get(r->journal, "deleting"));
    bool is_under_way = failure.kind == ERR_STOPPED || failure.kind == ERR_TIMEOUT;
    if (r->source != NULL || r->journal == NULL || is_under_way || may_be_gone)
        return;
    s->err = none;
    s->deadline.deadline_ms = clock_monotonic_ms() + USUAL_STEP_MS;
    bool is_old = object_look(s, kind_of(r), r->name, &r->object) && rebuild_is_old(r, r->object) &&
                  r->kind->exists(r->object);
    if (s->err.kind != ERR_NONE || (is_old && !give_back(r)))
        session_note(
            s,
            "After the failure, '%.*s' could not be brought back to its earlier state: %s. To continue, %s.",
            STR_ARG(r->name), s->err.text, s->again);
    s->err = failure;
    s->deadline = before;
}

/* ---- the order ---- */

/* ret_done: the bundle changed in place, which deletes no automatic snapshot. */
static bool replace_old(struct rebuild *r, bool *ret_done)
{
    bool is_refused = true;
    *ret_done = false;
    TRY(source_is_ready(r));
    if (r->source == NULL && r->kind->in_place != NULL)
        TRY(r->kind->in_place(r, &is_refused));
    *ret_done = !is_refused;
    return *ret_done ||
           ((r->kind->prepare == NULL || r->kind->prepare(r)) && rebuild_save(r) && remove_old(r));
}

static bool make_new(struct rebuild *r)
{
    struct session *s = r->session;
    if (r->object == NULL) {
        if (!json_is_true(json_object_get(r->journal, "gone"))) /* otherwise nothing was deleted */
            r->kind->expect_gone(r);
        TRY(source_is_ready(r));
    }
    TRY(have_new(r) && (r->source == NULL || r->source->drop(r, &r->object)));
    TRY(r->kind->restore(r) && r->kind->restore_power(r, r->source != NULL));
    struct str bundle = bundle_of(r, r->object);
    return r->source == NULL || str_eq(bundle, r->bundle) ||
           fail(&s->err, ERR_FAILED, "the new instance has the size '%.*s'", STR_ARG(bundle));
}

static bool is_taken(const struct rebuild *r)
{
    struct session *s = r->session;
    fail(&s->err, ERR_CONFLICT, "another user has created another '%.*s' meanwhile", STR_ARG(r->name));
    return fail_hint(&s->err,
                     "It was not changed. The snapshot '%.*s' has the data of the earlier one. If the other "
                     "one is not needed, delete it and %s.",
                     STR_ARG(json_member_text(r->snapshot, "name")), s->again);
}

static bool once(struct rebuild *r)
{
    bool is_changed = false;
    TRY(begin(r));
    if (rebuild_is_old(r, r->object)) {
        bool exists = r->kind->exists(r->object);
        if (exists && r->source == NULL && str_eq(bundle_of(r, r->object), r->bundle))
            return give_back(r);
        if (exists)
            TRY(replace_old(r, &is_changed));
        if (is_changed)
            return give_back(r);
        TRY(r->kind->wait_gone(r));
        r->object = NULL;
    }
    if (r->object != NULL && !rebuild_is_new(r, r->object))
        return is_taken(r);
    return make_new(r) && end(r, r->keeps_snapshot);
}

/* An interrupted change to another bundle ends first. */
static bool steps(struct rebuild *r)
{
    TRY(once(r));
    if (r->source != NULL || str_eq(bundle_of(r, r->object), r->bundle))
        return true;
    r->snapshot = NULL;
    TRY(once(r));
    struct str bundle = bundle_of(r, r->object);
    return str_eq(bundle, r->bundle) || fail(&r->session->err, ERR_FAILED, "'%.*s' has the bundle '%.*s'",
                                             STR_ARG(r->name), STR_ARG(bundle));
}

/* A restore begins from its file: what exists is read here. */
static bool look(struct rebuild *r)
{
    struct session *s = r->session;
    struct str snapshot = json_member_text(r->journal, "snapshot");
    return r->source == NULL ||
           (object_look(s, kind_of(r), r->name, &r->object) &&
            (snapshot.len == 0 || object_look(s, r->kind->snapshot->kind, snapshot, &r->snapshot)));
}

bool rebuild_run(struct rebuild *r)
{
    if (look(r) && steps(r))
        return true;
    undo(r);
    return false;
}
