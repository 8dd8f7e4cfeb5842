/*
 * view.h — "instance X, not older than …", with few calls: reads of a kind share lists, waiters share looks. Knows the kinds and
 * their operations; must not know what anybody does with an answer.
 *
 * No stale answer. A read is answered only from a call that began (in this process, in the order in which this process
 * saw things happen) at or after the moment that its freshness names:
 *   LS_REFRESH  since the client was made and since the last change of the kind that this client made or may have made. Every changing
 *               operation of ls_call is noted at its end, whatever its outcome: for the kinds that it is known to touch,
 *               and for all kinds when that is not known; so is the end of ls_wait_operations.
 *   LS_NOW      since the read was asked for.
 *   LS_KNOWN    any moment since the client was made: for a question that an older answer decides as well, such as whose ARN it is.
 * No late answer either. An answer that does not show yet what this client has written (ledger.h) is not given: the read is repeated until one
 * does, or the time for that is over.
 * A thing that a complete list in time does not hold is asked for once by name before anybody hears ERR_NOT_FOUND: what is said to
 * be gone leaves a state. An error of a list goes to all who waited for it, and to nobody after them. A reader whose deadline ends
 * does not end a list that others wait for: one of them goes on with it. The decisions are view_core.h.
 */
#ifndef LIGHTSAIL_VIEW_H
#define LIGHTSAIL_VIEW_H

#include "lightsail/client.h"

enum ls_freshness { LS_KNOWN, LS_REFRESH, LS_NOW };

/*
 * The thing as Get… and List… of its kind show it ("instance", "staticIp", "keyPair", "instanceSnapshot", "disk"), a copy in scope.mem. Errors: ERR_NOT_FOUND
 * said by AWS of this name, those of the call, ERR_STOPPED and ERR_TIMEOUT of the own deadline, ERR_PROTOCOL.
 */
bool ls_view_read(struct ls_client *client, struct aws_scope scope, enum ls_kind kind, struct str name,
                  enum ls_freshness freshness, json_t **ret_object, struct err *err) MUST_USE;

/*
 * The thing that somebody has reason to expect, as of now. arn: the one that it must have, "" for any. That it is not there, or that another one has
 * its name, is believed only after looking for as long as reads may lag: it may have been made a moment ago by another process.
 */
bool ls_view_find(struct ls_client *client, struct aws_scope scope, enum ls_kind kind, struct str name,
                  struct str arn, json_t **ret_object, struct err *err) MUST_USE;

/*
 * The name of the thing that has this ARN, in scope.mem: from anything seen before (an ARN means one life of one thing, so its name
 * does not change; whether it still lives is another question), else from a list of now, and from newer ones for as long as reads may lag. ERR_NOT_FOUND when there is none.
 */
bool ls_view_name_of_arn(struct ls_client *client, struct aws_scope scope, enum ls_kind kind, struct str arn,
                         struct str *ret_name, struct err *err) MUST_USE;

/*
 * What a waiter says of a look: `object` is NULL when AWS said that there is no such thing, and that is not just a late answer. False, with `err` filled, when the
 * goal cannot be reached any more.
 */
typedef bool ls_judge_function(void *context, const json_t *object, bool *ret_reached, struct err *err);

/*
 * Looks at a thing until `judge` has seen enough: each look is newer than the one before, and the looks of all waiters
 * of a kind fall together. `goal` (a constant) names what is waited for, such as "instance running". answer: of the
 * request that was just accepted and takes this time (NULL: none was; an object without operations: it is lost).
 * Its operations are asked for only when the thing does not tell: it is not there, or it takes long; that one of them failed is ERR_FAILED, as in ls_wait_operations.
 * ret_object (may be NULL): the last look, in scope.mem, also when the deadline ended; NULL without one. Errors: those of the
 * reads and of `judge`, ERR_STOPPED, ERR_TIMEOUT.
 */
bool ls_view_wait(struct ls_client *client, struct aws_scope scope, enum ls_kind kind, struct str name,
                  const char *goal, const json_t *answer, ls_judge_function *judge, void *context,
                  json_t **ret_object, struct err *err) MUST_USE;

#endif
