/*
 * restore_steps.c — the steps that only a restore has: which snapshot the new instance is created from, the copy of an
 * automatic one, and the disks that come with it. Must not ask the user. Every step may be the first of the next run.
 */
#include "cli/instance_view.h"
#include "cli/journal.h"
#include "cli/resize.h"
#include "cli/snapshot_origin.h"
#include "steps/snapshot_step.h"

static struct str source_name(const struct rebuild *r)
{
    return json_member_text(r->journal, "source");
}

static bool uses_disks_of_snapshot(const struct rebuild *r)
{
    return str_eqc(json_member_text(r->journal, "disks_from"), "snapshot");
}

static struct str time_text(const struct rebuild *r)
{
    struct session *s = r->session;
    return snapshot_time(s, clock_wall_ms() + ls_client_clock_skew_ms(s->client));
}

/* ---- what --from names ---- */

static struct str copy_name(const struct rebuild *r, struct str date)
{
    return str_printf(r->session->mem, "%.*s-%.*s-kept-%.*s", STR_ARG(r->name), STR_ARG(date),
                      STR_ARG(time_text(r)));
}

/* "/dev/xvdf" of "web": "web-restored-20261123-091700-xvdf" */
static struct str disk_name(const struct rebuild *r, struct str path)
{
    size_t at = path.len;
    while (at > 0 && path.data[at - 1] != '/')
        at--;
    return str_printf(r->session->mem, "%.*s-restored-%.*s-%.*s", STR_ARG(r->name), STR_ARG(time_text(r)),
                      STR_ARG(str_slice(path, at, path.len)));
}

static bool is_free(struct rebuild *r, struct str name, bool *ret)
{
    json_t *now;
    TRY(object_look(r->session, LS_KIND_DISK, name, &now));
    *ret = now == NULL;
    return true;
}

/* A disk that stays gets the name that it had, when no disk has it now. */
static bool choose_disk_name(struct rebuild *r, const json_t *disk, struct str *ret_name)
{
    struct str old = json_member_text(disk, "name"), base = disk_name(r, json_member_text(disk, "path"));
    bool is_found = false;
    *ret_name = old;
    if (uses_disks_of_snapshot(r) && old.len > 0)
        TRY(is_free(r, old, &is_found));
    for (int number = 1; !is_found; number++) {
        *ret_name = number == 1 ? base : str_printf(r->session->mem, "%.*s-%d", STR_ARG(base), number);
        TRY(is_free(r, *ret_name, &is_found));
    }
    return true;
}

static bool record_disks(struct rebuild *r, const json_t *snapshot)
{
    const json_t *disks = json_object_get(snapshot, "fromAttachedDisks");
    json_t *recorded = json_array();
    json_object_set_new(r->journal, "snapshot_disks", recorded);
    for (size_t i = 0; i < json_array_size(disks); i++) {
        const json_t *disk = json_array_get(disks, i);
        struct str name;
        if (json_is_true(json_object_get(disk, "isSystemDisk")))
            continue;
        TRY(choose_disk_name(r, disk, &name));
        json_t *entry = member_of("name", name);
        json_object_set(entry, "path", json_object_get(disk, "path"));
        json_array_append_new(recorded, entry);
    }
    return true;
}

static void record_source(struct rebuild *r, struct str from, const struct snapshot_origin *origin)
{
    bool is_copied = origin->date.len > 0;
    json_object_set_new(r->journal, "from", json_new_str(from));
    json_object_set_new(r->journal, "source",
                        json_new_str(is_copied ? copy_name(r, origin->date) : origin->snapshot));
    json_object_set_new(r->journal, "source_arn",
                        json_new_str(is_copied ? STR("") : json_member_text(origin->object, "arn")));
    json_object_del(r->journal, "copy");
    if (!is_copied)
        return;
    json_t *copy = member_of("owner", origin->owner);
    json_object_set_new(copy, "date", json_new_str(origin->date));
    json_object_set_new(r->journal, "copy", copy);
}

/* An automatic snapshot has no bundle and no blueprint; they are those of its instance. */
static bool check(struct rebuild *r, const struct snapshot_origin *origin, const json_t *instance)
{
    bool is_automatic = origin->date.len > 0, is_ipv6;
    struct str bundle = is_automatic ? json_member_text(instance, "bundleId")
                                     : json_member_text(origin->object, "fromBundleId");
    struct str blueprint = is_automatic ? json_member_text(instance, "blueprintId")
                                        : json_member_text(origin->object, "fromBlueprintId");
    if (r->bundle.len == 0)
        r->bundle = instance != NULL ? json_member_text(instance, "bundleId") : bundle;
    TRY(resize_check_source(r, instance, bundle, blueprint, &is_ipv6));
    if (instance == NULL && is_ipv6)
        json_object_set_new(json_object_get(r->journal, "instance"), "ipAddressType", json_string("ipv6"));
    return true;
}

bool restore_choose(struct rebuild *r, struct str from, const json_t *instance)
{
    struct session *s = r->session;
    struct snapshot_origin origin;
    TRY(snapshot_origin_find(s, r->name, from, &origin));
    if (origin.kind != LS_KIND_INSTANCE_SNAPSHOT)
        return fail(&s->err, ERR_USER, "--from: '%.*s' is a snapshot of a disk", STR_ARG(from));
    TRY(check(r, &origin, instance));
    json_object_set_new(r->journal, "bundle", json_new_str(r->bundle));
    record_source(r, from, &origin);
    return record_disks(r, origin.object);
}

/* ---- the source ---- */

static bool request_copy(struct rebuild *r)
{
    const json_t *copy = json_object_get(r->journal, "copy");
    struct session *s = r->session;
    const struct snapshot_origin origin = {.kind = LS_KIND_INSTANCE_SNAPSHOT,
                                           .owner = json_member_text(copy, "owner"),
                                           .date = json_member_text(copy, "date"),
                                           .from = {.instance = json_member_text(copy, "owner")}};
    return snapshot_copy_request(s, &origin, ls_client_region(s->client), source_name(r));
}

/* A copy that failed is not used again. */
static bool have_copy(struct rebuild *r, json_t **snapshot)
{
    struct session *s = r->session;
    TRY(object_look(s, LS_KIND_INSTANCE_SNAPSHOT, source_name(r), snapshot));
    if (ls_snapshot_is_ready(*snapshot))
        return true;
    if (str_eqc(json_member_text(*snapshot, "state"), "error")) {
        note("The copy '%.*s' failed and is not used.", STR_ARG(source_name(r)));
        TRY(rebuild_set(r, "source",
                        json_new_str(copy_name(r, json_text(json_at(r->journal, "copy.date"))))));
        *snapshot = NULL;
    }
    TRY(*snapshot != NULL || request_copy(r));
    TRY(snapshot_wait(s, LS_KIND_INSTANCE_SNAPSHOT, source_name(r)));
    session_done(r->session, "automatic snapshot copied as %.*s and kept", STR_ARG(source_name(r)));
    return ls_view_read(s->client, session_scope(s), LS_KIND_INSTANCE_SNAPSHOT, source_name(r), LS_REFRESH,
                        snapshot, &s->err);
}

static bool source_ready(struct rebuild *r)
{
    struct session *s = r->session;
    struct str arn = json_member_text(r->journal, "source_arn");
    json_t *snapshot;
    if (arn.len == 0) {
        TRY(have_copy(r, &snapshot));
        return rebuild_set(r, "source_arn", json_new_str(json_member_text(snapshot, "arn")));
    }
    TRY(session_check(s, LS_KIND_INSTANCE_SNAPSHOT, source_name(r), arn));
    TRY(ls_view_find(s->client, session_scope(s), LS_KIND_INSTANCE_SNAPSHOT, source_name(r), arn, &snapshot,
                     &s->err));
    return ls_snapshot_is_ready(snapshot) ||
           fail(&s->err, ERR_CONFLICT, "the snapshot '%.*s' is '%.*s'", STR_ARG(source_name(r)),
                STR_ARG(json_member_text(snapshot, "state")));
}

/* ---- the request ---- */

static void change_request(const struct rebuild *r, json_t *in)
{
    const json_t *disks = json_object_get(r->journal, "snapshot_disks");
    json_t *mapping = json_object(), *entries = json_array();
    json_object_set_new(in, "instanceSnapshotName", json_new_str(source_name(r)));
    for (size_t i = 0; i < json_array_size(disks); i++) {
        const json_t *disk = json_array_get(disks, i);
        json_t *entry = member_of("newDiskName", json_member_text(disk, "name"));
        json_object_set(entry, "originalDiskPath", json_object_get(disk, "path"));
        json_array_append_new(entries, entry);
    }
    json_object_set_new(mapping, r->name.data, entries);
    if (json_array_size(disks) > 0)
        json_object_set(in, "attachedDiskMapping", mapping);
    json_decref(mapping);
}

/* ---- the disks that came with the new instance ---- */

static bool is_settled(void *context, const json_t *disk, bool *ret_reached, struct err *err)
{
    (void)context, (void)err;
    *ret_reached = !str_eqc(json_member_text(disk, "state"), "pending");
    return true;
}

/* *ret_disk is NULL when an earlier run has deleted it. */
static bool find_disk(struct rebuild *r, struct str name, json_t **ret_disk)
{
    struct session *s = r->session;
    if (ls_view_find(s->client, session_scope(s), LS_KIND_DISK, name, STR(""), ret_disk, &s->err))
        return ls_view_wait(s->client, session_scope(s), LS_KIND_DISK, name, "disk ready", NULL, is_settled,
                            NULL, ret_disk, &s->err);
    *ret_disk = NULL;
    bool is_gone = s->err.kind == ERR_NOT_FOUND;
    if (is_gone)
        s->err = (struct err){.kind = ERR_NONE};
    return is_gone;
}

static bool drop_disk(struct rebuild *r, const json_t *disk)
{
    struct session *s = r->session;
    struct str name = json_member_text(disk, "name"), arn = json_member_text(disk, "arn");
    const json_t *free = json_own(s->mem, json_pack("{s:n}", "attachedTo"));
    const struct ls_effect detached = {LS_CHANGED, LS_KIND_DISK, .name = name, .arn = arn, .members = free};
    const struct ls_effect deleted = {LS_DELETED, LS_KIND_DISK, .name = name, .arn = arn};
    struct str attached_to = json_member_text(disk, "attachedTo");
    if (attached_to.len > 0 && !str_eq(attached_to, r->name))
        return fail(&s->err, ERR_CONFLICT, "another user has attached the disk '%.*s' to '%.*s'",
                    STR_ARG(name), STR_ARG(attached_to));
    TRY(attached_to.len == 0 ||
        session_send(s, OP_DETACH_DISK, member_of("diskName", name), &detached, NULL));
    TRY(session_change(s, OP_DELETE_DISK, member_of("diskName", name), &deleted, NULL));
    session_done(r->session, "disk of the snapshot %.*s deleted", STR_ARG(name));
    return true;
}

static bool stop_for_disks(struct rebuild *r, json_t **instance)
{
    if (ls_instance_is_stopped(*instance))
        return true;
    TRY(instance_power(r->session, OP_STOP_INSTANCE, *instance, ls_instance_is_stopped));
    return instance_wait_for(r->session, r->name, ls_instance_is_stopped, instance);
}

static bool drop_disks(struct rebuild *r, json_t **instance)
{
    const json_t *disks = json_object_get(r->journal, "snapshot_disks");
    bool is_done = json_is_true(json_object_get(r->journal, "dropped"));
    if (uses_disks_of_snapshot(r) || is_done || json_array_size(disks) == 0)
        return true;
    for (size_t i = 0; i < json_array_size(disks); i++) {
        json_t *disk;
        TRY(find_disk(r, json_member_text(json_array_get(disks, i), "name"), &disk));
        if (disk != NULL)
            TRY(stop_for_disks(r, instance) && drop_disk(r, disk));
    }
    return rebuild_set(r, "dropped", json_true());
}

static bool save(struct rebuild *r)
{
    return journal_write(r->session, RESTORE_JOURNAL, r->name, r->journal);
}

const struct rebuild_source restore_source = {source_ready, change_request, drop_disks, save};

/* ---- the user ---- */

void restore_print_source(const struct rebuild *r)
{
    const json_t *disks = json_object_get(r->journal, "snapshot_disks");
    for (size_t i = 0; i < json_array_size(disks); i++) {
        const json_t *disk = json_array_get(disks, i);
        if (uses_disks_of_snapshot(r))
            printf("  with it: the disk %.*s as %.*s\n", STR_ARG(json_member_text(disk, "name")),
                   STR_ARG(json_member_text(disk, "path")));
        else
            printf("  delete the disk that the snapshot has at %.*s; the snapshot keeps its data\n",
                   STR_ARG(json_member_text(disk, "path")));
    }
}
