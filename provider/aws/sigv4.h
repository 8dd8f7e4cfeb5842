/*
 * sigv4.h — AWS Signature Version 4 in three stages, each of which can be tested separately. Knows hashes and
 * canonical forms; must not know Lightsail, the network or the source of the credentials.
 *
 * Source: "Create a signed AWS API request" in the AWS Identity and Access Management user guide.
 */
#ifndef AWS_SIGV4_H
#define AWS_SIGV4_H

#include "aws/http.h" /* defines struct http_header only */

/* The request to sign. `path` and `query` are as in the request line, without the question mark. */
struct sigv4_request {
    struct str method, path, query;
    const struct http_header *headers; /* all of them are signed; "host" is required */
    size_t header_count;
    struct str body;
};

/* The credentials, region, service and time of a signature. */
struct sigv4_context {
    struct str access_key, secret_key;
    struct str token; /* the session token, which sigv4_sign adds as a header; "": none */
    struct str region, service;
    int64_t time_s; /* seconds since 1970-01-01 UTC */
};

/* "20150830T123600Z", the value of X-Amz-Date. */
enum { SIGV4_DATE_BYTES = 17 };
void sigv4_format_date(int64_t time_s, char ret_date[static SIGV4_DATE_BYTES]);

/* Stage 1: the canonical request; `ret_signed_headers` gets the list "host;x-amz-date". */
struct str sigv4_canonical_request(struct arena *mem, const struct sigv4_request *request,
                                   struct str *ret_signed_headers);

/* Stage 2: algorithm, date, scope and the hash of stage 1. */
struct str sigv4_string_to_sign(struct arena *mem, const struct sigv4_context *context,
                                struct str canonical_request);

/* Stage 3: the signature in hexadecimal. The derived keys are wiped before the function returns. */
struct str sigv4_signature(struct arena *mem, const struct sigv4_context *context, struct str string_to_sign);

/* The signing key that stage 3 derives (32 bytes), for the tests; the caller wipes it. */
void sigv4_signing_key(const struct sigv4_context *context, unsigned char ret_key[static 32]);

/* All three stages: the value of the Authorization header. */
struct str sigv4_authorization(struct arena *mem, const struct sigv4_context *context,
                               const struct sigv4_request *request);

/*
 * The same for a POST: adds X-Amz-Date, the session token and Authorization to its `count` headers, which
 * have room for three more. Returns their number.
 */
size_t sigv4_sign(struct arena *mem, const struct sigv4_context *context, struct str path, struct str body,
                  struct http_header *headers, size_t count);

/*
 * The correction of the clock for a signature: 0 for a difference of less than a minute, because signatures
 * are valid for five.
 */
int64_t sigv4_skew_ms(int64_t measured_ms);

/* SHA-256 of a text in hexadecimal, in `mem`. */
struct str sigv4_hash(struct arena *mem, struct str text);

#endif
