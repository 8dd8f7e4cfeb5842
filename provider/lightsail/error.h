/*
 * error.h — names what came back. Knows AWS's error shapes and codes; must not know when to try again.
 */
#ifndef LIGHTSAIL_ERROR_H
#define LIGHTSAIL_ERROR_H

#include "base/err.h"
#include "lightsail/http.h"
#include "lightsail/op.h"

/*
 * Fills `err` from an answer whose status is not 200: kind, code, message, tip and documentation link as
 * hint, request id, whether the same request may succeed later and whether it may have taken effect. Returns
 * false, as fail does. Bodies that are not JSON (a load balancer's page) are told from the status alone.
 */
bool error_from_answer(const struct http_answer *answer, enum ls_op op, struct err *err);

/* Whether the answer says that the time in the signature is wrong. */
bool error_is_clock_skew(const struct err *err);

/* "NotFoundException" from "com.amazonaws.lightsail#NotFoundException:http://…"; borrowed. */
struct str error_code_name(struct str text);

#endif
