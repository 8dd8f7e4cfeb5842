/*
 * upgrade.c — stored state of any version to the current schema: fast, local, lossless. Called for every
 * resource in every run, also for the current version. Knows the order of versions; the resources have the
 * typed steps. Source: protocol section 4.4.
 */
#include "runtime/engine.h"
#include "tf/statejson.h"

static void report(struct call *c, const struct err *err)
{
    diag_add_err(c->mem, &c->diags, err,
                 str_printf(c->mem, "Cannot read the stored state of %s", c->schema->type_name));
}

static const struct state_upgrade *step_from(const struct resource *resource, int64_t version)
{
    for (size_t i = 0; i < resource->upgrade_count; i++) {
        if (resource->upgrades[i].from_version == version)
            return &resource->upgrades[i];
    }
    return NULL;
}

static bool run_steps(struct call *c, const struct resource *resource, int64_t version, struct str json,
                      struct value *ret)
{
    const struct state_upgrade *step = step_from(resource, version);
    if (step == NULL)
        return fail(&c->err, ERR_USER, "there is no upgrade from schema version %lld to %lld",
                    (long long)version, (long long)resource->schema->version);
    TRY(statejson_decode(c->mem, json, step->from->type, ret, &c->err));
    for (; version < resource->schema->version; version++) {
        step = step_from(resource, version);
        if (step == NULL)
            return fail(&c->err, ERR_INTERNAL, "the upgrade from schema version %lld is missing",
                        (long long)version);
        void *old_model = arena_alloc(c->mem, step->from->size_bytes),
             *new_model = arena_alloc(c->mem, step->to->size_bytes);
        TRY(bind_to_struct(c->mem, ret, step->from, old_model, &c->err));
        TRY(step->upgrade(c, old_model, new_model));
        *ret = bind_to_value(c->mem, new_model, step->to);
    }
    return true;
}

static struct value by_the_rows(struct call *c, const struct object_desc *desc, const struct value *state);

/* Protocol 3.3: a collection of blocks is empty, never null. */
static struct value block_by_the_rows(struct call *c, const struct attr_desc *attr, const struct value *state)
{
    if (attr->nesting == NESTING_SINGLE)
        return by_the_rows(c, attr->nested, state);
    struct value *items = arena_new_array(c->mem, struct value, state->count);
    for (size_t i = 0; i < state->count; i++)
        items[i] = by_the_rows(c, attr->nested, &state->items[i]);
    if (attr->nesting == NESTING_SET)
        return value_set(c->mem, attr->type, items, state->count);
    if (attr->nesting == NESTING_MAP)
        return value_map(c->mem, attr->type, state->keys, items, state->count);
    return value_list(attr->type, items, state->count);
}

/*
 * What the type alone does not fix: an older build of the same version may not have had such a block, and a
 * Terraform without write-only arguments may have stored one.
 */
static struct value by_the_rows(struct call *c, const struct object_desc *desc, const struct value *state)
{
    if (!value_is_known(*state))
        return *state;
    struct value *items = arena_new_array(c->mem, struct value, desc->count);
    for (size_t i = 0; i < desc->count; i++) {
        const struct attr_desc *attr = &desc->attrs[i];
        items[i] = (attr->flags & ATTR_WRITE_ONLY) ? value_null(attr->type)
                   : (attr->flags & ATTR_BLOCK)    ? block_by_the_rows(c, attr, &state->items[i])
                                                   : state->items[i];
    }
    return value_object(desc->type, items);
}

static bool decode_any_version(struct call *c, const struct resource *resource,
                               const struct upgrade_request *in, struct value *ret)
{
    const struct schema_desc *schema = resource->schema;
    if (in->json.len == 0 && in->has_flatmap)
        return fail(&c->err, ERR_USER,
                    "the state has the format of Terraform 0.11 or older, which this provider never wrote");
    if (in->json.len == 0)
        return fail(&c->err, ERR_PROTOCOL, "Terraform sent no stored state");
    if (in->version > schema->version) {
        fail(&c->err, ERR_USER,
             "the state was written by a newer version of the provider (schema version %lld, this one "
             "supports %lld)",
             (long long)in->version, (long long)schema->version);
        return fail_hint(&c->err, "Install the newer version of the provider again.");
    }
    if (in->version == schema->version)
        return statejson_decode(c->mem, in->json, schema->object->type, ret, &c->err);
    return run_steps(c, resource, in->version, in->json, ret);
}

void runtime_upgrade(struct runtime *runtime, struct call *c, const struct upgrade_request *in,
                     struct upgrade_response *ret)
{
    *ret = (struct upgrade_response){0};
    const struct resource *resource = engine_resource(runtime, c, in->type_name);
    struct value state;
    if (resource == NULL)
        return;
    if (!decode_any_version(c, resource, in, &state)) {
        report(c, &c->err);
        return;
    }
    if (value_is_null(state)) {
        /* Null would mean to Terraform that the object does not exist, and Terraform would create a second
         * one. */
        fail(&c->err, ERR_PROTOCOL, "the stored state is null");
        report(c, &c->err);
        return;
    }
    struct value complete = by_the_rows(c, resource->schema->object, &state);
    struct value local = engine_local_defaults(c, resource->schema->object, &complete);
    struct value in_region = engine_with_region_if_null(c, &local, engine_state_region(&local));
    struct value upgraded = engine_with_id(c, &in_region);
    if (!engine_encode(c, &upgraded, resource->schema->object, &ret->state))
        *ret = (struct upgrade_response){0};
}
