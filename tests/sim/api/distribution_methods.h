/*
 * distribution_methods.h — the HTTP methods of a distribution, which are a choice of three texts. It must not know
 * what is cached.
 */
#ifndef SIM_API_DISTRIBUTION_METHODS_H
#define SIM_API_DISTRIBUTION_METHODS_H

#include "call.h"

enum methods { METHODS_READ, METHODS_OPTIONS, METHODS_ALL, METHODS };

/* allowedHTTPMethods and cachedHTTPMethods of the settings; false after call_fail. */
bool distribution_methods_check(struct call *call, const json_t *settings);

/* The choice that a text means, in any order, or the default; as the API writes it. */
const char *distribution_methods(const char *text, enum methods otherwise);

#endif
