/*
 * rpc_ephemeral.c — the calls for ephemeral resources: decode, call the engine, encode. Must not know
 * transport, nor which values are secret: nothing of these messages is logged.
 */
#include "plugin/services.h"
#include "plugin/wire_ephemeral.h"

void rpc_validate_ephemeral_resource_config(void *context, struct rpc *rpc)
{
    struct services *services = context;
    struct validate_request in;
    if (!wire_decode_validate_ephemeral(rpc->mem, rpc->request, &in)) {
        rpc_refuse_bytes(rpc);
        return;
    }
    rpc->type_name = in.type_name;
    struct call *c = runtime_call_begin(services->runtime);
    runtime_validate_ephemeral(services->runtime, c, &in);
    rpc->body = wire_encode_validate_ephemeral(rpc->mem, &c->diags);
    runtime_call_end(c);
}

void rpc_open_ephemeral_resource(void *context, struct rpc *rpc)
{
    struct services *services = context;
    struct data_request in;
    if (!wire_decode_open(rpc->mem, rpc->request, &in)) {
        rpc_refuse_bytes(rpc);
        return;
    }
    rpc->type_name = in.type_name;
    struct call *c = runtime_call_begin(services->runtime);
    struct ephemeral_response out = {.renew_at_wall_ms = 0};
    runtime_open_ephemeral(services->runtime, c, &in, &out);
    if (!out.is_deferred)
        rpc_require_state(rpc, c, out.result);
    rpc->body = wire_encode_open(rpc->mem, &out, &c->diags);
    runtime_call_end(c);
}

void rpc_renew_ephemeral_resource(void *context, struct rpc *rpc)
{
    struct services *services = context;
    struct wire_lease in;
    if (!wire_decode_renew(rpc->mem, rpc->request, &in)) {
        rpc_refuse_bytes(rpc);
        return;
    }
    rpc->type_name = in.type_name;
    struct call *c = runtime_call_begin(services->runtime);
    struct ephemeral_response out = {.private_data = in.private_data};
    runtime_renew_ephemeral(services->runtime, c, in.type_name, in.private_data, &out);
    rpc->body = wire_encode_renew(rpc->mem, &out, &c->diags);
    runtime_call_end(c);
}

void rpc_close_ephemeral_resource(void *context, struct rpc *rpc)
{
    struct services *services = context;
    struct wire_lease in;
    if (!wire_decode_close(rpc->mem, rpc->request, &in)) {
        rpc_refuse_bytes(rpc);
        return;
    }
    rpc->type_name = in.type_name;
    struct call *c = runtime_call_begin(services->runtime);
    runtime_close_ephemeral(services->runtime, c, in.type_name, in.private_data);
    rpc->body = wire_encode_close(rpc->mem, &c->diags);
    runtime_call_end(c);
}
