/*
 * view.h — reads an object that is at most as old as requested, with few calls: reads of a kind share lists,
 * and waits share reads. Knows the kinds and their operations; must not know what a caller does with an
 * object.
 *
 * No outdated result. A read returns only the result of a call that began (in this process, in the order in
 * which this process saw the events) at or after the moment that its freshness names:
 *   LS_REFRESH  since the client was created and since the last change of the kind that this client made or may
 *               have made. Every changing operation of ls_call is noted at its end, with any outcome: for the
 *               kinds that it is known to change, and for all kinds when that is not known; so is the end of
 *               ls_wait_operations.
 *   LS_NOW      since the start of the read.
 *   LS_KNOWN    any moment since the client was created: for questions that an older result also decides, such
 *               as the name of an ARN.
 * No stale result either. A result that does not show yet what this client has written (ledger.h) is not
 * returned: the read is repeated until one does, or until the time for that has passed. An object that a
 * complete and recent list does not contain is read once by name before the caller gets ERR_NOT_FOUND,
 * because an object that is reported as missing is removed from the state. The error of a list is returned to
 * all reads that waited for it, and to no later one. A reader whose deadline has passed does not end a list
 * that others wait for: one of them continues it. The decisions are made in view_core.h.
 */
#ifndef LIGHTSAIL_VIEW_H
#define LIGHTSAIL_VIEW_H

#include "lightsail/client.h"

enum ls_freshness { LS_KNOWN, LS_REFRESH, LS_NOW };

/*
 * The object as Get… and List… of its kind show it ("instance", "staticIp", "keyPair", "instanceSnapshot",
 * "disk"), a copy in scope.mem. Errors: ERR_NOT_FOUND when AWS reports that this name does not exist, those
 * of the call, ERR_STOPPED and ERR_TIMEOUT of the caller's deadline, ERR_PROTOCOL.
 */
bool ls_view_read(struct ls_client *client, struct aws_scope scope, enum ls_kind kind, struct str name,
                  enum ls_freshness freshness, json_t **ret_object, struct err *err) MUST_USE;

/*
 * The current state of an object that the caller expects to exist. arn: the ARN that it must have, "" for
 * any. That it does not exist, or that another object has its name, is trusted only after reading for as long
 * as reads may lag: another process may have just created it.
 */
bool ls_view_find(struct ls_client *client, struct aws_scope scope, enum ls_kind kind, struct str name,
                  struct str arn, json_t **ret_object, struct err *err) MUST_USE;

/*
 * The name of the object that has this ARN, in scope.mem: from any earlier result (an ARN identifies one
 * object, whose name does not change; the object may have been deleted since), else from a new list, and from
 * later lists for as long as reads may lag. ERR_NOT_FOUND when there is none.
 */
bool ls_view_name_of_arn(struct ls_client *client, struct aws_scope scope, enum ls_kind kind, struct str arn,
                         struct str *ret_name, struct err *err) MUST_USE;

/*
 * Judges one read of a wait: `object` is NULL when AWS reports that there is no such object and that is not
 * just a stale read. False, with `err` filled, when the goal cannot be reached any more.
 */
typedef bool ls_judge_function(void *context, const json_t *object, bool *ret_reached, struct err *err);

/*
 * Polls an object until `judge` sets *ret_reached: each read is newer than the one before, and all waits of a
 * kind share their reads. `goal` (a constant) names what is waited for, such as "instance running". response:
 * the response to the accepted request that is waited for (NULL: there is none; an object without operations:
 * the response was lost). Its operations are read only when the object does not show the result: it does not
 * exist, or the wait is long. A failed operation gives ERR_FAILED, as in ls_wait_operations. ret_object (may
 * be NULL): the last read, in scope.mem, also when the deadline has passed; NULL without one. Errors: those
 * of the reads and of `judge`, ERR_STOPPED, ERR_TIMEOUT.
 */
bool ls_view_wait(struct ls_client *client, struct aws_scope scope, enum ls_kind kind, struct str name,
                  const char *goal, const json_t *response, ls_judge_function *judge, void *context,
                  json_t **ret_object, struct err *err) MUST_USE;

#endif
