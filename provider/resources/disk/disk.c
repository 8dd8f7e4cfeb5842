/*
 * disk.c — lightsail_disk, beyond the rows of its record: creation from a snapshot, a larger size in place, a final
 * snapshot. Must not know the steps of a growth (disk_grow.c).
 */
#include "gen/disk.h"

#include "resources/disk/disk_grow.h"
#include "resources/snapshot/final_snapshot.h"
#include "resources/snapshot/restore.h"
#include "runtime/crud.h"
#include "runtime/tags.h"

static struct restore restore_of(const struct disk *disk)
{
    return RESTORE_FROM(disk->restore_from);
}

static bool validate(struct call *c, const void *config_model)
{
    const struct disk *config = config_model;
    struct restore from = restore_of(config);
    restore_validate(c, &from);
    final_snapshot_validate(c, config->final_snapshot_name);
    return crud_validate(c, config);
}

/* ---- plan ---- */

static bool plan_restore(struct call *c, const struct plan *plan)
{
    const struct disk *planned = plan->planned;
    struct restore from = restore_of(planned);
    const json_t *snapshot;
    TRY(restore_plan(c, plan, &restore_of_disk, &from, planned->name, &snapshot));
    int64_t least = json_integer_value(json_object_get(snapshot, "sizeInGb"));
    if (TF_IS_KNOWN(planned->size_in_gb) && planned->size_in_gb.v < least)
        call_error(c, "size_in_gb", "Disk is smaller than its snapshot",
                   "The snapshot '%.*s' is of a disk of %lld GB. Set size_in_gb to %lld or more.",
                   STR_ARG(from.snapshot_name.v), (long long)least, (long long)least);
    return true;
}

/* The disk is created anew: what AWS assigns is unknown. */
static void plan_new_disk(struct disk *planned)
{
    planned->arn = TF_UNKNOWN_OF(planned->arn);
    planned->created_at = TF_UNKNOWN_OF(planned->created_at);
    planned->support_code = TF_UNKNOWN_OF(planned->support_code);
    planned->iops = TF_UNKNOWN_OF(planned->iops);
    planned->state = TF_UNKNOWN_OF(planned->state);
    planned->is_attached = TF_UNKNOWN_OF(planned->is_attached);
    planned->attached_to = TF_UNKNOWN_OF(planned->attached_to);
    planned->path = TF_UNKNOWN_OF(planned->path);
}

static void check_tags(struct call *c, const struct disk *planned)
{
    if (TF_IS_KNOWN(planned->tags_all) && planned->tags_all.count + DISK_GROW_TAGS > TAGS_MOST)
        call_error(
            c, "tags", "Too many tags for a larger size",
            "While the disk grows it carries %d more tags, and Lightsail allows %d. Remove tags until there "
            "are at most %d, together with the default tags of the provider.",
            DISK_GROW_TAGS, TAGS_MOST, TAGS_MOST - DISK_GROW_TAGS);
}

static void plan_growth(struct call *c, const struct disk *prior, struct disk *planned)
{
    struct str name = prior->name.v, at = TF_IS_KNOWN(prior->attached_to) ? prior->attached_to.v : STR("");
    plan_new_disk(planned);
    check_tags(c, planned);
    call_warn(
        c, "size_in_gb", "Disk grows by a snapshot",
        "The disk '%.*s' grows from %lld to %lld GB: a snapshot is taken and verified, the disk is deleted "
        "and "
        "created again from it with the same name, and the snapshot is deleted. The data stay; the ARN "
        "changes, "
        "and automatic snapshots of the old disk are deleted.%s%.*s%s Extend the file system afterwards, for "
        "example with resize2fs.",
        STR_ARG(name), (long long)prior->size_in_gb.v, (long long)planned->size_in_gb.v,
        at.len > 0 ? " The instance '" : "", STR_ARG(at),
        at.len > 0 ? "' is stopped meanwhile, and started again if it was running. Its public IPv4 address "
                     "changes unless a static IP is attached."
                   : "");
}

static void plan_resumption(struct call *c, struct disk *planned)
{
    plan_new_disk(planned);
    call_warn(
        c, "size_in_gb", "Growth of the disk is resumed",
        "An interrupted apply has left the disk '%.*s' in the middle of a change of its size. This apply "
        "completes it.",
        STR_ARG(planned->name.v));
}

static void plan_size(struct call *c, struct plan *plan)
{
    const struct disk *prior = plan->prior;
    struct disk *planned = plan->planned;
    bool is_open = TF_IS_UNKNOWN(planned->size_in_gb) || TF_IS_UNKNOWN(planned->resize);
    if (plan->replace_count > 0)
        return;
    if (TF_IS_NULL(prior->size_in_gb))
        plan_resumption(c, planned);
    else if (is_open && !TF_IS_NULL(planned->resize))
        plan_new_disk(planned); /* it may grow */
    else if (!is_open && planned->size_in_gb.v == prior->size_in_gb.v)
        return;
    else if (!is_open && TF_IS_KNOWN(planned->resize) && planned->size_in_gb.v > prior->size_in_gb.v)
        plan_growth(c, prior, planned);
    else
        plan_replace(plan, STR("size_in_gb"));
}

static bool modify_plan(struct call *c, struct plan *plan)
{
    TRY(crud_modify_plan(c, plan));
    if (plan->prior == NULL)
        return plan_restore(c, plan);
    plan_size(c, plan);
    return true;
}

static bool plan_destroy(struct call *c, const void *prior_model)
{
    const struct disk *prior = prior_model;
    return final_snapshot_plan(c, LS_KIND_DISK, prior->name.v, prior->final_snapshot_name) &&
           crud_plan_destroy(c, prior);
}

/* ---- create ---- */

static bool request_from_snapshot(struct call *c, const void *plan, json_t *in)
{
    struct restore from = restore_of(plan);
    (void)c;
    restore_request(&restore_of_disk, &from, in);
    return true;
}

static bool create(struct call *c, const void *plan, void *state)
{
    struct restore from = restore_of(plan);
    if (!restore_is_given(&from))
        return crud_create(c, plan, state);
    return crud_create_as(c, &(struct crud_creation){OP_CREATE_DISK_FROM_SNAPSHOT, request_from_snapshot},
                          plan, state);
}

/* ---- read ---- */

/* Without a size, each plan resumes the growth. */
static bool mark_as_growing(struct disk *state)
{
    state->size_in_gb = TF_NULL_OF(state->size_in_gb);
    return true;
}

static bool read(struct call *c, const void *prior_model, void *state_model)
{
    const struct disk *prior = prior_model;
    struct disk *state = state_model;
    json_t *disk, *snapshot = NULL;
    if (!api_read(c, LS_KIND_DISK, prior->name.v, prior->arn, &disk)) {
        TRY(c->err.kind == ERR_NOT_FOUND);
        c->err = (struct err){0};
        if (TF_IS_KNOWN(prior->arn))
            TRY(disk_grow_snapshot(c, prior->arn.v, &snapshot));
        return snapshot != NULL ? mark_as_growing(state) : call_gone(c);
    }
    bool is_growing = disk_journal_of(disk).is_there;
    if (!is_growing)
        api_forget_replaced(c, prior->name.v, prior->arn, disk);
    TRY(crud_fill(c, disk, prior, state));
    return !is_growing || mark_as_growing(state);
}

/* ---- update ---- */

static bool update(struct call *c, const void *prior_model, const void *plan_model, void *state_model)
{
    const struct disk *prior = prior_model, *plan = plan_model;
    struct disk *state = state_model;
    bool is_same = TF_IS_KNOWN(prior->size_in_gb) && prior->size_in_gb.v == plan->size_in_gb.v;
    if (is_same)
        return crud_update(c, prior, plan, state);
    TRY(disk_grow(c, prior, plan, state));
    const struct disk grown = *state;
    return crud_update(c, &grown, plan, state);
}

/* ---- destroy ---- */

/* In the middle of a growth the snapshot has the only copy of the data. */
static bool keep_snapshot(struct call *c, const struct disk *prior, const json_t *snapshot)
{
    call_warn(c, "", "Snapshot is kept",
              "The disk '%.*s' does not exist: a change of its size was interrupted. The snapshot '%.*s' has "
              "its data "
              "and is not deleted. To use it, set restore_from = { snapshot_name = \"%.*s\" }.",
              STR_ARG(prior->name.v), STR_ARG(json_member_text(snapshot, "name")),
              STR_ARG(json_member_text(snapshot, "name")));
    return true;
}

static bool destroy(struct call *c, const void *prior_model)
{
    const struct disk *prior = prior_model;
    struct disk_found found = {0};
    bool is_own;
    if (TF_IS_NULL(prior->size_in_gb) || TF_IS_KNOWN(prior->resize)) /* a refresh may be missing */
        TRY(disk_find(c, prior->name.v, prior->arn, &found));
    if (found.snapshot != NULL)
        return keep_snapshot(c, prior, found.snapshot);
    TRY(api_is_own(c, LS_KIND_DISK, prior->name.v, prior->arn, &is_own));
    if (!is_own)
        return true;
    if (!final_snapshot_take(c, LS_KIND_DISK, prior->name.v, prior->arn.v, prior->final_snapshot_name) &&
        !api_done_if_not_found(c))
        return false;
    TRY(crud_destroy(c, prior));
    return !disk_is_growing(&found) || disk_grow_prune(c, found.old_arn);
}

const struct resource disk_resource = {
    .schema = &disk_schema,
    .validate = validate,
    .modify_plan = modify_plan,
    .plan_destroy = plan_destroy,
    .create = create,
    .read = read,
    .update = update,
    .destroy = destroy,
    .import = crud_import,
};
