/*
 * ask.h — one small request on the way to keys: to the token service, the sign-in, the machine. Knows how it is sent,
 * repeated and logged; must not know what the response means.
 */
#ifndef AWS_ASK_H
#define AWS_ASK_H

#include "aws/endpoint.h"
#include "aws/http.h"
#include "aws/settings.h"

/* Who is asked; everything is borrowed. */
struct asker {
    const struct http *http;
    struct str user_agent;
    struct endpoint endpoint;
};

struct question {
    const char *operation;             /* for the log */
    const char *method;                /* POST (with a body), GET or PUT */
    struct str path;                   /* put behind the endpoint's; "": the endpoint as it is */
    const struct http_header *headers; /* besides Host and User-Agent; those without a value are left out */
    size_t header_count;
    struct str body;
    int64_t timeout_ms; /* of each attempt */
    int64_t attempts;
    bool pages_are_answers; /* the instance metadata service itself explains its errors by web pages */
};

/*
 * Asks until something other than a lost connection, 429 or 5xx comes or the attempts are used up. The response of any status is in
 * scope.mem, which wipes it; a web page is an error (gateway.h) unless the question says otherwise. No error names the path: it can be as good as a
 * password. Errors: ERR_NETWORK, ERR_SERVER, ERR_STOPPED, ERR_TIMEOUT, never with maybe_done: nothing but keys comes of it.
 */
bool ask(const struct asker *asker, const struct question *question, struct aws_scope scope,
         struct http_answer *ret_answer, struct err *err) MUST_USE;

#endif
