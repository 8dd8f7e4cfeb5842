/*
 * portal.h — IAM Identity Center: GetRoleCredentials after a sign-in (the service "sso" of 2019-06-10) and
 * CreateToken, which refreshes a sign-in ("sso-oidc" of 2019-06-10). It must not know HTTP beyond the parts
 * of these two requests, nor how a user signs in.
 */
#ifndef SIM_PORTAL_H
#define SIM_PORTAL_H

#include "options.h"
#include "text.h"

bool portal_is_meant(const char *path);

/* Missing parts are NULL. */
struct portal_request {
    const char *path, *method, *account, *role, *token, *user_agent;
    const struct text *body;
};

/*
 * Adds the response and returns its HTTP status; the request is stored for /_sim/requests without its token.
 */
unsigned portal_answer(const struct options *options, const struct portal_request *request, struct text *out);

#endif
