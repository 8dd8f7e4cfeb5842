/*
 * sts.h — three calls of the Security Token Service. Knows its query protocol and its XML answers; must not know
 * why a role is taken on.
 */
#ifndef AWS_STS_H
#define AWS_STS_H

#include <stdatomic.h>

#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "aws/http.h"
#include "aws/settings.h"

/* How to reach the service; everything is borrowed. */
struct sts {
    const struct http *http;
    struct str region, user_agent;
    struct endpoint endpoint;
    _Atomic int64_t *skew_ms; /* the services' clock minus ours; measured here too */
};

/* Who takes a role on: keys that sign, or (keys NULL) the token of an identity provider, unsigned. */
struct sts_caller {
    const struct credentials *keys;
    struct str web_identity;
};

/*
 * AssumeRole or AssumeRoleWithWebIdentity; what comes is in scope.mem, which wipes it. `source` names the result. Tried
 * again a few times when the service is throttling or out of order. Errors: as ls_call, with `source` before the text; ERR_PROTOCOL
 * for an answer that cannot be understood. Source: AssumeRole, AssumeRoleWithWebIdentity.
 */
bool sts_assume_role(const struct sts *sts, struct aws_scope scope, const struct sts_caller *caller,
                     const struct aws_role *role, struct str source, struct credentials *ret_credentials,
                     struct err *err) MUST_USE;

/* The account that the keys belong to, in scope.mem. Source: GetCallerIdentity. */
bool sts_account(const struct sts *sts, struct aws_scope scope, const struct credentials *keys,
                 struct str *ret_account, struct err *err) MUST_USE;

#endif
