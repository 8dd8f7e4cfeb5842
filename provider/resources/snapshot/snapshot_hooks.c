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
    if (c->schema->crud->kind == LS_KIND_DATABASE_SNAPSHOT)
        return (struct source){LS_KIND_DATABASE, crud_text(c, model, "from_database_name").v,
                               crud_text(c, model, "from_database_arn").v};
    return (struct source){LS_KIND_INSTANCE, crud_text(c, model, "from_instance_name").v,
                           crud_text(c, model, "from_instance_arn").v};
}

struct deleted {
    struct call *call;
    struct str group;
};

/* Deletions that this run has planned or made count as done. */
static bool is_gone(void *context, struct str arn)
{
    const struct deleted *deleted = context;
    return call_has_made(deleted->call, deleted->group, arn);
}

/* Whether the data also exist elsewhere. A disk snapshot of an instance is one of its system disk. */
static bool has_copy(struct call *c, struct str group, const struct source *of, struct str own, bool *ret)
{
    enum ls_kind kind = c->schema->crud->kind;
    struct deleted deleted = {c, group};
    struct ls_client *there;
    const struct ls_snapshot_last last = {kind == LS_KIND_DISK_SNAPSHOT && of->kind == LS_KIND_INSTANCE
                                              ? &ls_system_disk_snapshot
                                              : ls_snapshot_form(kind),
                                          own,
                                          of->name,
                                          of->arn,
                                          is_gone,
                                          &deleted};
    TRY(api_has_client(c) && call_client_of(c, arn_region(of->arn), &there));
    return ls_snapshot_has_copy(c->client, there, api_scope(c), &last, ret, &c->err);
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
