/*
 * portal.h — IAM Identity Center: GetRoleCredentials for who has signed in (the service "sso" of 2019-06-10) and CreateToken, which refreshes
 * a sign-in ("sso-oidc" of 2019-06-10). It must not know HTTP beyond the parts of these two requests, nor how anybody signs in.
 */
#ifndef SIM_PORTAL_H
#define SIM_PORTAL_H

#include "options.h"
#include "text.h"

bool portal_is_meant(const char *path);

/* Parts that did not come are NULL. */
struct portal_request {
    const char *path, *method, *account, *role, *token, *user_agent;
    const struct text *body;
};

/* Adds the answer and returns its HTTP status; the request is kept for /_sim/requests without its token. */
unsigned portal_answer(const struct options *options, const struct portal_request *request, struct text *out);

#endif
