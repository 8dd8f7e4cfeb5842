/*
 * read.c — refresh, import and data sources. Only an explicit "not found" of the resource itself removes it
 * from the state; after every other failure the state is kept. Source: protocol sections 4.5, 4.8 and 4.10.
 */
#include "runtime/engine.h"

struct value engine_local_defaults(struct call *c, const struct object_desc *desc, const struct value *state)
{
    struct value *items = arena_new_array(c->mem, struct value, desc->count);
    for (size_t i = 0; i < desc->count; i++) {
        const struct attr_desc *attr = &desc->attrs[i];
        bool fill = (attr->flags & ATTR_LOCAL) && attr->default_text != NULL &&
                    value_is_null(state->items[i]);
        items[i] = fill ? plan_default(c->mem, attr) : state->items[i];
    }
    return value_object(desc->type, items);
}

/* An object that was searched in another region than its own is not gone. If it were removed from the
 * state, the next apply would create a second one. */
static bool is_elsewhere(struct call *c, const struct value *prior)
{
    struct str region = engine_state_region(prior);
    if (c->provider == NULL || region.len == 0 || str_eq(region, call_region(c)))
        return false;
    diag_error(c->mem, &c->diags, (struct path){0}, STR("Wrong region"),
               "The ARN in the state says that this %s is in the region '%.*s', but the region in the state "
               "is '%.*s', where it was not found. Remove it from the state and import it again.",
               c->schema->type_name, STR_ARG(region), STR_ARG(call_region(c)));
    return true;
}

static bool read_once(struct call *c, const struct resource *resource, const struct value *prior,
                      struct value *ret_state)
{
    const struct object_desc *desc = resource->schema->object;
    void *before = engine_model(c, desc, prior), *model = engine_model(c, desc, prior);
    c->gone = false;
    TRY(before != NULL && model != NULL && resource->read(c, before, model));
    struct value real = given_read(c->mem, desc, prior, before, model);
    struct value there = value_without_unknowns(c->mem, &real);
    struct value in_region = engine_with_region(c, &there);
    *ret_state = c->gone ? value_null(desc->type) : engine_with_id(c, &in_region);
    return true;
}

/* Whether a read shows the values of the state in all attributes that a configuration can set, including
 * the default tags of the provider. */
static bool shows(const struct object_desc *desc, const struct value *state, const struct value *prior)
{
    if (value_is_null(*state))
        return false;
    for (size_t i = 0; i < desc->count; i++) {
        bool is_set = (desc->attrs[i].flags & (ATTR_REQUIRED | ATTR_OPTIONAL)) ||
                      str_eqc(desc->attrs[i].name, "tags_all");
        if (is_set && !(desc->attrs[i].flags & ATTR_LOCAL) &&
            !value_equal(&state->items[i], &prior->items[i]))
            return false;
    }
    return true;
}

/*
 * A change that this configuration made within the last minutes may not be visible yet. A read that differs,
 * with old values or no object, is repeated for as long as reads may lag before it is believed.
 */
static bool read_surely(struct call *c, const struct resource *resource, const struct value *prior,
                        struct str private_data, struct value *ret_state)
{
    TRY(read_once(c, resource, prior, ret_state));
    if (!engine_is_recent(c, private_data))
        return true;
    int64_t end_ms = clock_monotonic_ms() + ls_client_read_lag_ms(c->client);
    struct ls_poll poll = ls_poll_begin(c->client);
    const struct aws_scope scope = {c->mem, &c->deadline};
    c->is_again = true;
    /* The last read must begin after the lag has ended, because an earlier one may have taken long. */
    for (bool is_last = false; !is_last && !shows(resource->schema->object, ret_state, prior);) {
        c->diags = (struct diagnostics){0};
        TRY(ls_poll_wait(&poll, &scope, &c->err));
        is_last = clock_monotonic_ms() >= end_ms;
        TRY(read_once(c, resource, prior, ret_state));
    }
    return true;
}

void runtime_read(struct runtime *runtime, struct call *c, const struct read_request *in,
                  struct read_response *ret)
{
    *ret = (struct read_response){.state = in->state.msgpack,
                                  .private_data = in->private_data,
                                  .identity = in->identity};
    const struct resource *resource = engine_resource(runtime, c, in->type_name);
    struct value prior, state;
    if (resource == NULL)
        return;
    ret->is_deferred = engine_defers(runtime, c, in->deferral_allowed);
    if (!ret->is_deferred && !engine_is_ready(c))
        return;
    const struct object_desc *desc = resource->schema->object;
    if (!engine_decode(c, in->state, desc, "the stored state", &prior))
        return;
    /* A missing object is reported in the same way, whichever form the ID had. */
    if (value_is_null(prior) || ret->is_deferred) {
        if (!engine_encode(c, &prior, desc, &ret->state))
            ret->state = in->state.msgpack;
        return;
    }
    engine_set_timeout(c, &prior, TIMEOUT_READ);
    if (!engine_enter_state_region(c, &prior, engine_identity_region(runtime, c, resource, in->identity)))
        return;
    if (!read_surely(c, resource, &prior, in->private_data, &state)) {
        engine_report(c, "Cannot read", &prior);
        return;
    }
    if (value_is_null(state) && is_elsewhere(c, &prior))
        return;
    struct str encoded;
    if (!engine_encode(c, &state, desc, &encoded))
        return;
    engine_saw_account(c, &state);
    if (engine_refuse_account(c, &prior))
        return;
    ret->state = encoded;
    ret->identity = engine_identity(runtime, c, resource, &state, in->identity);
    engine_saw_read(c, &state);
}

/* The import ID of most resources: their only identity attribute. */
static bool import_by_id(struct call *c, const struct resource *resource, struct str id, void *state)
{
    const struct schema_desc *schema = resource->schema;
    if (resource->import != NULL)
        return resource->import(c, id, state);
    const struct attr_desc *attr = schema->identity_count == 1
                                       ? object_attr(schema->object, str_c(schema->identity[0]))
                                       : NULL;
    if (attr == NULL || attr->field != FIELD_STRING)
        return fail(&c->err, ERR_USER, "this resource cannot be imported");
    struct tf_string *field = bind_field(state, attr);
    *field = tf_string(str_copy(c->mem, id));
    return true;
}

static void *import_identity(struct runtime *runtime, struct call *c, const struct resource *resource,
                             struct identity given)
{
    struct value identity;
    const struct object_desc *desc = resource->schema->object;
    if (!engine_import_identity(runtime, c, resource, given, &identity))
        return NULL;
    struct value *items = arena_new_array(c->mem, struct value, desc->count);
    for (size_t i = 0; i < desc->count; i++) {
        const struct value *v = value_member(&identity, desc->attrs[i].name);
        bool empty_block = (desc->attrs[i].flags & ATTR_BLOCK) && desc->attrs[i].nesting != NESTING_SINGLE;
        items[i] = v != NULL     ? *v
                   : empty_block ? value_list(desc->attrs[i].type, NULL, 0)
                                 : value_null(desc->attrs[i].type);
    }
    struct value state = value_object(desc->type, items);
    return engine_model(c, desc, &state);
}

static void *import_id(struct call *c, const struct resource *resource, struct str given)
{
    const char *type_name = resource->schema->type_name;
    struct str id, region = engine_import_region(c, given, &id);
    if (!engine_enter_region(c, region))
        return NULL;
    void *model = engine_model(c, resource->schema->object, NULL);
    if (id.len == 0)
        diag_error(c->mem, &c->diags, (struct path){0}, STR("Missing import ID"),
                   "Give the name of the %s to import.", type_name);
    else if (!import_by_id(c, resource, id, model))
        engine_report(c, str_printf(c->mem, "Cannot import '%.*s' as %s", STR_ARG(id), type_name).data, NULL);
    return c->diags.error_count == 0 ? model : NULL;
}

void runtime_import(struct runtime *runtime, struct call *c, const struct import_request *in,
                    struct import_response *ret)
{
    *ret = (struct import_response){.has_resource = false};
    const struct resource *resource = engine_resource(runtime, c, in->type_name);
    if (resource == NULL)
        return;
    ret->is_deferred = engine_defers(runtime, c, in->deferral_allowed);
    if (ret->is_deferred || !engine_is_ready(c))
        return;
    engine_set_timeout(c, NULL, TIMEOUT_READ);
    const struct object_desc *desc = resource->schema->object;
    void *model = in->identity.given ? import_identity(runtime, c, resource, in->identity)
                                     : import_id(c, resource, in->id);
    if (model == NULL)
        return;
    struct value bound = bind_to_value(c->mem, model, desc);
    struct value complete = engine_local_defaults(c, desc, &bound);
    struct value in_region = engine_with_region(c, &complete);
    struct value state = engine_with_id(c, &in_region);
    ret->has_resource = engine_encode(c, &state, desc, &ret->state);
    ret->identity = engine_identity(runtime, c, resource, &state, in->identity);
}

void runtime_read_data(struct runtime *runtime, struct call *c, const struct data_request *in,
                       struct data_response *ret)
{
    *ret = (struct data_response){0};
    const struct data_source *source = engine_data_source(runtime, c, in->type_name);
    struct value config;
    if (source == NULL)
        return;
    ret->is_deferred = engine_defers(runtime, c, in->deferral_allowed);
    if (!ret->is_deferred && !engine_is_ready(c))
        return;
    const struct object_desc *desc = source->schema->object;
    void *asked = engine_asked(c, in->config, source->validate, &config);
    if (asked == NULL || value_is_null(config))
        return;
    if (ret->is_deferred) {
        struct value later = engine_predict(c, desc, &config);
        if (!engine_encode(c, &later, desc, &ret->state))
            *ret = (struct data_response){0};
        return;
    }
    engine_set_timeout(c, &config, TIMEOUT_READ);
    if (!engine_enter_config_region(c, &config))
        return;
    void *model = engine_model(c, desc, &config);
    if (!source->read(c, asked, model)) {
        engine_report(c, "Cannot read data source", NULL);
        return;
    }
    struct value answer = bind_to_value(c->mem, model, desc);
    struct value found = value_without_unknowns(c->mem, &answer);
    struct value in_region = engine_with_region(c, &found);
    struct value state = engine_with_id(c, &in_region);
    if (!engine_encode(c, &state, desc, &ret->state))
        *ret = (struct data_response){0};
}
