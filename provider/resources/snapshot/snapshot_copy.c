/*
 * snapshot_copy.c — lightsail_snapshot_copy: a copy of an instance snapshot or of a disk snapshot. Knows that a copy
 * is of one of two kinds; must not know how the source is found (snapshot_copy_source.c).
 */
#include "resources/catalogue/name_check.h"
#include "resources/snapshot/snapshot_copy_source.h"
#include "resources/snapshot/snapshot_find.h"
#include "runtime/arn.h"
#include "runtime/busy.h"
#include "runtime/crud.h"
#include "runtime/region_check.h"
#include "runtime/tags.h"

bool snapshot_may_delete(struct call *c, const void *prior);

/* ---- kinds ---- */

static const char *const available[] = {"available", NULL}, *const completed[] = {"completed", NULL},
                         *const failed[] = {"error", NULL};

/* What the two kinds have different in the common life cycle (crud.h). */
static const struct crud of_instance = {
    .kind = LS_KIND_INSTANCE_SNAPSHOT,
    .remove = {.op = OP_DELETE_INSTANCE_SNAPSHOT},
    .goal = "instance snapshot ready",
    .gone = "instance snapshot gone",
    .ready_at = "state",
    .ready = available,
    .failed = failed,
    .may_delete = snapshot_may_delete,
};
static const struct crud of_disk = {
    .kind = LS_KIND_DISK_SNAPSHOT,
    .remove = {.op = OP_DELETE_DISK_SNAPSHOT},
    .goal = "disk snapshot ready",
    .gone = "disk snapshot gone",
    .ready_at = "state",
    .ready = completed,
    .failed = failed,
    .may_delete = snapshot_may_delete,
};

/* For the rest of the call, the type has the life cycle of a kind. */
static void become(struct call *c, enum ls_kind kind)
{
    struct schema_desc *schema = arena_new_object(c->mem, struct schema_desc);
    memcpy(schema, c->schema, sizeof *schema);
    schema->crud = kind == LS_KIND_DISK_SNAPSHOT ? &of_disk : &of_instance;
    c->schema = schema;
}

/* False for a state that AWS has not completed: after an import, or an interrupted creation. */
static bool kind_of(const struct snapshot_copy *state, enum ls_kind *ret)
{
    *ret = TF_IS_KNOWN(state->resource_type) &&
                   str_eqc(state->resource_type.v, ls_kind_row(LS_KIND_DISK_SNAPSHOT)->arn_type)
               ? LS_KIND_DISK_SNAPSHOT
               : LS_KIND_INSTANCE_SNAPSHOT;
    return TF_IS_KNOWN(state->resource_type);
}

/* ---- validate, plan ---- */

static bool validate(struct call *c, const void *config_model)
{
    const struct snapshot_copy *config = config_model;
    tags_validate(c, "tags", &config->tags);
    copy_source_validate(c, config);
    return true;
}

static bool same_source(const struct snapshot_copy *a, const struct snapshot_copy *b)
{
    if (a->source.is != b->source.is || !TF_IS_KNOWN(a->source))
        return a->source.is == b->source.is && !TF_IS_UNKNOWN(a->source);
    const struct snapshot_copy_source *x = a->source.v, *y = b->source.v;
    return tf_string_equal(x->source_name, y->source_name) && tf_string_equal(x->date, y->date);
}

/* An import does not know the source: then the arguments are only stored. */
static void plan_replacement(struct call *c, struct plan *plan)
{
    const struct snapshot_copy *prior = plan->prior, *planned = plan->planned;
    struct str before = copy_source_region(c, prior), after = copy_source_region(c, planned);
    if (TF_IS_NULL(prior->source_snapshot_name) && TF_IS_NULL(prior->source))
        return;
    if (!str_eq(before, after))
        plan_replace(plan, STR("source_region"));
    if (!tf_string_equal(prior->source_snapshot_name, planned->source_snapshot_name))
        plan_replace(plan, STR("source_snapshot_name"));
    if (!same_source(prior, planned))
        plan_replace(plan, STR("source"));
}

static bool modify_plan(struct call *c, struct plan *plan)
{
    struct snapshot_copy *planned = plan->planned;
    struct copy_source source = {.kind = LS_KIND_INSTANCE_SNAPSHOT};
    tags_plan(c, &planned->tags, &planned->tags_all);
    if (plan->prior != NULL) {
        plan_replacement(c, plan);
        source.is_found = kind_of(plan->prior, &source.kind);
    } else if (!plan->is_final) {
        TRY(copy_source_plan(c, planned, &source));
    }
    /* References to this name count as right when the copy may be of their kind. */
    if (!source.is_found)
        region_note(c, LS_KIND_DISK_SNAPSHOT, planned->name);
    return name_check(c, plan, source.kind, planned->name);
}

static bool plan_destroy(struct call *c, const void *prior)
{
    enum ls_kind kind;
    if (!kind_of(prior, &kind))
        return true;
    become(c, kind);
    return crud_plan_destroy(c, prior);
}

/* ---- create ---- */

struct request {
    const struct snapshot_copy *plan;
    struct snapshot_copy *state;
    struct ls_effect effect;
};

static bool send(struct call *c, json_t *in, const void *context, json_t **ret_response)
{
    const struct request *request = context;
    return api_create_begin(c, OP_COPY_SNAPSHOT, in, request->plan, request->state, &request->effect,
                            ret_response);
}

/* The request of a copy has no tags. */
static bool tag(struct call *c, const struct snapshot_copy *plan, struct snapshot_copy *state)
{
    const struct tf_strings before = state->tags_all;
    TRY(tags_update(c, plan->name.v, &before, &plan->tags_all, &state->tags_all));
    state->tags = plan->tags;
    return true;
}

static bool create(struct call *c, const void *plan_model, void *state_model)
{
    const struct snapshot_copy *plan = plan_model;
    struct snapshot_copy *state = state_model;
    struct copy_source source;
    json_t *response, *object = NULL;
    TRY(copy_source_find(c, plan, &source));
    become(c, source.kind);
    const struct request request = {plan,
                                    state,
                                    {LS_CREATED, source.kind, .name = plan->name.v, .shows = ls_copy_shows,
                                     .context = &source.from}};
    TRY(busy_send(c, copy_source_request(c, plan), send, &request, &response));
    bool is_ready = crud_wait_ready(c, plan->name.v, response, &object);
    if (object != NULL)
        TRY(crud_fill(c, object, plan, state));
    return is_ready ? tag(c, plan, state) : crud_leave_in_transition(c, plan->name.v);
}

/* ---- read, update, destroy, import ---- */

static bool read(struct call *c, const void *prior, void *state)
{
    enum ls_kind kind;
    bool is_known = kind_of(prior, &kind);
    become(c, kind);
    TRY(crud_read(c, prior, state));
    if (is_known || !c->gone)
        return true;
    c->gone = false;
    become(c, LS_KIND_DISK_SNAPSHOT);
    return crud_read(c, prior, state);
}

static bool update(struct call *c, const void *prior, const void *plan, void *state)
{
    enum ls_kind kind;
    kind_of(prior, &kind);
    become(c, kind);
    return crud_update(c, prior, plan, state);
}

/* A copy whose kind is not known yet: the request for the wrong kind finds nothing. */
static bool destroy(struct call *c, const void *prior)
{
    enum ls_kind kind;
    bool is_known = kind_of(prior, &kind);
    become(c, kind);
    TRY(crud_destroy(c, prior));
    if (is_known)
        return true;
    become(c, LS_KIND_DISK_SNAPSHOT);
    return crud_destroy(c, prior);
}

static bool import(struct call *c, struct str id, void *state)
{
    bool is_disk = str_eqc(arn_type(id), ls_kind_row(LS_KIND_DISK_SNAPSHOT)->arn_type);
    become(c, is_disk ? LS_KIND_DISK_SNAPSHOT : LS_KIND_INSTANCE_SNAPSHOT);
    return crud_import(c, id, state);
}

const struct resource snapshot_copy_resource = {
    .schema = &snapshot_copy_schema,
    .validate = validate,
    .modify_plan = modify_plan,
    .plan_destroy = plan_destroy,
    .create = create,
    .read = read,
    .update = update,
    .destroy = destroy,
    .import = import,
};
