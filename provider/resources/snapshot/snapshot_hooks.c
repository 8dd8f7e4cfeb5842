/*
 * snapshot_hooks.c — what snapshots share: their source, and that the last copy of its data is not deleted
 * without force_destroy. Must not know how they are created.
 */
#include "gen/disk_snapshot.h"
#include "resources/snapshot/snapshot_find.h"
#include "runtime/arn.h"

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

/* In the region of the call. Deletions that this run has planned or made count as done. */
static bool has_another(struct call *c, struct str group, const struct source *of, struct str own, bool *ret)
{
    const struct ls_kind_row *row = ls_kind_row(c->schema->crud->kind);
    const char *from = of->kind == LS_KIND_DISK ? "fromDiskArn" : "fromInstanceArn";
    json_t *items;
    *ret = false;
    TRY(api_list(c, row->list, NULL, row->items, &items));
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *other = json_array_get(items, i);
        struct str arn = json_member_text(other, "arn");
        *ret |= snapshot_is_ready(other) && str_eq(json_member_text(other, from), of->arn) &&
                !str_eq(arn, own) && !call_has_made(c, group, arn);
    }
    return true;
}

static bool has_source(struct call *c, const struct source *of, bool *ret)
{
    json_t *object;
    *ret = api_find(c, of->kind, of->name, of->arn, &object);
    return *ret || api_done_if_not_found(c);
}

/* Whether the data also exist elsewhere: the source exists, or another snapshot of it. A copy may be in another
 * region than its source. */
static bool has_copy(struct call *c, struct str group, const struct source *of, struct str own, bool *ret)
{
    struct ls_client *here = c->client, *there;
    TRY(call_client_of(c, arn_region(of->arn), &there));
    c->client = there;
    bool ok = has_source(c, of, ret) && (*ret || there == here || has_another(c, group, of, own, ret));
    c->client = here;
    return ok && (*ret || has_another(c, group, of, own, ret));
}

bool snapshot_may_delete(struct call *c, const void *prior)
{
    const struct tf_bool *force = crud_field(c, prior, "force_destroy");
    struct source source = source_of(c, prior);
    struct str group = str_printf(c->mem, "deleted snapshots of %.*s", STR_ARG(source.arn)),
               own = crud_text(c, prior, "arn").v;
    bool copy;
    if ((TF_IS_KNOWN(*force) && force->v) || source.arn.len == 0)
        return true;
    TRY(call_lock(c, group) && has_copy(c, group, &source, own, &copy));
    if (copy)
        call_made(c, group, own); /* from now on it counts as deleted */
    call_unlock(c, group);
    if (copy)
        return true;
    fail_at(&c->err, ERR_USER, "force_destroy",
            "the %s '%.*s' no longer exists, and this is its last snapshot", ls_kind_row(source.kind)->noun,
            STR_ARG(source.name));
    return fail_hint(&c->err, "To delete it anyway, set force_destroy = true and apply, then destroy it.");
}

/* After an import the arguments are the source of the snapshot. A snapshot of an attached disk may also
 * name the instance. */
bool snapshot_fill(struct call *c, const json_t *object, const void *prior, void *state_model)
{
    struct disk_snapshot *state = state_model;
    const struct disk_snapshot *before = prior;
    (void)c, (void)object;
    if (TF_IS_NULL(before->disk_name) && TF_IS_NULL(before->instance_name)) {
        state->disk_name = state->from_disk_name;
        state->instance_name = TF_IS_KNOWN(state->from_disk_name) ? before->instance_name
                                                                  : state->from_instance_name;
    }
    return true;
}
