/*
 * history.h — the recent operations of an object, as text for the user who has to find the cause of a
 * failure. Knows operations; must not know what was requested.
 */
#ifndef LIGHTSAIL_HISTORY_H
#define LIGHTSAIL_HISTORY_H

#include "lightsail/client.h"

/*
 * The last operations of an instance or a static IP, newest first, one line each: time, type, status, and the
 * error code and details if there are any. "" when there are none. In scope.mem. Errors: those of ls_call.
 * Source: GetOperationsForResource.
 */
bool ls_history(struct ls_client *client, struct aws_scope scope, struct str name, struct str *ret_text,
                struct err *err) MUST_USE;

#endif
