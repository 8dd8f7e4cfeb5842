/*
 * snapshot_copy_source.c — reads the source of a copy in its region. Must not know what happens to a copy. Source:
 * CopySnapshot, GetAutoSnapshots of the API model.
 */
#include "resources/snapshot/snapshot_copy_source.h"

#include "resources/snapshot/auto_source.h"
#include "resources/snapshot/snapshot_find.h"
#include "runtime/region_check.h"

/* The argument `source`; without it: all null. */
static struct auto_source auto_of(const struct snapshot_copy *model)
{
    if (!TF_IS_KNOWN(model->source) || model->source.count == 0)
        return (struct auto_source){0};
    const struct snapshot_copy_source *v = model->source.v;
    return (struct auto_source){v->source_name, v->date, v->latest};
}

void copy_source_validate(struct call *c, const struct snapshot_copy *config)
{
    const struct auto_source source = auto_of(config);
    if (TF_IS_KNOWN(config->source))
        auto_source_validate(c, "source", &source);
}

struct str copy_source_region(const struct call *c, const struct snapshot_copy *model)
{
    if (TF_IS_UNKNOWN(model->source_region))
        return (struct str){NULL, 0};
    return TF_IS_KNOWN(model->source_region) ? model->source_region.v : call_region(c);
}

/* ---- the source ---- */

static struct copy_source named_source(enum ls_kind kind, const json_t *snapshot)
{
    return (struct copy_source){true, kind, ls_copy_source(snapshot)};
}

static struct copy_source automatic_source(const json_t *response, struct str name)
{
    const struct str none = {NULL, 0};
    return ls_auto_snapshot_source(response) == LS_KIND_DISK
               ? (struct copy_source){true, LS_KIND_DISK_SNAPSHOT, {none, name}}
               : (struct copy_source){true, LS_KIND_INSTANCE_SNAPSHOT, {name, none}};
}

/* ---- plan ---- */

static bool is_planned(struct call *c, struct str name, struct copy_source *ret)
{
    for (size_t i = 0; i < 2; i++) {
        if (region_planned(c, snapshot_kinds[i], name)) {
            *ret = (struct copy_source){.is_found = true, .kind = snapshot_kinds[i]};
            return true;
        }
    }
    return false;
}

static bool plan_named(struct call *c, struct str name, struct copy_source *ret)
{
    enum ls_kind kind;
    json_t *snapshot;
    if (is_planned(c, name, ret))
        return true;
    if (!snapshot_find(c, name, false, &kind, &snapshot)) {
        if (!api_done_if_not_found(c))
            return false;
        call_error(c, "source_snapshot_name", "Unknown snapshot",
                   "There is no snapshot '%.*s' in %.*s. Use the name of an existing one, and its region as "
                   "source_region. If this apply creates it, refer to it, so that it is created first: "
                   "source_snapshot_name = lightsail_instance_snapshot.<label>.name.",
                   STR_ARG(name), STR_ARG(call_region(c)));
        return true;
    }
    snapshot_check_ready(c, "source_snapshot_name", kind, snapshot);
    *ret = named_source(kind, snapshot);
    return true;
}

static bool plan_in_region(struct call *c, const struct snapshot_copy *planned, struct copy_source *ret)
{
    const struct auto_source source = auto_of(planned);
    json_t *response;
    if (TF_IS_KNOWN(planned->source_snapshot_name))
        return plan_named(c, planned->source_snapshot_name.v, ret);
    if (!TF_IS_KNOWN(source.source_name) || TF_IS_UNKNOWN(source.date))
        return true;
    TRY(auto_source_plan(c, "source", "instance or disk", &source, &response));
    if (response != NULL)
        *ret = automatic_source(response, source.source_name.v);
    return true;
}

typedef bool in_region(struct call *c, const struct snapshot_copy *model, struct copy_source *ret);

/* Runs with the client of the source region. */
static bool enter(struct call *c, const struct snapshot_copy *model, in_region *run, struct copy_source *ret)
{
    struct ls_client *here = c->client, *there;
    if (!call_client_of(c, copy_source_region(c, model), &there)) {
        ERR_SET(&c->err, attribute, STR("source_region"));
        return false;
    }
    c->client = there;
    bool ok = run(c, model, ret);
    c->client = here;
    return ok;
}

bool copy_source_plan(struct call *c, const struct snapshot_copy *planned, struct copy_source *ret)
{
    *ret = (struct copy_source){.kind = LS_KIND_INSTANCE_SNAPSHOT};
    return c->client == NULL || copy_source_region(c, planned).len == 0 ||
           enter(c, planned, plan_in_region, ret);
}

/* ---- apply ---- */

static bool find_in_region(struct call *c, const struct snapshot_copy *plan, struct copy_source *ret)
{
    const struct auto_source source = auto_of(plan);
    bool is_named = TF_IS_KNOWN(plan->source_snapshot_name);
    enum ls_kind kind;
    json_t *found;
    if (is_named ? snapshot_find(c, plan->source_snapshot_name.v, true, &kind, &found)
                 : auto_source_list(c, source.source_name.v, STR(""), &found)) {
        *ret = is_named ? named_source(kind, found) : automatic_source(found, source.source_name.v);
        return true;
    }
    if (c->err.kind == ERR_NOT_FOUND && is_named)
        c->err.kind = ERR_USER;
    ERR_SET(&c->err, attribute, is_named ? STR("source_snapshot_name") : STR("source"));
    return false;
}

bool copy_source_find(struct call *c, const struct snapshot_copy *plan, struct copy_source *ret)
{
    return enter(c, plan, find_in_region, ret);
}

json_t *copy_source_request(const struct call *c, const struct snapshot_copy *plan)
{
    const struct auto_source source = auto_of(plan);
    json_t *in = json_object();
    json_object_set_new(in, "targetSnapshotName", json_new_str(plan->name.v));
    json_object_set_new(in, "sourceRegion", json_new_str(copy_source_region(c, plan)));
    if (TF_IS_KNOWN(plan->source_snapshot_name)) {
        json_object_set_new(in, "sourceSnapshotName", json_new_str(plan->source_snapshot_name.v));
        return in;
    }
    json_object_set_new(in, "sourceResourceName", json_new_str(source.source_name.v));
    auto_source_request(&source, in);
    return in;
}
