/*
 * apply.c — create, update or delete, and what to store afterwards in each case: an object that exists is
 * never missing from the state. Knows Terraform's rules for apply; must not know any resource. Source:
 * protocol section 4.7.
 */
#include "runtime/engine.h"

struct change {
    const struct resource *resource;
    const struct object_desc *desc;
    struct value prior, planned;
};

/* Whether the resource reported that the object exists: one of its identity attributes is set. */
static bool is_real(const struct change *change, const struct value *state)
{
    for (size_t i = 0; i < change->resource->schema->identity_count; i++) {
        const struct value *v = value_member(state, str_c(change->resource->schema->identity[i]));
        if (v != NULL && value_is_known(*v))
            return true;
    }
    return false;
}

/* After a failure: what AWS reported, else what was planned and known, because the operation continues. */
static struct value partial_state(struct call *c, const struct change *change, const struct value *actual)
{
    struct value *items = arena_new_array(c->mem, struct value, change->desc->count);
    for (size_t i = 0; i < change->desc->count; i++) {
        const struct attr_desc *attr = &change->desc->attrs[i];
        const struct value *real = &actual->items[i], *plan = &change->planned.items[i];
        items[i] = (attr->flags & ATTR_WRITE_ONLY) ? value_null(attr->type)
                   : !value_is_null(*real)         ? value_without_unknowns(c->mem, real)
                                                   : value_without_unknowns(c->mem, plan);
    }
    return value_object(change->desc->type, items);
}

static struct value create(struct call *c, const struct change *change)
{
    engine_set_timeout(c, &change->planned, TIMEOUT_CREATE);
    void *plan = engine_model(c, change->desc, &change->planned);
    void *state = engine_model(c, change->desc, NULL);
    if (plan == NULL)
        return value_null(change->desc->type);
    bool good = change->resource->create(c, plan, state);
    struct value actual = bind_to_value(c->mem, state, change->desc);
    if (good)
        return laws_final_state(c, change->desc, NULL, &change->planned, &actual);
    engine_report(c, "Cannot create", &change->planned);
    return is_real(change, &actual) ? partial_state(c, change, &actual) : value_null(change->desc->type);
}

static struct value update(struct call *c, const struct change *change)
{
    engine_set_timeout(c, &change->planned, TIMEOUT_UPDATE);
    void *prior = engine_model(c, change->desc, &change->prior);
    void *plan = engine_model(c, change->desc, &change->planned);
    void *state = engine_model(c, change->desc, &change->prior);
    if (prior == NULL || plan == NULL || state == NULL)
        return change->prior;
    bool good = change->resource->update == NULL || change->resource->update(c, prior, plan, state);
    struct value actual = bind_to_value(c->mem, state, change->desc);
    if (!good) {
        engine_report(c, "Cannot update", &change->prior);
        return value_without_unknowns(c->mem, &actual);
    }
    return laws_final_state(c, change->desc, &change->prior, &change->planned, &actual);
}

static struct value destroy(struct call *c, const struct change *change)
{
    engine_set_timeout(c, &change->prior, TIMEOUT_DELETE);
    void *prior = engine_model(c, change->desc, &change->prior);
    if (prior == NULL || engine_refuse_deletion(c, &change->prior, "This apply"))
        return change->prior;
    if (change->resource->destroy(c, prior))
        return value_null(change->desc->type);
    engine_report(c, "Cannot delete", &change->prior);
    return change->prior;
}

/* The configuration is for write-only arguments only. Everything else comes from the plan, because
 * ignore_changes makes them differ. */
static bool decode_write_only(struct call *c, const struct change *change, struct dynamic_value config)
{
    struct value value;
    TRY(engine_decode(c, config, change->desc, "the configuration", &value));
    c->config = engine_model(c, change->desc, &value);
    return c->config != NULL;
}

/*
 * AWS may report values that no state can hold (bytes that are not text). That is an error, but it must not
 * orphan a new object: the planned values are stored, and identify it.
 */
static bool encode_state(struct call *c, const struct change *change, struct value *state,
                         struct str *ret_state)
{
    struct str encoded;
    bool good = engine_encode(c, state, change->desc, &encoded);
    if (!good && value_is_known(*state) && value_is_null(change->prior)) {
        struct value planned = value_without_unknowns(c->mem, &change->planned);
        struct value in_region = engine_with_region_if_null(c, &planned, call_region(c));
        *state = engine_with_id(c, &in_region);
        good = engine_encode(c, state, change->desc, &encoded);
    }
    if (good)
        *ret_state = encoded;
    return good;
}

void runtime_apply(struct runtime *runtime, struct call *c, const struct apply_request *in,
                   struct apply_response *ret)
{
    /* Until better values are known, the state of Terraform is kept. */
    *ret = (struct apply_response){.state = in->prior.msgpack,
                                   .private_data = in->planned_private,
                                   .identity = in->planned_identity};
    const struct resource *resource = engine_resource(runtime, c, in->type_name);
    engine_applies(c);
    if (resource == NULL || !engine_is_ready(c))
        return;
    struct change change = {.resource = resource, .desc = resource->schema->object};
    if (!engine_decode(c, in->prior, change.desc, "the prior state", &change.prior) ||
        !engine_decode(c, in->planned, change.desc, "the planned state", &change.planned))
        return;
    bool has_prior = value_is_known(change.prior), has_plan = value_is_known(change.planned);
    if (!has_prior && !has_plan)
        return;
    if (!engine_enter_state_region(c, has_plan ? &change.planned : &change.prior,
                                   engine_identity_region(runtime, c, resource, in->planned_identity)))
        return;
    if (has_plan ? !decode_write_only(c, &change, in->config)
                 : engine_refuse_other_home(c, in->planned_private))
        return;
    c->is_deletion = !has_plan && engine_private_is_deletion(c, in->planned_private);
    struct walk *walk = c->provider != NULL ? c->provider->walk : NULL;
    if (walk != NULL)
        walk_applies(walk);
    struct value state = !has_prior  ? create(c, &change)
                         : !has_plan ? destroy(c, &change)
                                     : update(c, &change);
    if (walk != NULL)
        walk_applied(walk);
    struct value in_region = engine_with_region_if_null(c, &state, call_region(c));
    struct value located = engine_with_id(c, &in_region);
    if (!encode_state(c, &change, &located, &ret->state))
        return;
    if (c->diags.error_count == 0)
        engine_saw_account(c, &located);
    if (!value_is_null(state))
        ret->private_data = engine_private_written(c, in->planned_private);
    ret->identity = engine_identity(runtime, c, resource, &located, in->planned_identity);
}
