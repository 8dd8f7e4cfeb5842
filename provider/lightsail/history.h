/*
 * history.h — what AWS did with a thing lately, as text for the person who has to find out why something failed. Knows operations;
 * must not know what was wanted.
 */
#ifndef LIGHTSAIL_HISTORY_H
#define LIGHTSAIL_HISTORY_H

#include "lightsail/client.h"

/*
 * The last operations of an instance or a static IP, the newest first, one line each: time, type, status, and the code and details of
 * an error. "" when there are none. In scope.mem. Errors: those of ls_call. Source: GetOperationsForResource.
 */
bool ls_history(struct ls_client *client, struct aws_scope scope, struct str name, struct str *ret_text,
                struct err *err) MUST_USE;

#endif
