/*
 * balancer_policies.h — the TLS policies of load balancers, as a fixed table. It must not know who has one.
 */
#ifndef SIM_API_BALANCER_POLICIES_H
#define SIM_API_BALANCER_POLICIES_H

#include <stdbool.h>

/* Whether there is a policy of this name, and the name of the default one. */
bool balancer_policy_exists(const char *name);
const char *balancer_policy_default(void);

#endif
