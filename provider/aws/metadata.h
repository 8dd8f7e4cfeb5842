/*
 * metadata.h — credentials from the machine: the instance metadata service (version 2) and the container
 * credentials endpoint. Knows their protocols; must not know when they are used.
 */
#ifndef AWS_METADATA_H
#define AWS_METADATA_H

#include "aws/credentials.h"
#include "aws/source_request.h"

struct metadata {
    struct request_target target;
    struct str source; /* for messages and the result */
    int64_t skew_ms;   /* the service's clock minus the local clock, as far as known */
};

/*
 * The credentials of the instance's role, in scope.mem, which wipes them. A session token is requested first
 * (PUT); version 1, without one, is never used. AWS_METADATA_SERVICE_TIMEOUT (seconds, 1) and
 * AWS_METADATA_SERVICE_NUM_ATTEMPTS (1) limit each request. Expired credentials are returned as well, because
 * the service returns them during an outage. ret_here: whether such a service responds at all; if false,
 * `err` has the reason. Errors: ERR_CREDENTIALS, ERR_NETWORK, ERR_PROTOCOL, ERR_STOPPED, ERR_TIMEOUT. Source:
 * "Use the Instance Metadata Service" in the EC2 guide.
 */
bool metadata_fetch(const struct metadata *metadata, struct aws_scope scope, bool *ret_here,
                    struct credentials *ret_credentials, struct err *err) MUST_USE;

/*
 * The credentials from the container credentials endpoint. The Authorization header is the content of
 * AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE (read each time) or AWS_CONTAINER_AUTHORIZATION_TOKEN. Three
 * attempts of 2 s. Source: "Container credential provider" in the AWS SDKs and tools reference guide.
 */
bool metadata_fetch_container(const struct metadata *metadata, struct aws_scope scope,
                              struct credentials *ret_credentials, struct err *err) MUST_USE;

#endif
