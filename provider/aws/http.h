/*
 * http.h — one request and its answer, behind a function pointer so that tests can put something else in its
 * place. Knows HTTP and libcurl; must not know AWS errors, signatures or when to try again.
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
    struct str shown;  /* instead of the URL in messages; "": the URL */
    struct str method; /* "": POST; one without a body is GET, PUT with an empty one */
    const struct http_header *headers;
    size_t header_count;
    struct str
        body;     /* of a POST: at least one byte; whether it left us tells whether it may have been seen */
    bool mutates; /* a stop gives it a few seconds to come back */
    bool repeatable;    /* may be sent again by itself when an idle connection turns out to be dead */
    bool loopback;      /* goes to this machine or to its metadata: never through a proxy */
    bool secret_answer; /* the body of the answer is wiped with `mem`; at most 256 KiB */
    int64_t timeout_ms; /* for the whole request; 0: the pool's */
};

/* Texts are "" when the header was not there. */
struct http_answer {
    int status;
    struct str body;
    struct str content_type; /* Content-Type */
    struct str error_type;   /* x-amzn-ErrorType */
    struct str request_id;   /* x-amzn-RequestId */
    struct str date;         /* Date */
    struct str retry_after;  /* Retry-After */
};

/* The time that the answer tells, in ms since 1970; `otherwise_ms` when it tells none. */
int64_t http_time_ms(const struct http_answer *answer, int64_t otherwise_ms);

/*
 * Sends and receives. `mem` owns the answer. An answer of any status is a success; errors are ERR_NETWORK
 * (retryable or not), ERR_TIMEOUT and ERR_STOPPED when the deadline ended, ERR_PROTOCOL for an answer over
 * the size limit. err->maybe_done: the body had left us, so that the other side may have seen the request.
 */
typedef bool http_send_function(void *context, struct arena *mem, const struct http_request *request,
                                const struct deadline *deadline, struct http_answer *ret_answer,
                                struct err *err);

struct http {
    http_send_function *send;
    void *context;
};

/* What a pool is made of; the tests make the limits small. Zeros give the defaults. */
struct http_options {
    struct str ca_bundle;       /* file of trusted certificates; "": the environment's, else the system's */
    int64_t connect_timeout_ms; /* 10 s */
    int64_t request_timeout_ms; /* 60 s for the whole request */
    int64_t grace_ms; /* 5 s: how long a mutating request may still take after a stop or the deadline */
    size_t most_answer_bytes; /* 32 MiB */
};

/*
 * The real thing: idle connections are kept and used again by whoever comes next. Does nothing before the
 * first send.
 */
struct http_pool;
struct http_pool *http_pool_new(struct arena *mem, const struct http_options *options);
struct http http_pool_http(struct http_pool *pool);
/* Connections opened so far, for the tests of reuse. */
int64_t http_pool_connections_opened(struct http_pool *pool);
/* Closes the connections; no send may run any more. The memory is the arena's. */
void http_pool_close(struct http_pool *pool);

#endif
