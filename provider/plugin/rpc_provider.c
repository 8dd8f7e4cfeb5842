/*
 * rpc_provider.c — the calls for the provider as a whole. Knows the engine's functions and wire; must not
 * know transport.
 */
#include "plugin/services.h"
#include "plugin/wire.h"

void rpc_get_metadata(void *context, struct rpc *rpc)
{
    struct services *services = context;
    rpc->body = wire_encode_metadata(rpc->mem, runtime_registry(services->runtime));
}

/*
 * Two concurrent first requests both encode; one response is kept. That costs less than a lock that no later
 * call needs.
 */
static struct encoded_schema *schema_of(struct services *services)
{
    struct encoded_schema *schema = atomic_load(&services->schema);
    if (schema != NULL)
        return schema;
    struct arena *mem = arena_new();
    schema = arena_new_object(mem, struct encoded_schema);
    schema->mem = mem;
    schema->bytes = wire_encode_schema(mem, runtime_registry(services->runtime));
    struct encoded_schema *first = NULL;
    if (atomic_compare_exchange_strong(&services->schema, &first, schema))
        return schema;
    arena_free(mem);
    return first;
}

void rpc_get_provider_schema(void *context, struct rpc *rpc)
{
    rpc->body = schema_of(context)->bytes;
}

void rpc_validate_provider_config(void *context, struct rpc *rpc)
{
    struct services *services = context;
    struct dynamic_value config;
    if (!wire_decode_validate_provider(rpc->mem, rpc->request, &config)) {
        rpc_refuse_bytes(rpc);
        return;
    }
    struct call *c = runtime_call_begin(services->runtime);
    runtime_validate_provider(services->runtime, c, config);
    rpc->body = wire_encode_validate_provider(rpc->mem, &c->diags);
    runtime_call_end(c);
}

void rpc_configure_provider(void *context, struct rpc *rpc)
{
    struct services *services = context;
    struct configure_request in;
    if (!wire_decode_configure(rpc->mem, rpc->request, &in)) {
        rpc_refuse_bytes(rpc);
        return;
    }
    struct call *c = runtime_call_begin(services->runtime);
    runtime_configure(services->runtime, c, &in);
    rpc->body = wire_encode_configure(rpc->mem, &c->diags);
    runtime_call_end(c);
}

void rpc_stop_provider(void *context, struct rpc *rpc)
{
    struct services *services = context;
    runtime_stop(services->runtime);
    rpc->body = wire_encode_stop(rpc->mem);
}
