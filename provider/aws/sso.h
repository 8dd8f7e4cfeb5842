/*
 * sso.h — credentials of a role from IAM Identity Center, for a user who has signed in on this machine. Knows
 * one call of the portal; must not know profiles, and never starts a sign-in.
 */
#ifndef AWS_SSO_H
#define AWS_SSO_H

#include "aws/credentials.h"
#include "aws/source_request.h"

struct sso_role {
    struct str account, role;
    struct str profile, session; /* for messages; session "": the profile has its start URL itself */
    struct str token_file;
};

/* How to reach the portal and the service that refreshes a sign-in; everything is borrowed. */
struct sso {
    struct request_target portal, oidc;
    struct str source; /* name of the source of the credentials */
    int64_t now_ms;    /* wall clock of the service */
};

/*
 * The role's credentials in scope.mem, which wipes them. Errors: ERR_CREDENTIALS with the command to run when
 * the user has not signed in, the sign-in has expired, or the role is not assigned; those of the network.
 * Source: GetRoleCredentials of the service "sso".
 */
bool sso_fetch(const struct sso *sso, const struct sso_role *role, struct aws_scope scope,
               struct credentials *ret_credentials, struct err *err) MUST_USE;

#endif
