/*
 * sso.h — keys for a role from IAM Identity Center, with the token that `aws sso login` has left on this machine. Knows the token's
 * file and one call; must not know profiles, and never signs anybody in.
 */
#ifndef LIGHTSAIL_SSO_H
#define LIGHTSAIL_SSO_H

#include "lightsail/client.h"
#include "lightsail/credentials.h"
#include "lightsail/endpoint.h"
#include "lightsail/http.h"

struct sso_role {
    struct str account, role;
    struct str profile; /* for messages */
    struct str token_file;
};

/* How to reach the portal; everything is borrowed. */
struct sso {
    const struct http *http;
    struct str user_agent;
    struct endpoint endpoint;
    struct str source; /* names the keys */
    int64_t now_ms;    /* wall clock of the service */
};

/*
 * Where the token of a session (or, without a name, of a start URL) lies: ~/.aws/sso/cache/SHA-1.json. Source: "IAM Identity Center
 * credential provider" in the AWS SDKs and tools reference guide.
 */
struct str sso_token_file(struct arena *mem, struct str session_or_url);

/*
 * The role's keys in scope.mem, which wipes them. Errors: ERR_CREDENTIALS when nobody is signed in, or not any more, or not for this role, with
 * the command that helps; those of the network. Source: GetRoleCredentials of the service "sso".
 */
bool sso_fetch(const struct sso *sso, const struct sso_role *role, struct ls_scope scope,
               struct credentials *ret_credentials, struct err *err) MUST_USE;

#endif
