/*
 * snapshot_hooks.c — what snapshots of disks and of instances share: which source they have, and that the last copy of its data is not
 * deleted unless that is asked for. Must not know how they are made (runtime/crud.h).
 */
#include "gen/disk_snapshot.h"
#include "gen/instance_snapshot.h"

struct source {
    enum ls_kind kind;
    struct str name, arn;
};

static struct source source_of(const struct call *c, const void *model)
{
    struct tf_string arn = crud_text(c, model, "from_disk_arn");
    if (TF_IS_KNOWN(arn))
        return (struct source){LS_KIND_DISK, crud_text(c, model, "from_disk_name").v, arn.v};
    return (struct source){LS_KIND_INSTANCE, crud_text(c, model, "from_instance_name").v,
                           crud_text(c, model, "from_instance_arn").v};
}

/* ret_gone: the source does not exist any more, or another one has its name. */
static bool is_gone(struct call *c, const struct source *source, bool *ret_gone)
{
    json_t *object = NULL;
    *ret_gone = true;
    if (!api_find(c, source->kind, source->name, source->arn, &object))
        return api_done_if_not_found(c);
    *ret_gone = false;
    return true;
}

/* Deletions that this walk has planned or made count as done. */
static bool has_another(struct call *c, struct str group, const struct source *source, struct str own_arn,
                        bool *ret_another)
{
    const struct ls_kind_row *row = ls_kind_row(c->schema->crud->kind);
    const char *from = source->kind == LS_KIND_DISK ? "fromDiskArn" : "fromInstanceArn";
    json_t *items;
    *ret_another = false;
    TRY(api_list(c, row->list, NULL, row->items, &items));
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *other = json_array_get(items, i);
        struct str arn = json_member_text(other, "arn"), state = json_member_text(other, "state");
        bool is_whole = str_eq(state, STR("available")) || str_eq(state, STR("completed"));
        *ret_another = *ret_another || (is_whole && str_eq(json_member_text(other, from), source->arn) &&
                                        !str_eq(arn, own_arn) && !call_has_made(c, group, arn));
    }
    return true;
}

/* ret_last: deleting it would delete the last copy. Otherwise it counts as deleted from now on. */
static bool is_last(struct call *c, const void *prior, bool *ret_last)
{
    const struct tf_bool *force = crud_field(c, prior, "force_destroy");
    struct source source = source_of(c, prior);
    struct str own = crud_text(c, prior, "arn").v,
               group = str_printf(c->mem, "deleted snapshots of %.*s", STR_ARG(source.arn));
    bool gone, another = true;
    *ret_last = false;
    if ((TF_IS_KNOWN(*force) && force->v) || source.arn.len == 0)
        return true;
    TRY(call_lock(c, group));
    TRY(is_gone(c, &source, &gone) && (!gone || has_another(c, group, &source, own, &another)));
    *ret_last = gone && !another;
    if (!*ret_last)
        call_made(c, group, own);
    call_unlock(c, group);
    return true;
}

static const char advice[] =
    "To delete it all the same, set force_destroy = true and apply, then destroy it.";

bool snapshot_plan_destroy(struct call *c, const void *prior)
{
    struct source source = source_of(c, prior);
    bool last;
    TRY(is_last(c, prior, &last));
    if (last)
        call_error(c, "force_destroy", "Last copy of the data",
                   "The %s '%.*s' does not exist any more, and this is its last snapshot. %s",
                   ls_kind_row(source.kind)->noun, STR_ARG(source.name), advice);
    return true;
}

bool snapshot_may_delete(struct call *c, const void *prior)
{
    struct source source = source_of(c, prior);
    bool last;
    TRY(is_last(c, prior, &last));
    if (!last)
        return true;
    fail_at(&c->err, ERR_USER, "force_destroy",
            "the %s '%.*s' does not exist any more, and this is its last snapshot",
            ls_kind_row(source.kind)->noun, STR_ARG(source.name));
    return fail_hint(&c->err, "%s", advice);
}

/* After an import the arguments are what the snapshot was taken of. A snapshot of an attached disk may name the instance, too. */
bool snapshot_fill(struct call *c, const json_t *object, const void *prior, void *state_model)
{
    struct disk_snapshot *state = state_model;
    (void)c;
    (void)object;
    const struct disk_snapshot *before = prior;
    if (!TF_IS_NULL(before->disk_name) || !TF_IS_NULL(before->instance_name))
        return true;
    if (TF_IS_KNOWN(state->from_disk_name))
        state->disk_name = state->from_disk_name;
    else
        state->instance_name = state->from_instance_name;
    return true;
}
