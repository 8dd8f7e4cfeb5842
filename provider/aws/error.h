/*
 * error.h — classifies error responses. Knows AWS's error formats and codes; must not know when to retry.
 */
#ifndef AWS_ERROR_H
#define AWS_ERROR_H

#include "aws/http.h"
#include "aws/settings.h"
#include "base/err.h"

/*
 * Fills `err` from a response whose status is not 200: kind, code, message, tip and documentation link as
 * hint, request ID, whether the same request may succeed later and whether it may have taken effect. Returns
 * false, as fail does. A web page gets an error of its own (gateway.h); of other bodies that are not JSON
 * only the status is reported.
 */
bool error_from_response(const struct http_response *response, const struct aws_operation *op,
                         struct err *err);

/* Whether the response, of any status, is a web page; then `err` is filled. */
bool error_is_page(const struct http_response *response, const struct aws_operation *op, struct err *err);

/*
 * The same for a service whose errors are not JSON: from the status, and the code and message that the caller
 * has found. The operation only reads.
 */
bool error_from_parts(int status, struct str code, struct str message, const char *operation,
                      struct err *err);

/* Whether the credentials caused the error, and newer credentials from the same source may not. */
bool error_is_stale_keys(const struct err *err);

/* Whether the error says that the time in the signature is wrong. */
bool error_is_clock_skew(const struct err *err);

/* "NotFoundException" from "com.amazonaws.lightsail#NotFoundException:http://…"; borrowed. */
struct str error_code_name(struct str text);

#endif
