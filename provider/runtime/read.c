/*
 * read.c — refresh, import and data sources: what is there now. Only an explicit "gone" of the resource itself removes it
 * from the state; every other failure keeps what Terraform has. Source: protocol sections 4.5, 4.8 and 4.10.
 */
#include "runtime/engine.h"

void runtime_read(struct runtime *runtime, struct call *c, const struct read_request *in, struct read_response *ret)
{
    *ret = (struct read_response){.state = in->state.msgpack, .private_data = in->private_data};
    const struct resource *resource = engine_resource(runtime, c, in->type_name);
    struct value prior, state;
    if (resource == NULL)
        return;
    const struct object_desc *desc = resource->schema->object;
    if (!engine_decode(c, in->state, desc, "the stored state", &prior) || value_is_null(prior))
        return;
    engine_set_timeout(c, &prior, TIMEOUT_READ);
    void *before = engine_model(c, desc, &prior);
    void *model = engine_model(c, desc, &prior);
    if (before == NULL || model == NULL)
        return;
    if (!resource->read(c, before, model)) {
        engine_report(c, "Error reading", &prior);
        return;
    }
    struct value real = bind_to_value(c->mem, model, desc);
    state = c->gone ? value_null(desc->type) : value_without_unknowns(c->mem, &real);
    struct str encoded;
    if (engine_encode(c, &state, desc, &encoded))
        ret->state = encoded;
}

/* What lives only in Terraform cannot be read: after an import it has its default, so that the first plan is empty. */
static struct value with_local_defaults(struct call *c, const struct object_desc *desc, const struct value *state)
{
    struct value *items = arena_new_array(c->mem, struct value, desc->count);
    for (size_t i = 0; i < desc->count; i++) {
        const struct attr_desc *attr = &desc->attrs[i];
        bool fill = (attr->flags & ATTR_LOCAL) && attr->default_text != NULL && value_is_null(state->items[i]);
        items[i] = fill ? plan_default(c->mem, attr) : state->items[i];
    }
    return value_object(desc->type, items);
}

static bool import_by_identity(struct call *c, const struct schema_desc *schema, struct str id, void *state)
{
    const struct attr_desc *attr = schema->identity_count == 1 ? object_attr(schema->object, str_c(schema->identity[0])) : NULL;
    if (attr == NULL || attr->field != FIELD_STRING)
        return fail(&c->err, ERR_USER, "this resource cannot be imported");
    struct tf_string *field = bind_field(state, attr);
    *field = tf_string(str_copy(c->mem, id));
    return true;
}

void runtime_import(struct runtime *runtime, struct call *c, const struct import_request *in, struct import_response *ret)
{
    *ret = (struct import_response){0};
    const struct resource *resource = engine_resource(runtime, c, in->type_name);
    if (resource == NULL)
        return;
    if (in->id.len == 0) {
        diag_error(c->mem, &c->diags, (struct path){0}, STR("Missing import id"), "Give the name of the %s to import.",
                   resource->schema->type_name);
        return;
    }
    const struct object_desc *desc = resource->schema->object;
    void *model = engine_model(c, desc, NULL);
    bool good = resource->import != NULL ? resource->import(c, in->id, model) : import_by_identity(c, resource->schema, in->id, model);
    if (!good) {
        engine_report(c, str_printf(c->mem, "Cannot import '%.*s' as %s", STR_ARG(in->id), resource->schema->type_name).data, NULL);
        return;
    }
    struct value bound = bind_to_value(c->mem, model, desc);
    struct value state = with_local_defaults(c, desc, &bound);
    ret->has_resource = engine_encode(c, &state, desc, &ret->state);
}

void runtime_read_data(struct runtime *runtime, struct call *c, const struct data_request *in, struct data_response *ret)
{
    *ret = (struct data_response){0};
    const struct data_source *source = engine_data_source(runtime, c, in->type_name);
    struct value config;
    if (source == NULL)
        return;
    const struct object_desc *desc = source->schema->object;
    if (!engine_decode(c, in->config, desc, "the configuration", &config) || value_is_null(config))
        return;
    void *asked = engine_model(c, desc, &config);
    void *model = engine_model(c, desc, &config);
    if (asked == NULL || model == NULL)
        return;
    if (!source->read(c, asked, model)) {
        engine_report(c, "Error reading data source", NULL);
        return;
    }
    struct value answer = bind_to_value(c->mem, model, desc);
    struct value state = value_without_unknowns(c->mem, &answer);
    if (!engine_encode(c, &state, desc, &ret->state))
        *ret = (struct data_response){0};
}
