/*
 * rpc_adopt.c — the calls that bring an existing object under management: import, move, identities, and
 * generated configuration. Must not know transport or any resource.
 */
#include "plugin/services.h"
#include "plugin/wire.h"

void rpc_import_resource_state(void *context, struct rpc *rpc)
{
    struct services *services = context;
    struct import_request in;
    if (!wire_decode_import(rpc->mem, rpc->request, &in)) {
        rpc_refuse_bytes(rpc);
        return;
    }
    rpc->type_name = in.type_name;
    struct call *c = runtime_call_begin(services->runtime);
    struct import_response out = {.has_resource = false};
    runtime_import(services->runtime, c, &in, &out);
    if (!out.is_deferred)
        rpc_require_state(rpc, c, out.has_resource ? out.state : (struct str){NULL, 0});
    rpc->body = wire_encode_import(rpc->mem, in.type_name, &out, &c->diags);
    runtime_call_end(c);
}

void rpc_move_resource_state(void *context, struct rpc *rpc)
{
    struct services *services = context;
    struct move_request in;
    if (!wire_decode_move(rpc->mem, rpc->request, &in)) {
        rpc_refuse_bytes(rpc);
        return;
    }
    rpc->type_name = in.target_type;
    struct call *c = runtime_call_begin(services->runtime);
    struct move_response out = {.state = {NULL, 0}};
    runtime_move(services->runtime, c, &in, &out);
    rpc_require_state(rpc, c, out.state);
    rpc->body = wire_encode_move(rpc->mem, &out, &c->diags);
    runtime_call_end(c);
}

void rpc_get_resource_identity_schemas(void *context, struct rpc *rpc)
{
    struct services *services = context;
    rpc->body = wire_encode_identity_schemas(rpc->mem, services->runtime);
}

void rpc_upgrade_resource_identity(void *context, struct rpc *rpc)
{
    struct services *services = context;
    struct upgrade_identity_request in;
    if (!wire_decode_upgrade_identity(rpc->mem, rpc->request, &in)) {
        rpc_refuse_bytes(rpc);
        return;
    }
    rpc->type_name = in.type_name;
    struct call *c = runtime_call_begin(services->runtime);
    struct identity upgraded = {.given = false};
    runtime_upgrade_identity(services->runtime, c, &in, &upgraded);
    rpc_require_state(rpc, c, upgraded.value.msgpack);
    rpc->body = wire_encode_upgrade_identity(rpc->mem, upgraded, &c->diags);
    runtime_call_end(c);
}

void rpc_generate_resource_config(void *context, struct rpc *rpc)
{
    struct services *services = context;
    struct str type_name, config = {NULL, 0};
    struct dynamic_value state;
    if (!wire_decode_generate(rpc->mem, rpc->request, &type_name, &state)) {
        rpc_refuse_bytes(rpc);
        return;
    }
    rpc->type_name = type_name;
    struct call *c = runtime_call_begin(services->runtime);
    runtime_generate_config(services->runtime, c, type_name, state, &config);
    rpc_require_state(rpc, c, config);
    rpc->body = wire_encode_generate(rpc->mem, config, &c->diags);
    runtime_call_end(c);
}
