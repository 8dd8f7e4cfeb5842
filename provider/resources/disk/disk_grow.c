/*
 * disk_grow.c — the steps of a growth, from what there is: detach, snapshot, verify, delete, create, attach,
 * remove the rest. Each step may be the last one of an interrupted apply. Must not know the plan of Terraform.
 */
#include "resources/disk/disk_grow.h"

#include "resources/instance/instance_pause.h"
#include "resources/snapshot/take_snapshot.h"
#include "runtime/busy.h"
#include "runtime/crud.h"
#include "runtime/tags.h"

struct growth {
    struct call *c;
    const struct disk *prior, *plan;
    struct disk_found found;
    bool is_resumed; /* an interrupted growth may have left snapshots */
    bool is_paused;  /* this call is inside the pause of the instance */
};

/* ---- detach ---- */

static bool note_attachment(struct growth *g)
{
    struct disk_now *now = &g->found.now;
    struct disk_journal *journal = &g->found.journal;
    bool is_noted = now->attached_to.data == NULL ||
                    (journal->instance.data != NULL && str_eq(journal->instance, now->attached_to));
    journal->size_in_gb = g->plan->size_in_gb.v;
    journal->is_there = true;
    if (is_noted)
        return true;
    journal->instance = now->attached_to;
    journal->path = now->path;
    return instance_pause_power(g->c, now->attached_to, &journal->was_running);
}

static bool detach(struct growth *g)
{
    struct disk_now *now = &g->found.now;
    if (now->attached_to.data == NULL)
        return true;
    struct str instance = now->attached_to;
    TRY(instance_pause_enter(g->c, instance, NULL));
    g->is_paused = true;
    if (g->is_resumed && g->found.journal.was_running) /* else its power may have changed since */
        instance_pause_was_running(g->c, instance);
    return disk_detach(g->c, now);
}

/* ---- snapshot ---- */

/* When a disk was last attached, as far as AWS has recorded it; 0: never. */
static bool last_attached(struct call *c, struct str disk, double *ret_at)
{
    json_t *operations;
    *ret_at = 0;
    TRY(api_list(c, OP_GET_OPERATIONS_FOR_RESOURCE, json_pack("{s:o}", "resourceName", json_new_str(disk)),
                 "operations", &operations));
    for (size_t i = 0; i < json_array_size(operations); i++) {
        const json_t *operation = json_array_get(operations, i);
        double at = json_number_value(json_object_get(operation, "createdAt"));
        if (str_eqc(json_member_text(operation, "operationType"), "AttachDisk") && at > *ret_at)
            *ret_at = at;
    }
    return true;
}

/* A snapshot of an interrupted growth, if the disk was not attached after it was taken. */
static bool find_earlier(struct growth *g, bool was_attached, json_t **ret_snapshot)
{
    json_t *items;
    double attached_at;
    *ret_snapshot = NULL;
    TRY(api_list(g->c, OP_GET_DISK_SNAPSHOTS, NULL, "diskSnapshots", &items));
    for (size_t i = 0; !was_attached && i < json_array_size(items); i++) {
        json_t *item = json_array_get(items, i);
        bool is_usable = ls_tag(item, STR(LS_RESIZE_TAG)).data != NULL &&
                         str_eq(json_member_text(item, "fromDiskArn"), g->found.now.arn) &&
                         !str_eqc(json_member_text(item, "state"), "error");
        if (!is_usable)
            continue;
        TRY(last_attached(g->c, g->found.now.name, &attached_at));
        if (json_number_value(json_object_get(item, "createdAt")) > attached_at)
            *ret_snapshot = item;
    }
    return true;
}

static struct str new_name(struct call *c, struct str disk)
{
    enum { LONGEST = 220 };
    int64_t now_ms = clock_wall_ms() + ls_client_clock_skew_ms(c->client);
    struct str start = disk.len > LONGEST ? str_slice(disk, 0, LONGEST) : disk;
    return str_printf(c->mem, "%.*s-resize-%.*s", STR_ARG(start),
                      STR_ARG(clock_print_compact(c->mem, (double)now_ms / 1000)));
}

static bool verify(struct growth *g, const json_t *snapshot)
{
    const struct disk_now *now = &g->found.now;
    bool is_right = str_eq(json_member_text(snapshot, "fromDiskArn"), now->arn) &&
                    json_integer_value(json_object_get(snapshot, "sizeInGb")) == now->size_in_gb &&
                    str_eqc(json_member_text(snapshot, "state"), "completed");
    return is_right ||
           fail(&g->c->err, ERR_FAILED,
                "the snapshot '%.*s' is not a complete copy of the disk '%.*s'; nothing was deleted",
                STR_ARG(json_member_text(snapshot, "name")), STR_ARG(now->name));
}

static bool take(struct growth *g, bool was_attached, json_t **ret_snapshot)
{
    struct call *c = g->c;
    struct disk_now *now = &g->found.now;
    json_t *earlier = NULL;
    if (g->is_resumed)
        TRY(find_earlier(g, was_attached, &earlier));
    if (earlier != NULL)
        TRY(take_snapshot_wait(c, LS_KIND_DISK, json_member_text(earlier, "name"), ret_snapshot));
    else
        TRY((!g->is_resumed || disk_grow_prune(c, now->arn)) &&
            take_snapshot(c, LS_KIND_DISK, now->name, now->arn, new_name(c, now->name),
                          json_own(c->mem, disk_journal_tags(c->mem, &g->found.journal)), ret_snapshot));
    return verify(g, *ret_snapshot);
}

/* ---- create ---- */

static json_t *creation(struct growth *g)
{
    json_t *in = crud_create_request(g->c, g->plan);
    json_t *tags = json_object_get(in, "tags"), *journal = disk_journal_tags(g->c->mem, &g->found.journal);
    json_array_append_new(journal, json_pack("{s:s, s:o}", "key", LS_REPLACES_TAG, "value",
                                             json_new_str(g->found.old_arn)));
    if (tags != NULL)
        json_array_extend(journal, tags);
    json_object_set_new(in, "tags", journal);
    json_object_set_new(in, "diskSnapshotName", json_new_str(json_member_text(g->found.snapshot, "name")));
    return in;
}

/* Names come free late. */
static bool send_until_free(struct growth *g, json_t *in, const struct ls_effect *effect, json_t **ret_answer)
{
    struct call *c = g->c;
    struct ls_poll poll = api_poll_begin(c);
    json_own(c->mem, in);
    while (!api_change_begin(c, OP_CREATE_DISK_FROM_SNAPSHOT, json_incref(in), effect, ret_answer))
        TRY(c->err.kind == ERR_CONFLICT && busy_wait(c, &poll));
    return true;
}

static bool create(struct growth *g)
{
    struct call *c = g->c;
    struct str name = g->plan->name.v;
    json_t *answer, *disk = NULL;
    const struct ls_effect effect = {
        LS_CREATED, LS_KIND_DISK, .name = name,
        .members = json_own(c->mem, json_pack("{s:I}", "sizeInGb", (json_int_t)g->plan->size_in_gb.v))};
    bool done = send_until_free(g, creation(g), &effect, &answer) && crud_wait_ready(c, name, answer, &disk);
    if (!done)
        return fail_context(&c->err,
                            "while creating the disk '%.*s' again from the snapshot '%.*s', which has its "
                            "data; apply again to continue",
                            STR_ARG(name), STR_ARG(json_member_text(g->found.snapshot, "name")));
    g->found.now = disk_of(disk);
    g->found.is_new = true;
    return true;
}

/* ---- the rest ---- */

static bool attach(struct growth *g)
{
    struct call *c = g->c;
    const struct disk_journal *journal = &g->found.journal;
    json_t *instance;
    if (journal->instance.data == NULL)
        return true;
    if (!api_find(c, LS_KIND_INSTANCE, journal->instance, STR(""), &instance)) {
        TRY(api_done_if_not_found(c));
        call_warn(c, "", "Disk is not attached", "The instance '%.*s' no longer exists.",
                  STR_ARG(journal->instance));
        return true;
    }
    TRY(disk_attach(c, &g->found.now, journal->instance, journal->path));
    return !journal->was_running || g->is_paused || instance_pause_set_power(c, journal->instance, true);
}

/* Starts the instance before the journal is removed. done: the steps before succeeded. */
static bool leave(struct growth *g, bool done)
{
    bool is_inside = g->is_paused;
    g->is_paused = false;
    return is_inside ? instance_pause_leave(g->c, g->found.journal.instance, done) : done;
}

static bool prune(struct growth *g)
{
    return g->is_resumed || g->found.snapshot == NULL ? disk_grow_prune(g->c, g->found.old_arn)
                                                      : disk_grow_delete(g->c, g->found.snapshot);
}

static bool finish(struct growth *g)
{
    return attach(g) && leave(g, true) && prune(g) && disk_journal_remove(g->c, &g->found.now);
}

/*
 * After a failure while the old disk exists: everything as it was before, as far as requests are possible. keeps: the
 * snapshot and the journal stay, because the disk may have been deleted.
 */
static void undo(struct growth *g, bool keeps)
{
    struct err failure = g->c->err;
    if (failure.kind == ERR_STOPPED)
        return;
    g->c->err = (struct err){0};
    if (!(keeps ? attach(g) && leave(g, true) : finish(g)))
        call_warn(
            g->c, "", "Growth is unfinished",
            "After the failure, the disk '%.*s' could not be attached again: %s. Apply again to continue.",
            STR_ARG(g->plan->name.v), g->c->err.text);
    g->c->err = failure;
}

/* ---- order ---- */

static bool judge_attached(void *context, const json_t *disk, bool *ret_reached, struct err *err)
{
    (void)context, (void)err;
    *ret_reached = json_member_text(disk, "attachedTo").len > 0;
    return true;
}

/* Another process may have attached the disk a moment ago, and the snapshot must be of a detached one. */
static void read_again(struct growth *g)
{
    json_t *disk = NULL;
    if (g->found.now.attached_to.data == NULL &&
        api_shows_soon(g->c, LS_KIND_DISK, g->found.now.name, judge_attached, NULL, &disk) && disk != NULL)
        g->found.now = disk_of(disk);
}

static bool replace_disk(struct growth *g)
{
    struct call *c = g->c;
    struct disk_now *now = &g->found.now;
    read_again(g);
    bool was_attached = now->attached_to.data != NULL;
    TRY(disk_journal_remove_replaces(c, now) && note_attachment(g) &&
        disk_journal_write(c, now, &g->found.journal));
    bool is_saved = detach(g) && take(g, was_attached, &g->found.snapshot);
    bool is_deleted = is_saved && crud_remove(c, now->name, now->arn, g->prior);
    if (!is_deleted)
        undo(g, is_saved && (c->err.maybe_done || c->err.kind == ERR_FAILED || c->err.kind == ERR_TIMEOUT));
    return is_deleted && create(g);
}

static bool must_fit(struct growth *g)
{
    int64_t size = g->found.now.object != NULL
                       ? g->found.now.size_in_gb
                       : json_integer_value(json_object_get(g->found.snapshot, "sizeInGb"));
    if (g->plan->size_in_gb.v >= size)
        return true;
    fail_at(&g->c->err, ERR_USER, "size_in_gb", "the disk '%.*s' has %lld GB already, and cannot shrink",
            STR_ARG(g->plan->name.v), (long long)size);
    return fail_hint(&g->c->err, "Set size_in_gb = %lld or more, and apply.", (long long)size);
}

static bool steps(struct growth *g)
{
    bool is_there = g->found.now.object != NULL;
    if (!is_there && g->found.snapshot == NULL) {
        fail(&g->c->err, ERR_NOT_FOUND, "the disk '%.*s' no longer exists, and no snapshot of its growth",
             STR_ARG(g->plan->name.v));
        return fail_hint(&g->c->err, "Run the plan again without -refresh=false.");
    }
    TRY(must_fit(g));
    if (!is_there)
        TRY(create(g));
    if (g->found.is_new && g->found.now.size_in_gb < g->plan->size_in_gb.v) {
        TRY(finish(g)); /* the growth that was interrupted; then the next one */
        g->found.journal = (struct disk_journal){0};
        g->found.snapshot = NULL;
        g->is_resumed = false;
        g->found.is_new = false;
        g->found.old_arn = g->found.now.arn;
    }
    if (g->found.now.size_in_gb < g->plan->size_in_gb.v)
        TRY(replace_disk(g));
    return finish(g);
}

bool disk_grow(struct call *c, const struct disk *prior, const struct disk *plan, struct disk *state)
{
    struct growth g = {.c = c, .prior = prior, .plan = plan};
    TRY(disk_find(c, plan->name.v, prior->arn, &g.found));
    g.is_resumed = disk_is_growing(&g.found);
    bool done = leave(&g, steps(&g));
    struct err failure = c->err;
    bool is_filled = g.found.now.object == NULL || crud_fill(c, g.found.now.object, prior, state);
    if (!done) {
        c->err = failure;
        state->size_in_gb = prior->size_in_gb;
    }
    return done && is_filled;
}
