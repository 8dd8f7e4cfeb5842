/*
 * rpc.c — what the handlers share: how they refuse bytes, an empty answer, and a call that is not wanted any more. Must not
 * know which methods there are.
 */
#include "plugin/services.h"

void rpc_refuse_bytes(struct rpc *rpc)
{
    rpc->status = RPC_INVALID_ARGUMENT;
    rpc->message = str_printf(rpc->mem, "the %zu bytes are no %.*s request", rpc->request.len,
                              STR_ARG(rpc->method));
}

void rpc_require_state(struct rpc *rpc, struct call *c, struct str state)
{
    if (state.len == 0 && c->diags.error_count == 0)
        diag_error(c->mem, &c->diags, (struct path){.count = 0}, STR("The provider has no answer"),
                   "%.*s of %.*s came to no state and no error. This is a bug in the provider.",
                   STR_ARG(rpc->method), STR_ARG(rpc->type_name));
}

void rpc_cancel_call(void *call)
{
    runtime_call_cancel(call);
}
