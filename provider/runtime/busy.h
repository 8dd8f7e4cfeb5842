/*
 * busy.h — a request that is refused because an object is in transition, such as during an automatic snapshot.
 * Knows such refusals (err.retryable); must not know what is requested.
 */
#ifndef RUNTIME_BUSY_H
#define RUNTIME_BUSY_H

#include "runtime/api.h"

/* Whether an object in transition prevents the change, so that the same request succeeds later. */
bool busy_is_passing(const struct err *err);

/* Waits before a refused request is repeated; clears the refusal, c->err. False at the timeout, with the refusal,
 * and with ERR_STOPPED. */
bool busy_wait(struct call *c, struct ls_poll *poll) MUST_USE;

/* Sends the request once. It takes over a reference of `in`. ret_answer: the response. */
typedef bool busy_request(struct call *c, json_t *in, const void *context, json_t **ret_answer);

/*
 * Calls `send` until it succeeds or fails for another reason, with a pause that grows. It takes over `in`.
 * Errors: those of `send`; at the timeout the last refusal; ERR_STOPPED.
 */
bool busy_send(struct call *c, json_t *in, busy_request *send, const void *context, json_t **ret_answer)
    MUST_USE;

#endif
