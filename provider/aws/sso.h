/*
 * sso.h — keys for a role from IAM Identity Center, for somebody who has signed in on this machine. Knows one call of
 * the portal; must not know profiles, and never signs anybody in.
 */
#ifndef AWS_SSO_H
#define AWS_SSO_H

#include "aws/ask.h"
#include "aws/credentials.h"

struct sso_role {
    struct str account, role;
    struct str profile, session; /* for messages; session "": the profile has its start URL itself */
    struct str token_file;
};

/* How to reach the portal and who renews a sign-in; everything is borrowed. */
struct sso {
    struct asker portal, oidc;
    struct str source; /* names the keys */
    int64_t now_ms;    /* wall clock of the service */
};

/*
 * The role's keys in scope.mem, which wipes them. Errors: ERR_CREDENTIALS when nobody is signed in, or not any more, or not
 * for this role, with the command that helps; those of the network. Source: GetRoleCredentials of the service "sso".
 */
bool sso_fetch(const struct sso *sso, const struct sso_role *role, struct aws_scope scope,
               struct credentials *ret_credentials, struct err *err) MUST_USE;

#endif
