/*
 * rpc_resource.c — the calls for managed resources: decode, call the engine, encode. Must not know transport
 * or any resource.
 */
#include "plugin/services.h"
#include "plugin/wire.h"

void rpc_validate_resource_config(void *context, struct rpc *rpc)
{
    struct services *services = context;
    struct validate_request in;
    if (!wire_decode_validate_resource(rpc->mem, rpc->request, &in)) {
        rpc_refuse_bytes(rpc);
        return;
    }
    rpc->type_name = in.type_name;
    struct call *c = runtime_call_begin(services->runtime);
    runtime_validate_resource(services->runtime, c, &in);
    rpc->body = wire_encode_validate_resource(rpc->mem, &c->diags);
    runtime_call_end(c);
}

void rpc_upgrade_resource_state(void *context, struct rpc *rpc)
{
    struct services *services = context;
    struct upgrade_request in;
    if (!wire_decode_upgrade(rpc->mem, rpc->request, &in)) {
        rpc_refuse_bytes(rpc);
        return;
    }
    rpc->type_name = in.type_name;
    struct call *c = runtime_call_begin(services->runtime);
    struct upgrade_response out = {.state = {NULL, 0}};
    runtime_upgrade(services->runtime, c, &in, &out);
    rpc_require_state(rpc, c, out.state);
    rpc->body = wire_encode_upgrade(rpc->mem, &out, &c->diags);
    runtime_call_end(c);
}

void rpc_read_resource(void *context, struct rpc *rpc)
{
    struct services *services = context;
    struct read_request in;
    if (!wire_decode_read(rpc->mem, rpc->request, &in)) {
        rpc_refuse_bytes(rpc);
        return;
    }
    rpc->type_name = in.type_name;
    struct call *c = runtime_call_begin(services->runtime);
    struct read_response out = {.private_data = in.private_data};
    runtime_read(services->runtime, c, &in, &out);
    rpc_require_state(rpc, c, out.state);
    rpc->body = wire_encode_read(rpc->mem, &out, &c->diags);
    runtime_call_end(c);
}

void rpc_plan_resource_change(void *context, struct rpc *rpc)
{
    struct services *services = context;
    struct plan_request in;
    if (!wire_decode_plan(rpc->mem, rpc->request, &in)) {
        rpc_refuse_bytes(rpc);
        return;
    }
    rpc->type_name = in.type_name;
    struct call *c = runtime_call_begin(services->runtime);
    struct plan_response out = {.planned_private = in.prior_private};
    runtime_plan(services->runtime, c, &in, &out);
    rpc_require_state(rpc, c, out.planned);
    rpc->body = wire_encode_plan(rpc->mem, &out, &c->diags);
    runtime_call_end(c);
}

void rpc_apply_resource_change(void *context, struct rpc *rpc)
{
    struct services *services = context;
    struct apply_request in;
    if (!wire_decode_apply(rpc->mem, rpc->request, &in)) {
        rpc_refuse_bytes(rpc);
        return;
    }
    rpc->type_name = in.type_name;
    struct call *c = runtime_call_begin(services->runtime);
    struct apply_response out = {.private_data = in.planned_private};
    runtime_apply(services->runtime, c, &in, &out);
    rpc_require_state(rpc, c, out.state);
    rpc->body = wire_encode_apply(rpc->mem, &out, &c->diags);
    runtime_call_end(c);
}
