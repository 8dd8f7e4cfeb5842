/*
 * rpc_function.c — the calls for functions, which need no configured provider. Must not know transport or any
 * function.
 */
#include "plugin/services.h"
#include "plugin/wire.h"

void rpc_get_functions(void *context, struct rpc *rpc)
{
    struct services *services = context;
    rpc->body = wire_encode_functions(rpc->mem, runtime_registry(services->runtime));
}

void rpc_call_function(void *context, struct rpc *rpc)
{
    struct services *services = context;
    struct function_request in;
    if (!wire_decode_call_function(rpc->mem, rpc->request, &in)) {
        rpc_refuse_bytes(rpc);
        return;
    }
    rpc->type_name = in.name;
    struct call *c = runtime_call_begin(services->runtime);
    struct function_response out = {.bad_argument = -1};
    runtime_call_function(services->runtime, c, &in, &out);
    rpc->body = wire_encode_call_function(rpc->mem, &out);
    runtime_call_end(c);
}
