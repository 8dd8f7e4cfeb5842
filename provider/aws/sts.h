/*
 * sts.h — three calls of the Security Token Service. Knows its query protocol and its XML responses; must not
 * know why a role is assumed.
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
    _Atomic int64_t *skew_ms; /* the service's clock minus the local clock; updated by each response */
};

/* The caller of AssumeRole: credentials that sign, or (NULL) the token of an identity provider, unsigned. */
struct sts_caller {
    const struct credentials *keys;
    struct str web_identity;
};

/*
 * AssumeRole or AssumeRoleWithWebIdentity; the result is in scope.mem, which wipes it. `source` names the
 * result. Retried a few times when the service throttles or fails. Errors: as ls_call, with `source` before
 * the text; ERR_PROTOCOL for a response that cannot be read. Source: AssumeRole, AssumeRoleWithWebIdentity.
 */
bool sts_assume_role(const struct sts *sts, struct aws_scope scope, const struct sts_caller *caller,
                     const struct aws_role *role, struct str source, struct credentials *ret_credentials,
                     struct err *err) MUST_USE;

/* The account of the credentials, in scope.mem. Source: GetCallerIdentity. */
bool sts_account(const struct sts *sts, struct aws_scope scope, const struct credentials *keys,
                 struct str *ret_account, struct err *err) MUST_USE;

#endif
