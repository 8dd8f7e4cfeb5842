/*
 * rpc.c — what the handlers share: errors for invalid bytes, for a missing response and for a cancelled call.
 * Must not know which methods there are.
 */
#include "plugin/services.h"

void rpc_refuse_bytes(struct rpc *rpc)
{
    rpc->status = RPC_INVALID_ARGUMENT;
    rpc->message = str_printf(rpc->mem, "the %zu bytes are not a %.*s request", rpc->request.len,
                              STR_ARG(rpc->method));
}

void rpc_require_state(struct rpc *rpc, struct call *c, struct str state)
{
    if (state.len == 0 && c->diags.error_count == 0)
        diag_error(c->mem, &c->diags, (struct path){.count = 0}, STR("The provider has no response"),
                   "%.*s of %.*s returned neither a state nor an error. This is a bug in the provider.",
                   STR_ARG(rpc->method), STR_ARG(rpc->type_name));
}

void rpc_cancel_call(void *call)
{
    runtime_call_cancel(call);
}
