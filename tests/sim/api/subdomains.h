/*
 * subdomains.h — subdomains of amazonlightsail.com, for the files of their associations and of distributions.
 */
#ifndef SIM_API_SUBDOMAINS_H
#define SIM_API_SUBDOMAINS_H

#include "kind.h"

extern const struct kind subdomain_kind;

void subdomain_set_state(struct resource *subdomain, const char *state);

/* A new subdomain with the tags of the input, if they are for it; its name was checked. */
struct resource *subdomain_create(struct call *call, const char *name);

/* The account may have another one; false after call_fail. */
bool subdomain_check_quota(struct call *call);

/* Ends the response of one operation with "subdomain". */
bool subdomain_answer(struct call *call, const struct resource *subdomain);

/* The next creation of this name fails. */
void subdomain_fail_next(const char *name);

#endif
