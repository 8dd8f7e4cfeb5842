/*
 * rpc_data.c — the calls for data sources. Must not know transport or any data source.
 */
#include "plugin/services.h"
#include "plugin/wire.h"

void rpc_validate_data_resource_config(void *context, struct rpc *rpc)
{
    struct services *services = context;
    struct validate_request in;
    if (!wire_decode_validate_data(rpc->mem, rpc->request, &in)) {
        rpc_refuse_bytes(rpc);
        return;
    }
    rpc->type_name = in.type_name;
    struct call *c = runtime_call_begin(services->runtime);
    runtime_validate_data(services->runtime, c, &in);
    rpc->body = wire_encode_validate_data(rpc->mem, &c->diags);
    runtime_call_end(c);
}

void rpc_read_data_source(void *context, struct rpc *rpc)
{
    struct services *services = context;
    struct data_request in;
    if (!wire_decode_read_data(rpc->mem, rpc->request, &in)) {
        rpc_refuse_bytes(rpc);
        return;
    }
    rpc->type_name = in.type_name;
    struct call *c = runtime_call_begin(services->runtime);
    struct data_response out = {.state = {NULL, 0}};
    runtime_read_data(services->runtime, c, &in, &out);
    rpc_require_state(rpc, c, out.state);
    rpc->body = wire_encode_read_data(rpc->mem, &out, &c->diags);
    runtime_call_end(c);
}
