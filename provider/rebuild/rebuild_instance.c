/*
 * rebuild_instance.c — what an instance is to the steps of rebuild_steps.c: how it is recorded, deleted, created and
 * completed. Must not know the order of the steps.
 */
#include "rebuild/carry.h"
#include "rebuild/journal_tags.h"
#include "rebuild/rebuild_static_ip.h"
#include "rebuild/reference.h"
#include "steps/instance_step.h"
#include "steps/ports.h"

static json_t *old_instance(const struct rebuild *r)
{
    return journal_object(r->journal);
}

static bool is_stopping(const json_t *instance)
{
    return str_eqc(ls_instance_state(instance), "stopping");
}

/* ---- the journal ---- */

static void record_instance(struct rebuild *r, const json_t *instance)
{
    static const char *const members[] = {"name",       "arn",    "bundleId",        "blueprintId",
                                          "sshKeyName", "addOns", "metadataOptions", "ipAddressType",
                                          "location",   "tags",   "ipv6Addresses",   "hardware",
                                          "state",      NULL};
    json_t *kept = json_object();
    copy_members(instance, members, kept);
    json_object_set_new(r->journal, "instance", json_deep_copy(kept));
    json_decref(kept);
}

static bool record_ports(struct rebuild *r)
{
    json_t *ports, *infos = json_array();
    json_object_set_new(r->journal, "ports", infos);
    TRY(firewall_get(r->session, r->name, &ports));
    for (size_t i = 0; i < json_array_size(ports); i++)
        json_array_append_new(infos, port_info(json_array_get(ports, i)));
    return true;
}

static bool record(struct rebuild *r, const json_t *instance)
{
    record_instance(r, instance);
    return record_ports(r) && rebuild_record_static_ip(r, instance) && carry_record(r->session, r->journal);
}

/* Disks that are detached. */
static void keep_recorded(struct rebuild *r, const json_t *earlier)
{
    const json_t *disks = json_object_get(earlier, "disks");
    json_t *now = json_object_get(r->journal, "disks");
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

/* ---- the old instance ---- */

static bool in_place(struct rebuild *r, bool *ret_refused)
{
    *ret_refused = true;
    return !rebuild_is_generation(json_member_text(old_instance(r), "bundleId"), r->bundle) ||
           rebuild_start_as(r, ret_refused);
}

static bool detach(struct rebuild *r)
{
    return carry_detach(r->session, r->journal);
}

static bool attach(struct rebuild *r)
{
    return carry_attach(r->session, r->journal);
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
    if (!has_disks(r->snapshot))
        return true;
    fail(&s->err, ERR_CONFLICT, "another user has attached a disk to '%.*s' meanwhile; nothing was deleted",
         STR_ARG(r->name));
    return fail_hint(&s->err, "To take a new snapshot, %s.", s->again);
}

static struct ls_effect deletion(const struct rebuild *r)
{
    return ls_instance_deletes(r->name, json_member_text(old_instance(r), "arn"));
}

static bool remove_instance(struct rebuild *r)
{
    const struct ls_effect goes = deletion(r);
    return instance_delete(r->session, &goes);
}

static bool wait_gone(struct rebuild *r)
{
    return instance_wait_for(r->session, r->name, ls_instance_is_gone, &r->object);
}

/* From here on a read that shows the old instance, or its address attached to it, is late, and its name
 * may become free late. */
static void expect_gone(struct rebuild *r)
{
    const struct ls_effect goes = deletion(r);
    struct str name = json_member_text(r->journal, "static_ip");
    json_t *members = json_own(r->session->mem, json_pack("{s:n}", "attachedTo"));
    const struct ls_effect effect = {LS_CHANGED, LS_KIND_STATIC_IP, .name = name, .members = members};
    ls_expect(r->session->client, &goes);
    if (name.len > 0)
        ls_expect(r->session->client, &effect);
}

/* ---- the new instance ---- */

static bool create(struct rebuild *r, json_t *tags, struct str *ret_snapshot)
{
    struct session *s = r->session;
    json_t *answer, *in = json_own(s->mem, json_object()), *names = json_array();
    json_array_append_new(names, json_new_str(r->name));
    json_object_set_new(in, "instanceNames", names);
    json_object_set_new(in, "instanceSnapshotName", json_new_str(json_member_text(r->snapshot, "name")));
    json_object_set_new(in, "bundleId", json_new_str(r->bundle));
    json_object_set(in, "tags", tags);
    carry_request(s, r->journal, in);
    if (r->source != NULL)
        r->source->request(r, in);
    *ret_snapshot = json_member_text(in, "instanceSnapshotName");
    const struct ls_effect effect = {LS_CREATED, LS_KIND_INSTANCE, .name = r->name,
                                     .members = ls_instance_traits(s->mem, in)};
    struct deadline before = session_begin_step(s, USUAL_STEP_MS);
    bool done = session_send(s, OP_CREATE_INSTANCES_FROM_SNAPSHOT, json_incref(in), &effect, &answer) &&
                ls_wait_operations(s->client, session_scope(s), answer, &s->err);
    s->deadline = before;
    return done;
}

/* One that an earlier process was stopping is waited for. */
static bool wait_new(struct rebuild *r)
{
    struct session *s = r->session;
    if (is_stopping(r->object))
        TRY(instance_wait_for(s, r->name, ls_instance_is_stopped, &r->object));
    return ls_instance_is_stopped(r->object) || instance_wait_for(s, r->name, ls_instance_is_up, &r->object);
}

/* Nothing is known of the firewall of an instance that was gone before. */
static bool restore(struct rebuild *r)
{
    struct session *s = r->session;
    const json_t *ports = json_object_get(r->journal, "ports");
    TRY(instance_check(s, r->object));
    if (ports != NULL) {
        TRY(firewall_restore(s, r->name, ports));
        session_done(s, "firewall of %.*s restored", STR_ARG(r->name));
    }
    return rebuild_restore_static_ip(r) && carry_restore(s, r->journal, r->object);
}

/* The power state that the old instance had. A new one that the user has stopped after a resize stays stopped. */
static bool restore_power(struct rebuild *r, bool starts)
{
    struct session *s = r->session;
    bool was_running = str_eqc(journal_state(old_instance(r)), "running");
    if (!was_running && ls_instance_is_running(r->object))
        return instance_power(s, OP_STOP_INSTANCE, r->object, ls_instance_is_stopped);
    return !was_running || !starts || !ls_instance_is_stopped(r->object) ||
           instance_power(s, OP_START_INSTANCE, r->object, ls_instance_is_up);
}

const struct rebuild_kind rebuild_instance = {
    .snapshot = &ls_instance_snapshot,
    .bundle = "bundleId",
    .operations = "Instance",
    .exists = ls_instance_exists,
    .is_stopped = ls_instance_is_stopped,
    .is_stopping = is_stopping,
    .record = record,
    .keep_recorded = keep_recorded,
    .in_place = in_place,
    .prepare = rebuild_copy_automatic,
    .stop = rebuild_stop,
    .detach = detach,
    .attach = attach,
    .verify = verify,
    .remove = remove_instance,
    .wait_gone = wait_gone,
    .expect_gone = expect_gone,
    .create = create,
    .wait_new = wait_new,
    .restore = restore,
    .restore_power = restore_power,
};
