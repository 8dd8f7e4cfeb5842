/*
 * source_request.h — one small request that obtaining credentials needs: to the Security Token Service, IAM
 * Identity Center or the metadata service. Knows how it is sent, retried and logged; must not know what the
 * response means.
 */
#ifndef AWS_SOURCE_REQUEST_H
#define AWS_SOURCE_REQUEST_H

#include "aws/endpoint.h"
#include "aws/http.h"
#include "aws/settings.h"

/* Where requests are sent; everything is borrowed. */
struct request_target {
    const struct http *http;
    struct str user_agent;
    struct endpoint endpoint;
};

struct source_request {
    const char *operation;             /* for the log */
    const char *method;                /* POST (with a body), GET or PUT */
    struct str path;                   /* appended to the endpoint's path; "": the endpoint as it is */
    const struct http_header *headers; /* besides Host and User-Agent; headers without a value are omitted */
    size_t header_count;
    struct str body;
    int64_t timeout_ms; /* of each attempt */
    int64_t attempts;
    bool pages_are_valid; /* the instance metadata service itself sends its errors as web pages */
};

/*
 * Sends the request until it gets a response other than a lost one, 429 or 5xx, or until the attempts are
 * used up. The response, of any status, is in scope.mem, which wipes it; a web page is an error (gateway.h)
 * unless pages_are_valid is set. No error names the path, which may be as secret as a password. Errors:
 * ERR_NETWORK, ERR_SERVER, ERR_STOPPED, ERR_TIMEOUT, never with maybe_done, because such a request only
 * issues credentials.
 */
bool source_request_send(const struct request_target *target, const struct source_request *request,
                         struct aws_scope scope, struct http_response *ret_response, struct err *err)
    MUST_USE;

#endif
