/*
 * rpc_list.c — the calls for list resources: decode, call the engine, send each result. Must not know
 * transport or what is listed.
 */
#include "plugin/services.h"
#include "plugin/wire_list.h"

void rpc_validate_list_resource_config(void *context, struct rpc *rpc)
{
    struct services *services = context;
    struct validate_request in;
    if (!wire_decode_validate_list(rpc->mem, rpc->request, &in)) {
        rpc_refuse_bytes(rpc);
        return;
    }
    rpc->type_name = in.type_name;
    struct call *c = runtime_call_begin(services->runtime);
    runtime_validate_list(services->runtime, c, &in);
    rpc->body = wire_encode_validate_list(rpc->mem, &c->diags);
    runtime_call_end(c);
}

/* Each message has its own memory, because there may be thousands. */
static bool send_event(void *context, const struct list_event *event)
{
    struct rpc *rpc = context;
    struct arena *mem = arena_new();
    bool is_wanted = rpc->stream->send(rpc, wire_encode_list_event(mem, event));
    arena_free(mem);
    return is_wanted;
}

/* A client that has enough results cancels, which is not a failure. An error is the last event. */
void rpc_list_resource(void *context, struct rpc *rpc)
{
    struct services *services = context;
    struct list_request in;
    if (!wire_decode_list(rpc->mem, rpc->request, &in)) {
        rpc_refuse_bytes(rpc);
        return;
    }
    rpc->type_name = in.type_name;
    struct call *c = runtime_call_begin(services->runtime);
    rpc->stream->watch(rpc, rpc_cancel_call, c);
    runtime_list(services->runtime, c, &in, send_event, rpc);
    rpc->stream->watch(rpc, NULL, NULL);
    if (c->diags.count > 0)
        send_event(rpc, &(struct list_event){.diags = &c->diags});
    runtime_call_end(c);
}
