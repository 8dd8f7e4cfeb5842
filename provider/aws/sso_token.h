/*
 * sso_token.h — the access token that `aws sso login` stores on this machine, refreshed when it expires.
 * Knows the token's file, which it shares with the AWS CLI, and CreateToken; must not know what the token is
 * used for.
 */
#ifndef AWS_SSO_TOKEN_H
#define AWS_SSO_TOKEN_H

#include "aws/sso.h"

/*
 * The file of the token of a session (or, without a name, of a start URL): ~/.aws/sso/cache/SHA-1.json.
 * Source: "IAM Identity Center credential provider" in the AWS SDKs and tools reference guide.
 */
struct str sso_token_file(struct arena *mem, struct str session_or_url);

/*
 * The access token, in scope.mem, which wipes it. A token that has expired, or will within 15 minutes, is
 * refreshed if the file has a refresh token; then the whole file is replaced, with mode 0600 and all its
 * other members. One process refreshes at a time. When the refresh fails, an old token that is still valid is
 * used. Errors: ERR_CREDENTIALS with the command to run; those of the network. Source: CreateToken of the
 * service "sso-oidc"; botocore 1.43, tokens.py.
 */
bool sso_token_get(const struct sso *sso, const struct sso_role *role, struct aws_scope scope,
                   struct str *ret_token, struct err *err) MUST_USE;

/* Adds the hint how to sign in; returns false. */
bool sso_token_hint(const struct sso_role *role, struct err *err);

#endif
