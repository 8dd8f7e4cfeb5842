/*
 * runtime.c — the state of the runtime: registry, stop signal, the published provider; the beginning and end
 * of a call. Knows lifetimes; must not know what a call does.
 */
#include "runtime/runtime.h"

#include "runtime/engine.h"
#include "tf/msgpack.h"
#include "tf/pattern.h"
#include "tf/statejson.h"

struct provider_list {
    struct provider_list *next;
    struct provider *provider;
};

struct runtime *runtime_new(const struct registry *registry)
{
    struct arena *mem = arena_new();
    struct runtime *runtime = arena_new_object(mem, struct runtime);
    runtime->mem = mem;
    runtime->registry = registry;
    stop_init(&runtime->stop);
    pthread_mutex_init(&runtime->lock, NULL);
    return runtime;
}

static void provider_free(struct provider *provider)
{
    ls_client_free(provider->client);
    keylock_free(provider->locks);
    walk_free(provider->walk);
    arena_free(provider->mem);
}

void runtime_free(struct runtime *runtime)
{
    for (struct provider_list *entry = runtime->published; entry != NULL;) {
        struct provider_list *next = entry->next;
        provider_free(entry->provider); /* the entry lives in its arena */
        entry = next;
    }
    pthread_mutex_destroy(&runtime->lock);
    stop_destroy(&runtime->stop);
    arena_free(runtime->mem); /* the runtime itself is allocated in it */
}

const struct registry *runtime_registry(const struct runtime *runtime)
{
    return runtime->registry;
}

void runtime_stop(struct runtime *runtime)
{
    stop_fire(&runtime->stop);
}

struct call *runtime_call_begin(struct runtime *runtime)
{
    struct arena *mem = arena_new();
    struct call *c = arena_new_object(mem, struct call);
    c->mem = mem;
    c->deadline = deadline_begin(&runtime->stop, -1);
    c->deadline.cancelled = &c->cancelled;
    c->step = TIMEOUT_READ;
    c->provider = atomic_load(&runtime->provider);
    c->client = c->provider != NULL ? c->provider->client : NULL;
    return c;
}

void runtime_call_end(struct call *c)
{
    while (c->locks_held > 0)
        call_unlock(c, c->lock_keys[c->locks_held - 1]);
    arena_free(c->mem);
}

void runtime_call_cancel(struct call *c)
{
    atomic_store(&c->cancelled, true);
    stop_wake(c->deadline.stop);
}

/* ---- finding a schema ---- */

const struct resource *engine_resource(struct runtime *runtime, struct call *c, struct str type_name)
{
    const struct registry *registry = runtime->registry;
    for (size_t i = 0; i < registry->resource_count; i++) {
        if (str_eqc(type_name, registry->resources[i]->schema->type_name)) {
            c->schema = registry->resources[i]->schema;
            return registry->resources[i];
        }
    }
    diag_error(c->mem, &c->diags, (struct path){0}, STR("Unknown resource type"),
               "This provider has no resource type '%.*s'.", STR_ARG(type_name));
    return NULL;
}

const struct data_source *engine_data_source(struct runtime *runtime, struct call *c, struct str type_name)
{
    const struct registry *registry = runtime->registry;
    for (size_t i = 0; i < registry->data_source_count; i++) {
        if (str_eqc(type_name, registry->data_sources[i]->schema->type_name)) {
            c->schema = registry->data_sources[i]->schema;
            return registry->data_sources[i];
        }
    }
    diag_error(c->mem, &c->diags, (struct path){0}, STR("Unknown data source"),
               "This provider has no data source '%.*s'.", STR_ARG(type_name));
    return NULL;
}

/* ---- decoding and encoding ---- */

bool engine_decode(struct call *c, struct dynamic_value in, const struct object_desc *desc, const char *what,
                   struct value *ret)
{
    struct err err = {0};
    if (in.msgpack.len == 0 && in.json.len == 0) {
        *ret = value_null(desc->type);
        return true;
    }
    bool good = in.msgpack.len > 0 ? msgpack_decode(c->mem, in.msgpack, desc->type, ret, &err)
                                   : statejson_decode(c->mem, in.json, desc->type, ret, &err);
    if (good)
        return true;
    diag_add_err(c->mem, &c->diags, &err, str_printf(c->mem, "Cannot decode %s that Terraform sent", what));
    return false;
}

bool engine_encode(struct call *c, const struct value *value, const struct object_desc *desc, struct str *ret)
{
    struct err err = {0};
    if (msgpack_encode(c->mem, value, desc->type, ret, &err))
        return true;
    diag_add_err(c->mem, &c->diags, &err, str_printf(c->mem, "Cannot encode %s", c->schema->type_name));
    return false;
}

void *engine_model(struct call *c, const struct object_desc *desc, const struct value *value)
{
    void *model = arena_alloc(c->mem, desc->size_bytes);
    struct err err = {0};
    struct value given = value != NULL ? given_object(c->mem, desc, value) : value_null(desc->type);
    if (value_is_null(given) || bind_to_struct(c->mem, &given, desc, model, &err))
        return model;
    diag_add(c->mem, &c->diags, DIAG_ERROR, engine_path(c, path_parse(c->mem, str_c(err.attribute))),
             STR("Invalid value"), str_c(err.text));
    return NULL;
}

/* ---- ConfigureProvider ---- */

static void publish(struct runtime *runtime, struct provider *provider)
{
    struct provider_list *entry = arena_new_object(provider->mem, struct provider_list);
    entry->provider = provider;
    pthread_mutex_lock(&runtime->lock);
    entry->next = runtime->published;
    runtime->published = entry;
    runtime->moved = NULL; /* Moves come before the configuration; later moves belong to another run. */
    pthread_mutex_unlock(&runtime->lock);
    atomic_store(&runtime->provider, provider);
}

void runtime_configure(struct runtime *runtime, struct call *c, const struct configure_request *in)
{
    const struct provider_type *type = runtime->registry->provider;
    struct value value;
    c->schema = type->schema;
    if (!engine_decode(c, in->config, type->schema->object, "the provider configuration", &value))
        return;
    void *model = engine_model(c, type->schema->object, &value);
    if (model == NULL)
        return;
    struct arena *mem = arena_new();
    struct provider *provider = arena_new_object(mem, struct provider);
    provider->mem = mem;
    provider->locks = keylock_new();
    provider->walk = walk_new();
    provider->terraform_version = str_copy(mem, in->terraform_version);
    if (type->configure(c, model, provider) ||
        engine_defer_provider(runtime, c, provider, in->deferral_allowed)) {
        publish(runtime, provider);
        return;
    }
    engine_report(c, "Cannot configure the provider", NULL);
    provider_free(provider);
}
