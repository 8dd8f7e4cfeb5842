/*
 * rebuild_steps.c — the steps in the order that loses nothing: record, stop, snapshot, delete, create from the snapshot
 * under the same name, and what belongs to the instance. Every step may be the first of the next process. Must not ask
 * the user.
 */
#include "rebuild/carry.h"
#include "rebuild/journal_tags.h"
#include "rebuild/rebuild.h"
#include "steps/instance_step.h"
#include "steps/ports.h"
#include "steps/snapshot_step.h"

static json_t *old_instance(const struct rebuild *r)
{
    return json_object_get(r->journal, "instance");
}

static struct str old_arn(const struct rebuild *r)
{
    return json_member_text(old_instance(r), "arn");
}

/* ---- the beginning ---- */

/* A start with another bundle is one of this change, also when the instance was stopped before. */
static bool was_power_changed(const struct rebuild *r, const json_t *before)
{
    return ls_instance_is_stopped(r->instance) || str_eqc(ls_instance_state(r->instance), "stopping") ||
           !str_eq(json_member_text(r->instance, "bundleId"), json_member_text(before, "bundleId"));
}

/* What an earlier process has already changed: the power state, and disks that are detached. */
static void keep_recorded(struct rebuild *r, const json_t *earlier)
{
    const json_t *before = json_object_get(earlier, "instance");
    const json_t *disks = json_object_get(earlier, "disks");
    json_t *now = json_object_get(r->journal, "disks");
    if (was_power_changed(r, before))
        json_object_set(old_instance(r), "state", json_object_get(before, "state"));
    for (size_t i = 0; i < json_array_size(disks); i++) {
        json_t *disk = json_array_get(disks, i);
        bool is_there = false;
        for (size_t k = 0; k < json_array_size(now) && !is_there; k++)
            is_there = str_eq(json_member_text(json_array_get(now, k), "name"),
                              json_member_text(disk, "name"));
        if (!is_there)
            json_array_append(now, disk);
    }
}

/* The journal of an unfinished change is brought up to date while the old instance exists. */
static bool begin(struct rebuild *r)
{
    const json_t *earlier = r->journal;
    if (r->source != NULL ||
        (earlier != NULL && !(rebuild_is_old(r, r->instance) && ls_instance_exists(r->instance))))
        return true;
    TRY(rebuild_record(r, r->instance));
    if (earlier != NULL)
        keep_recorded(r, earlier);
    return rebuild_mark(r);
}

/* ---- the old instance ---- */

/* The last read before the deletion: no other request may come between. */
static bool is_still_stopped(struct rebuild *r)
{
    struct session *s = r->session;
    json_t *instance;
    TRY(ls_view_find(s->client, session_scope(s), LS_KIND_INSTANCE, r->name, old_arn(r), &instance, &s->err));
    return ls_instance_is_stopped(instance) || rebuild_was_used(r);
}

/* From here on a read that shows the old instance, or its address attached to it, is late, and its name
 * may become free late. */
static void expect_gone(struct rebuild *r)
{
    if (json_is_true(json_object_get(r->journal, "gone")))
        return; /* nothing was deleted */
    const struct ls_effect goes = ls_instance_deletes(r->name, old_arn(r));
    struct str name = json_member_text(r->journal, "static_ip");
    json_t *members = json_own(r->session->mem, json_pack("{s:n}", "attachedTo"));
    const struct ls_effect effect = {LS_CHANGED, LS_KIND_STATIC_IP, .name = name, .members = members};
    ls_expect(r->session->client, &goes);
    if (name.len > 0)
        ls_expect(r->session->client, &effect);
}

static bool source_is_ready(struct rebuild *r)
{
    return r->source == NULL || r->source->ready(r);
}

static bool remove_old(struct rebuild *r)
{
    struct session *s = r->session;
    const struct ls_effect goes = ls_instance_deletes(r->name, old_arn(r));
    TRY(rebuild_check_unused(r) && source_is_ready(r) && rebuild_set(r, "deleting", json_true()));
    TRY(is_still_stopped(r) && instance_delete(s, &goes));
    session_done(s, "old %.*s deleted", STR_ARG(r->name));
    return true;
}

/* ---- the new instance ---- */

static bool add_tags(struct rebuild *r, json_t *in)
{
    struct session *s = r->session;
    json_t *tags = carry_tags(old_instance(r)), *journal, *replaces = member_of("key", STR(LS_REPLACES_TAG));
    json_object_set_new(in, "tags", tags);
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
    json_t *answer, *in = json_own(s->mem, json_object()), *names = json_array();
    json_array_append_new(names, json_new_str(r->name));
    json_object_set_new(in, "instanceNames", names);
    json_object_set_new(in, "instanceSnapshotName", json_new_str(json_member_text(r->snapshot, "name")));
    json_object_set_new(in, "bundleId", json_new_str(r->bundle));
    TRY(add_tags(r, in));
    carry_request(s, r->journal, in);
    if (r->source != NULL)
        r->source->request(r, in);
    const struct ls_effect effect = {LS_CREATED, LS_KIND_INSTANCE, .name = r->name,
                                     .members = ls_instance_traits(s->mem, in)};
    r->unknown = json_object_get(r->journal, "unknown");
    struct deadline before = session_begin_step(s, USUAL_STEP_MS);
    bool done = session_send(s, OP_CREATE_INSTANCES_FROM_SNAPSHOT, json_incref(in), &effect, &answer) &&
                ls_wait_operations(s->client, session_scope(s), answer, &s->err);
    s->deadline = before;
    if (done)
        return true;
    struct str snapshot = json_member_text(in, "instanceSnapshotName"),
               earlier = json_member_text(old_instance(r), "bundleId");
    return fail_context(&s->err,
                        "while creating '%.*s' again as %.*s: it does not exist now, and the snapshot '%.*s' "
                        "has its data; %s, with this bundle or %s%.*s",
                        STR_ARG(r->name), STR_ARG(r->bundle), STR_ARG(snapshot), s->again,
                        earlier.len > 0 ? "the earlier " : "another one", STR_ARG(earlier));
}

static bool restore_static_ip(struct rebuild *r, const json_t *instance)
{
    struct session *s = r->session;
    struct str name = json_member_text(r->journal, "static_ip"),
               arn = json_member_text(r->journal, "static_ip_arn");
    json_t *static_ip;
    if (name.len == 0)
        return true;
    TRY(session_check(s, LS_KIND_STATIC_IP, name, arn));
    TRY(ls_view_find(s->client, session_scope(s), LS_KIND_STATIC_IP, name, arn, &static_ip, &s->err));
    TRY(str_eq(json_member_text(static_ip, "attachedTo"), r->name) ||
        static_ip_attach(s, static_ip, instance));
    session_done(s, "static IP %.*s attached", STR_ARG(name));
    return true;
}

/* The instance that was created from the snapshot, from now on identified by its ARN. One that an earlier process was
 * stopping is waited for. */
static bool have_new(struct rebuild *r)
{
    struct session *s = r->session;
    if (r->instance == NULL)
        TRY(create_new(r));
    if (str_eqc(ls_instance_state(r->instance), "stopping"))
        TRY(instance_wait_for(s, r->name, ls_instance_is_stopped, &r->instance));
    if (!ls_instance_is_stopped(r->instance))
        TRY(instance_wait_for(s, r->name, ls_instance_is_up, &r->instance));
    TRY(rebuild_set(r, "new", json_new_str(json_member_text(r->instance, "arn"))));
    session_done(s, "new %.*s runs", STR_ARG(r->name));
    return true;
}

/* Nothing is known of the firewall of an instance that was gone before. */
static bool restore(struct rebuild *r)
{
    struct session *s = r->session;
    const json_t *ports = json_object_get(r->journal, "ports");
    TRY(instance_check(s, r->instance));
    if (ports != NULL) {
        TRY(firewall_restore(s, r->name, ports));
        session_done(s, "firewall of %.*s restored", STR_ARG(r->name));
    }
    return restore_static_ip(r, r->instance) && carry_restore(s, r->journal, r->instance);
}

/* The power state that the old instance had. A new one that the user has stopped after a resize stays stopped. */
static bool restore_power(struct rebuild *r, bool starts)
{
    struct session *s = r->session;
    bool was_running = str_eqc(ls_instance_state(old_instance(r)), "running");
    if (!was_running && ls_instance_is_running(r->instance))
        return instance_power(s, OP_STOP_INSTANCE, r->instance, ls_instance_is_stopped);
    return !was_running || !starts || !ls_instance_is_stopped(r->instance) ||
           instance_power(s, OP_START_INSTANCE, r->instance, ls_instance_is_up);
}

/* ---- the end ---- */

/* The snapshots lose their tags before the instance does: a snapshot with a journal is never left alone. */
static bool end(struct rebuild *r, bool keeps_snapshot)
{
    struct session *s = r->session;
    if (r->source != NULL)
        return true;
    TRY(rebuild_end_snapshots(r, keeps_snapshot));
    TRY(ls_view_find(s->client, session_scope(s), LS_KIND_INSTANCE, r->name,
                     json_member_text(r->instance, "arn"), &r->instance, &s->err));
    TRY(rebuild_unmark(r, r->instance, LS_KIND_INSTANCE));
    r->journal = NULL;
    return true;
}

/* The instance of before, as it was. */
static bool give_back(struct rebuild *r)
{
    struct session *s = r->session;
    if (str_eqc(ls_instance_state(r->instance), "stopping"))
        TRY(instance_wait_for(s, r->name, ls_instance_is_stopped, &r->instance));
    return carry_attach(s, r->journal) && restore_power(r, true) && end(r, false);
}

/*
 * After a failure while the old instance exists. Not after a stop or a timeout: Lightsail continues with what it has
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
    bool is_old = object_look(s, LS_KIND_INSTANCE, r->name, &r->instance) && rebuild_is_old(r, r->instance) &&
                  ls_instance_exists(r->instance);
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
    if (r->source == NULL && rebuild_is_generation(json_member_text(old_instance(r), "bundleId"), r->bundle))
        TRY(rebuild_start_as(r, &is_refused));
    *ret_done = !is_refused;
    return *ret_done || (rebuild_copy_automatic(r) && rebuild_save_disk(r) && remove_old(r));
}

static bool make_new(struct rebuild *r)
{
    struct session *s = r->session;
    if (r->instance == NULL) {
        expect_gone(r);
        TRY(source_is_ready(r));
    }
    TRY(have_new(r) && (r->source == NULL || r->source->drop(r, &r->instance)));
    TRY(restore(r) && restore_power(r, r->source != NULL));
    struct str bundle = json_member_text(r->instance, "bundleId");
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
    struct session *s = r->session;
    bool is_changed = false;
    TRY(begin(r));
    if (rebuild_is_old(r, r->instance)) {
        bool exists = ls_instance_exists(r->instance);
        if (exists && r->source == NULL && str_eq(json_member_text(r->instance, "bundleId"), r->bundle))
            return give_back(r);
        if (exists)
            TRY(replace_old(r, &is_changed));
        if (is_changed)
            return give_back(r);
        TRY(instance_wait_for(s, r->name, ls_instance_is_gone, &r->instance));
        r->instance = NULL;
    }
    if (r->instance != NULL && !rebuild_is_new(r, r->instance))
        return is_taken(r);
    return make_new(r) && end(r, r->keeps_snapshot);
}

/* An interrupted change to another bundle ends first. */
static bool steps(struct rebuild *r)
{
    TRY(once(r));
    if (r->source != NULL || str_eq(json_member_text(r->instance, "bundleId"), r->bundle))
        return true;
    r->snapshot = NULL;
    TRY(once(r));
    struct str bundle = json_member_text(r->instance, "bundleId");
    return str_eq(bundle, r->bundle) || fail(&r->session->err, ERR_FAILED, "'%.*s' has the bundle '%.*s'",
                                             STR_ARG(r->name), STR_ARG(bundle));
}

/* A restore begins from its file: what exists is read here. */
static bool look(struct rebuild *r)
{
    struct session *s = r->session;
    struct str snapshot = json_member_text(r->journal, "snapshot");
    return r->source == NULL ||
           (object_look(s, LS_KIND_INSTANCE, r->name, &r->instance) &&
            (snapshot.len == 0 || object_look(s, LS_KIND_INSTANCE_SNAPSHOT, snapshot, &r->snapshot)));
}

bool rebuild_run(struct rebuild *r)
{
    if (look(r) && steps(r))
        return true;
    undo(r);
    return false;
}
