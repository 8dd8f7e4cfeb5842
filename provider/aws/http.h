/*
 * http.h — one request and its response, behind a function pointer, so that tests can replace the transport.
 * Knows HTTP and libcurl; must not know AWS errors, signatures or when to retry.
 */
#ifndef AWS_HTTP_H
#define AWS_HTTP_H

#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"

struct http_header {
    struct str name, value;
};

struct http_request {
    struct str url;
    struct str shown;  /* shown instead of the URL in messages; "": the URL */
    struct str method; /* "": POST; without a body GET, PUT with an empty body */
    const struct http_header *headers;
    size_t header_count;
    struct str body;      /* of a POST: at least one byte; whether it was sent decides err->maybe_done */
    bool mutates;         /* after a stop it gets a few seconds to receive the response */
    bool repeatable;      /* curl may send it again when an idle connection turns out to be closed */
    bool loopback;        /* to this machine or its metadata service: never through a proxy */
    bool secret_response; /* the response body is wiped with `mem`; at most 256 KiB */
    int64_t timeout_ms;   /* for the whole request; 0: the pool's */
};

/* Texts are "" when the header was absent. */
struct http_response {
    int status;
    struct str body;
    struct str content_type; /* Content-Type */
    struct str error_type;   /* x-amzn-ErrorType */
    struct str request_id;   /* x-amzn-RequestId */
    struct str date;         /* Date */
    struct str retry_after;  /* Retry-After */
};

/* The time in the response's Date header, in ms since 1970; `otherwise_ms` when there is none. */
int64_t http_time_ms(const struct http_response *response, int64_t otherwise_ms);

/*
 * Sends a request and receives the response, which `mem` owns. A response of any status is a success. Errors:
 * ERR_NETWORK (retryable or not), ERR_TIMEOUT and ERR_STOPPED when the deadline ended, ERR_PROTOCOL for a
 * response over the size limit. err->maybe_done: the body was sent, so the server may have seen the request.
 */
typedef bool http_send_function(void *context, struct arena *mem, const struct http_request *request,
                                const struct deadline *deadline, struct http_response *ret_response,
                                struct err *err);

struct http {
    http_send_function *send;
    void *context;
};

/* Options of a pool; the tests set small limits. Zeros give the defaults. */
struct http_options {
    struct str ca_bundle;       /* file of trusted certificates; "": the environment's, else the system's */
    int64_t connect_timeout_ms; /* 10 s */
    int64_t request_timeout_ms; /* 60 s for the whole request */
    int64_t grace_ms; /* 5 s: how much longer a mutating request may take after a stop or the deadline */
    size_t most_response_bytes; /* 32 MiB */
};

/* The real transport: idle connections are kept and reused. Opens nothing before the first send. */
struct http_pool;
struct http_pool *http_pool_new(struct arena *mem, const struct http_options *options);
struct http http_pool_http(struct http_pool *pool);
/* Connections opened so far, for the tests of connection reuse. */
int64_t http_pool_connections_opened(struct http_pool *pool);
/* Closes the connections; no send may be running. The arena owns the memory. */
void http_pool_close(struct http_pool *pool);

#endif
