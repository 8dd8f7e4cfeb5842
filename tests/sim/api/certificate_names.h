/*
 * certificate_names.h — the domain names of a certificate. It must not know what a certificate is for.
 */
#ifndef SIM_API_CERTIFICATE_NAMES_H
#define SIM_API_CERTIFICATE_NAMES_H

#include "call.h"

/*
 * The domain name and the alternative ones (may be NULL), each once and in lower case. NULL after call_fail. The
 * caller owns the array.
 */
json_t *certificate_names(struct call *call, const char *domain, const json_t *others);

/* Whether a name is one of them; upper and lower case are the same. */
bool certificate_names_have(const json_t *names, const char *domain);

#endif
