/*
 * domain_delegation.h — domains that are registered in the account, whose name servers the service sets when a
 * zone is created. It must not know what is in a zone.
 */
#ifndef SIM_API_DOMAIN_DELEGATION_H
#define SIM_API_DOMAIN_DELEGATION_H

#include "call.h"

/*
 * The account has registered a domain, as a test says, and delegations of it end with this code; NULL: it is
 * not registered any more. False when this is no end of a delegation. The world is locked.
 */
bool domain_delegation_register(const char *name, const char *end);

/* A zone was created: the delegation begins when its domain is registered. */
void domain_delegation_begin(struct call *call, struct resource *domain);

/* transition of the kind */
void domain_delegation_transition(struct resource *domain, const char *word);

#endif
