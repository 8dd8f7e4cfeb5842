/*
 * subdomain_associations.h — the distribution that a subdomain leads to, and its change over time. It must not know
 * how either is created.
 */
#ifndef SIM_API_SUBDOMAIN_ASSOCIATIONS_H
#define SIM_API_SUBDOMAIN_ASSOCIATIONS_H

#include "kind.h"

/* Apply a planned word, to a subdomain and to a distribution. */
void subdomain_association_transition(struct resource *subdomain, const char *word);
void subdomain_distribution_transition(struct resource *distribution, const char *word);

/*
 * A new distribution is to have this subdomain: it is created and associated when the distribution is deployed, at
 * deployed_ms. False: that will fail, and the distribution says why; *ret_code and *ret_details are literals.
 */
bool subdomain_begin_with(struct call *call, struct resource *distribution, const char *name,
                          int64_t deployed_ms, const char **ret_code, const char **ret_details);

/* The distribution is being deleted: its subdomain is free afterwards. */
void subdomain_leave(struct call *call, const struct resource *distribution);

#endif
