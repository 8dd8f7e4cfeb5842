/*
 * join.h — creations of several things in one request: who asks for the same at the same moment, but for the name, is served by one
 * call. Knows which operations take several names; must not know what is created.
 *
 * Each caller gets what it would have got alone. An answer is cut into what speaks of the caller's name. A refusal of several names
 * may be about one of them: each is then sent by itself and hears of its own. A lost answer is everybody's, and everybody looks for
 * himself. Who is stopped leaves without hurting the rest, and when it was the sender another one sends. When requests wait for
 * each other is join_core.h.
 */
#ifndef LIGHTSAIL_JOIN_H
#define LIGHTSAIL_JOIN_H

#include "lightsail/client.h"

/*
 * As ls_call for one creation; operations that do not take a list of names are plain calls. The answer holds the operations of this
 * name. Errors: those of ls_call, as if the request had been sent for this name alone.
 */
bool ls_call_joined(struct ls_client *client, struct aws_scope scope, enum ls_op op, json_t *in,
                    json_t **ret_out, struct err *err) MUST_USE;

#endif
