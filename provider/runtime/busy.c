/*
 * busy.c — repeats a request that an object in transition prevents. Must not know what is requested.
 */
#include "runtime/busy.h"

bool busy_is_passing(const struct err *err)
{
    return err->retryable && (err->kind == ERR_CONFLICT || err->kind == ERR_API);
}

bool busy_wait(struct call *c, struct ls_poll *poll)
{
    struct err refusal = c->err;
    c->err = (struct err){0};
    if (api_poll_wait(c, poll))
        return true;
    if (c->err.kind == ERR_TIMEOUT)
        c->err = refusal;
    return false;
}

bool busy_send(struct call *c, json_t *in, busy_request *send, const void *context, json_t **ret_answer)
{
    struct ls_poll poll = api_poll_begin(c);
    json_own(c->mem, in);
    while (!send(c, json_incref(in), context, ret_answer))
        TRY(busy_is_passing(&c->err) && busy_wait(c, &poll));
    return true;
}
