/*
 * resize_steps.c — the steps of a resize: stop, snapshot, delete, create from the snapshot under the same
 * name, and what belongs to the instance. Knows the order that loses nothing; must not ask the user. Every
 * step may be the first of the next run.
 */
#include "cli/firewall.h"
#include "cli/instance_view.h"
#include "cli/journal.h"
#include "cli/power_history.h"
#include "cli/resize.h"
#include "cli/resize_carry.h"
#include "cli/snapshot.h"

static const json_t *old_instance(const struct resize *r)
{
    return json_object_get(r->journal, "instance");
}

static struct str old_arn(const struct resize *r)
{
    return json_member_text(old_instance(r), "arn");
}

static struct str snapshot_name(const struct resize *r)
{
    return json_member_text(r->journal, "snapshot");
}

/* ---- the snapshot ---- */

/* An instance that is already stopping, from an earlier run, gets no second request. */
static bool stop(struct resize *r, const json_t *instance)
{
    json_t *stopped;
    TRY(str_eqc(ls_instance_state(instance), "stopping")
            ? instance_wait(r->session, r->name, ls_instance_is_stopped, &stopped)
            : instance_power(r->session, OP_STOP_INSTANCE, instance, ls_instance_is_stopped));
    resize_say("", r->name, "stopped");
    return true;
}

/* ret_problem NULL: it has all data of the disk. */
static bool judge_snapshot(struct resize *r, const json_t *snapshot, const json_t *instance,
                           const char **ret_problem)
{
    enum power_history history = POWER_USED;
    *ret_problem = NULL;
    if (str_eqc(json_member_text(snapshot, "state"), "error"))
        *ret_problem = "failed";
    else if (!str_eq(json_member_text(snapshot, "fromInstanceArn"), old_arn(r)))
        *ret_problem = "belongs to another instance";
    if (*ret_problem != NULL)
        return true;
    if (ls_instance_is_stopped(instance))
        TRY(power_history_since(r->session, r->name, snapshot, &history));
    if (history == POWER_USED)
        *ret_problem = "is older than the last start of the instance";
    else if (history == POWER_UNKNOWN)
        *ret_problem = "may be older than the last start of the instance: its operations are not known";
    return true;
}

/* A name that the journal has not used: two in one second are different. */
static struct str fresh_name(const struct resize *r)
{
    struct str name = resize_snapshot_name(r);
    return str_starts_with(snapshot_name(r), name)
               ? str_printf(r->session->mem, "%.*s-2", STR_ARG(snapshot_name(r)))
               : name;
}

/* The snapshot of an earlier run, if it can be used; NULL: a new one is needed, under the name in the
 * journal. */
static bool find_snapshot(struct resize *r, const json_t *instance, json_t **ret_snapshot)
{
    const char *problem;
    TRY(object_look(r->session, LS_KIND_INSTANCE_SNAPSHOT, snapshot_name(r), ret_snapshot));
    if (*ret_snapshot == NULL)
        return true;
    TRY(judge_snapshot(r, *ret_snapshot, instance, &problem));
    if (problem == NULL)
        return true;
    note("The snapshot '%.*s' %s and is not used.", STR_ARG(snapshot_name(r)), problem);
    *ret_snapshot = NULL;
    return resize_set(r, "snapshot", json_new_str(fresh_name(r)));
}

static bool keep_disk(struct resize *r, const json_t *instance)
{
    struct session *s = r->session;
    json_t *snapshot;
    TRY(find_snapshot(r, instance, &snapshot));
    TRY(ls_instance_is_stopped(instance) || stop(r, instance));
    TRY(resize_carry_detach(s, r->journal));
    if (snapshot == NULL)
        TRY(instance_check(s, instance) &&
            snapshot_request(s, &ls_instance_snapshot, snapshot_name(r), instance, NULL));
    TRY(snapshot_wait(s, LS_KIND_INSTANCE_SNAPSHOT, snapshot_name(r)));
    resize_say("snapshot ", snapshot_name(r), "taken");
    return true;
}

/* ---- the old instance ---- */

static bool was_used(struct resize *r)
{
    fail(&r->session->err, ERR_CONFLICT, "it was started while its snapshot was taken; it was not deleted");
    return fail_hint(&r->session->err, "Run the same command again to stop it and take a new snapshot.");
}

/* The last read before the deletion: no other request may come between. */
static bool is_still_stopped(struct resize *r)
{
    struct session *s = r->session;
    json_t *instance;
    TRY(ls_view_find(s->client, session_scope(s), LS_KIND_INSTANCE, r->name, old_arn(r), &instance, &s->err));
    return ls_instance_is_stopped(instance) || was_used(r);
}

/* From here on a read that shows the old instance, or its address attached to it, is late, and its name
 * may become free late. */
static void expect_gone(struct resize *r)
{
    if (json_is_true(json_object_get(r->journal, "gone")))
        return; /* this command has deleted nothing */
    const struct ls_effect goes = ls_instance_deletes(r->name, old_arn(r));
    struct str name = json_member_text(r->journal, "static_ip");
    json_t *members = json_own(r->session->mem, json_pack("{s:n}", "attachedTo"));
    const struct ls_effect effect = {LS_CHANGED, LS_KIND_STATIC_IP, .name = name, .members = members};
    ls_expect(r->session->client, &goes);
    if (name.len > 0)
        ls_expect(r->session->client, &effect);
}

static bool remove_old(struct resize *r)
{
    struct session *s = r->session;
    const struct ls_effect goes = ls_instance_deletes(r->name, old_arn(r));
    enum power_history history;
    json_t *snapshot;
    TRY(ls_view_read(s->client, session_scope(s), LS_KIND_INSTANCE_SNAPSHOT, snapshot_name(r), LS_NOW,
                     &snapshot, &s->err));
    TRY(power_history_since(s, r->name, snapshot, &history));
    if (history == POWER_USED)
        return was_used(r);
    TRY(restore_source_ready(r));
    TRY(resize_set(r, "deleting", json_true()));
    TRY(is_still_stopped(r) && instance_delete(s, &goes));
    resize_say("old ", r->name, "deleted");
    return true;
}

/* ---- the new instance ---- */

static bool create_new(struct resize *r)
{
    struct session *s = r->session;
    json_t *answer, *in = json_object(), *names = json_array();
    json_array_append_new(names, json_new_str(r->name));
    json_object_set_new(in, "instanceNames", names);
    json_object_set_new(in, "instanceSnapshotName", json_new_str(snapshot_name(r)));
    json_object_set_new(in, "bundleId", json_new_str(r->bundle));
    resize_carry_request(s, r->journal, in);
    restore_request(r, in);
    const struct ls_effect effect = {LS_CREATED, LS_KIND_INSTANCE, .name = r->name,
                                     .members = ls_instance_traits(s->mem, in)};
    return session_send(s, OP_CREATE_INSTANCES_FROM_SNAPSHOT, in, &effect, &answer);
}

static bool restore_static_ip(struct resize *r, const json_t *instance)
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
    resize_say("static IP ", name, "attached");
    return true;
}

/* The instance that was created from the snapshot, from now on identified by its ARN. One that an earlier run was
 * stopping is waited for. */
static bool have_new(struct resize *r, json_t **instance)
{
    struct session *s = r->session;
    if (*instance == NULL)
        TRY(create_new(r));
    if (str_eqc(ls_instance_state(*instance), "stopping"))
        TRY(instance_wait(s, r->name, ls_instance_is_stopped, instance));
    if (!ls_instance_is_stopped(*instance))
        TRY(instance_wait(s, r->name, ls_instance_is_up, instance));
    TRY(resize_set(r, "new", json_new_str(json_member_text(*instance, "arn"))));
    resize_say("new ", r->name, "runs");
    return str_eq(json_member_text(*instance, "bundleId"), r->bundle) ||
           fail(&s->err, ERR_FAILED, "the new instance has the size '%.*s'",
                STR_ARG(json_member_text(*instance, "bundleId")));
}

/* Nothing is known of the firewall of an instance that was gone before. */
static bool restore(struct resize *r, const json_t *instance)
{
    struct session *s = r->session;
    const json_t *ports = json_object_get(r->journal, "ports");
    TRY(instance_check(s, instance));
    if (ports != NULL) {
        TRY(firewall_restore(s, r->name, ports));
        resize_say("firewall of ", r->name, "restored");
    }
    return restore_static_ip(r, instance) && resize_carry_restore(s, r->journal, instance);
}

/* The power state that the old instance had. A new one that the user has stopped after a resize stays stopped. */
static bool restore_power(struct resize *r, const json_t *instance)
{
    bool was_running = str_eqc(ls_instance_state(old_instance(r)), "running");
    if (!was_running && ls_instance_is_running(instance))
        return instance_power(r->session, OP_STOP_INSTANCE, instance, ls_instance_is_stopped);
    return !was_running || !resize_is_restore(r) || !ls_instance_is_stopped(instance) ||
           instance_power(r->session, OP_START_INSTANCE, instance, ls_instance_is_up);
}

static bool go_on(struct resize *r)
{
    struct session *s = r->session;
    json_t *instance;
    TRY(object_look(s, LS_KIND_INSTANCE, r->name, &instance));
    if (resize_is_old(r, instance)) {
        if (ls_instance_exists(instance))
            TRY(restore_source_ready(r) && keep_disk(r, instance) && remove_old(r));
        TRY(instance_wait(s, r->name, ls_instance_is_gone, &instance));
        instance = NULL;
    }
    if (instance != NULL && !resize_is_new(r, instance))
        return fail(&s->err, ERR_CONFLICT, "another user has created another '%.*s' meanwhile",
                    STR_ARG(r->name));
    if (instance == NULL) {
        expect_gone(r);
        TRY(restore_source_ready(r));
    }
    TRY(have_new(r, &instance) && restore_drop_disks(r, &instance));
    TRY(restore(r, instance) && restore_power(r, instance));
    return journal_remove(s, RESIZE_JOURNAL, r->name);
}

bool resize_finish(struct resize *r, bool is_begun)
{
    struct session *s = r->session;
    if ((is_begun || journal_write(s, RESIZE_JOURNAL, r->name, r->journal)) && go_on(r))
        return true;
    resize_failed(r, resize_is_restore(r) ? "restore" : "resize");
    note("Run the same command again to continue; '%.*s' and the snapshot have everything that is needed.",
         STR_ARG(journal_path(s, RESIZE_JOURNAL, r->name)));
    return false;
}
