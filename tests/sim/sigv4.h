/*
 * sigv4.h — checks AWS Signature Version 4 as the service does: key, scope, time, headers, body, signature.
 * It must not know HTTP beyond names and values of headers, nor any operation.
 */
#ifndef SIM_SIGV4_H
#define SIM_SIGV4_H

#include "call.h"

struct header {
    char *name, *value; /* the name as it was received */
};

struct signed_request {
    const char *method, *path, *query; /* query without "?", "" when there is none */
    const struct header *headers;
    size_t header_count;
    const char *body;
    size_t body_length;
    const char *service; /* that the signature must be for */
};

/* The value of a header, the case of its name ignored; NULL when it is missing. */
const char *header_find(const struct header *headers, size_t count, const char *name);

/*
 * Sets call->region_name from the scope as soon as it is a valid region. False after call_fail with one of
 * the failures that AWS uses for signatures.
 */
bool sigv4_check(struct call *call, const struct signed_request *request);

/* The id of the key that signed, "" without a signature; the caller frees it. */
char *sigv4_key_id(const struct signed_request *request);

#endif
