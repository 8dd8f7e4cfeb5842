/*
 * join.h — creates several objects with one request: callers that send the same creation at the same time,
 * with different names, share one call. So do those that attach instances to a load balancer, or detach them.
 * Knows which operations take several names; must not know what is created.
 *
 * Each caller gets the result of a request of its own. A response is reduced to the operations of the
 * caller's name. When a request with several names is refused, the refusal may concern only one of them: then
 * each caller sends its own request and gets its own error. A lost response is lost for all callers, and each
 * of them reads its own object. A caller that is stopped leaves the batch without affecting the others; when
 * it was the sender, another caller sends. When requests wait for each other: join_core.h.
 */
#ifndef LIGHTSAIL_JOIN_H
#define LIGHTSAIL_JOIN_H

#include "lightsail/client.h"

/*
 * As ls_call for one creation; operations that do not take a list of names are plain calls. The response
 * holds the operations of this name only. Errors: those of ls_call, as if the request had been sent for this
 * name alone.
 */
bool ls_call_joined(struct ls_client *client, struct aws_scope scope, enum ls_op op, json_t *in,
                    json_t **ret_out, struct err *err) MUST_USE;

#endif
