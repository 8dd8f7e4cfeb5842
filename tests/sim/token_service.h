/*
 * token_service.h — the Security Token Service: AssumeRole, AssumeRoleWithWebIdentity, GetCallerIdentity over its
 * query protocol. It must not know HTTP beyond headers and bodies, nor anything of Lightsail.
 */
#ifndef SIM_TOKEN_SERVICE_H
#define SIM_TOKEN_SERVICE_H

#include "faults.h"
#include "sigv4.h"
#include "text.h"

/* Whether the request is for this service: a form sent to "/" with an Action. */
bool token_service_is_meant(const char *path, const char *method, const char *content_type,
                            const char *target);

/*
 * Adds the XML response and returns its HTTP status; the request is stored for /_sim/requests without its
 * token. ret_fault: how to break the connection instead.
 */
unsigned token_service_answer(const struct options *options, const struct signed_request *request,
                              const char *user_agent, struct text *out, enum fault *ret_fault);

#endif
