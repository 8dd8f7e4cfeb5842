/*
 * rpc_action.c — the calls for actions: decode, call the engine, send progress and result. Must not know
 * transport or what an action does.
 */
#include "plugin/services.h"
#include "plugin/wire_action.h"

void rpc_validate_action_config(void *context, struct rpc *rpc)
{
    struct services *services = context;
    struct validate_request in;
    if (!wire_decode_validate_action(rpc->mem, rpc->request, &in)) {
        rpc_refuse_bytes(rpc);
        return;
    }
    rpc->type_name = in.type_name;
    struct call *c = runtime_call_begin(services->runtime);
    runtime_validate_action(services->runtime, c, &in);
    rpc->body = wire_encode_validate_action(rpc->mem, &c->diags);
    runtime_call_end(c);
}

void rpc_plan_action(void *context, struct rpc *rpc)
{
    struct services *services = context;
    struct validate_request in;
    if (!wire_decode_plan_action(rpc->mem, rpc->request, &in)) {
        rpc_refuse_bytes(rpc);
        return;
    }
    rpc->type_name = in.type_name;
    struct call *c = runtime_call_begin(services->runtime);
    bool is_deferred;
    runtime_plan_action(services->runtime, c, &in, &is_deferred);
    rpc->body = wire_encode_plan_action(rpc->mem, is_deferred, &c->diags);
    runtime_call_end(c);
}

static void send_progress(void *context, struct str message)
{
    struct rpc *rpc = context;
    struct arena *mem = arena_new();
    rpc->stream->send(rpc, wire_encode_progress(mem, message));
    arena_free(mem);
}

/* `completed` is always sent: Terraform takes a stream without it for a success. */
void rpc_invoke_action(void *context, struct rpc *rpc)
{
    struct services *services = context;
    struct validate_request in;
    if (!wire_decode_invoke_action(rpc->mem, rpc->request, &in)) {
        rpc_refuse_bytes(rpc);
        return;
    }
    rpc->type_name = in.type_name;
    struct call *c = runtime_call_begin(services->runtime);
    rpc->stream->watch(rpc, rpc_cancel_call, c);
    runtime_invoke_action(services->runtime, c, &in, send_progress, rpc);
    rpc->stream->watch(rpc, NULL, NULL);
    rpc->stream->send(rpc, wire_encode_completed(rpc->mem, &c->diags));
    runtime_call_end(c);
}
