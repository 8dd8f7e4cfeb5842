/*
 * machine_keys.h — the sources of credentials on a machine: the instance metadata service (version 2) and a
 * container's address. It must not know HTTP beyond method, path and headers.
 */
#ifndef SIM_MACHINE_KEYS_H
#define SIM_MACHINE_KEYS_H

#include "options.h"
#include "sigv4.h"
#include "text.h"

/* Whether the path belongs to one of them: below /latest/ or /_container/. */
bool machine_keys_is_meant(const char *path);

/*
 * Adds the response and returns its HTTP status; the request is stored for /_sim/requests without its token.
 */
unsigned machine_keys_answer(const struct options *options, const struct signed_request *request,
                             const char *user_agent, struct text *out);

#endif
