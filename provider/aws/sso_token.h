/*
 * sso_token.h — the access token that `aws sso login` has left on this machine, refreshed when it runs out. Knows the
 * token's file, which it shares with the AWS CLI, and CreateToken; must not know what the token is good for.
 */
#ifndef AWS_SSO_TOKEN_H
#define AWS_SSO_TOKEN_H

#include "aws/sso.h"

/*
 * Where the token of a session (or, without a name, of a start URL) lies: ~/.aws/sso/cache/SHA-1.json. Source: "IAM Identity
 * Center credential provider" in the AWS SDKs and tools reference guide.
 */
struct str sso_token_file(struct arena *mem, struct str session_or_url);

/*
 * The access token, in scope.mem, which wipes it. One that has run out, or will within 15 minutes, is refreshed if the file has what that needs,
 * and the file is replaced whole, with mode 0600 and all its other members. One process refreshes at a time. An old token that is
 * still good is used when the refresh fails. Errors: ERR_CREDENTIALS with the command that helps; those of the network.
 * Source: CreateToken of the service "sso-oidc"; botocore 1.43, tokens.py.
 */
bool sso_token_get(const struct sso *sso, const struct sso_role *role, struct aws_scope scope,
                   struct str *ret_token, struct err *err) MUST_USE;

/* Adds how to sign in; returns false. */
bool sso_token_hint(const struct sso_role *role, struct err *err);

#endif
