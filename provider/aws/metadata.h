/*
 * metadata.h — keys from the machine: the instance metadata service (version 2) and the container's address.
 * Knows their conversations; must not know when they are asked.
 */
#ifndef AWS_METADATA_H
#define AWS_METADATA_H

#include "aws/ask.h"
#include "aws/credentials.h"

struct metadata {
    struct asker asker;
    struct str source; /* for messages and the result */
    int64_t skew_ms;   /* the services' clock minus ours, as far as we know */
};

/*
 * The keys of the machine's role, in scope.mem, which wipes them: a session token is asked for first (PUT), version
 * 1 without one is never used. AWS_METADATA_SERVICE_TIMEOUT (seconds, 1) and AWS_METADATA_SERVICE_NUM_ATTEMPTS (1)
 * bound each request. Keys that have run out are passed on, as the service hands them out while it is disturbed.
 * ret_here: whether such a service answers at all; with false, `err` says how it did not. Errors: ERR_CREDENTIALS,
 * ERR_NETWORK, ERR_PROTOCOL, ERR_STOPPED, ERR_TIMEOUT. Source: "Use the Instance Metadata Service" in the EC2 guide.
 */
bool metadata_fetch(const struct metadata *metadata, struct aws_scope scope, bool *ret_here,
                    struct credentials *ret_credentials, struct err *err) MUST_USE;

/*
 * The keys that the container's address hands out, with AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE's content (read each
 * time) or AWS_CONTAINER_AUTHORIZATION_TOKEN as the Authorization header. Three attempts of 2 s. Source: "Container
 * credential provider" in the AWS SDKs and tools reference guide.
 */
bool metadata_fetch_container(const struct metadata *metadata, struct aws_scope scope,
                              struct credentials *ret_credentials, struct err *err) MUST_USE;

#endif
