/*
 * distributions.h — distributions, for the files of their changes and certificates. It must not know who asks.
 */
#ifndef SIM_API_DISTRIBUTIONS_H
#define SIM_API_DISTRIBUTIONS_H

#include "call.h"
#include "kind.h"
#include "shape.h"

extern const struct kind distribution_kind;

#define DISTRIBUTION REQUIRED("distributionName", NAME)

/* The distribution that the input names, in its only Region; NULL after call_fail. */
struct resource *distribution_find(struct call *call);
/* The same by another member, for a change: it is deployed. */
struct resource *distribution_find_deployed(struct call *call, const char *member);

/* A change of it is being deployed from now on. */
void distribution_deploy(struct call *call, struct resource *distribution);

/* Sets what the input has of the settings that a creation and a change share. */
void distribution_set(struct call *call, struct resource *distribution);

/* The distribution with this origin; NULL when there is none. */
const struct resource *distribution_of_origin(const char *region_name, const char *name);

/* SetIpAddressType of a distribution. */
bool distribution_set_ip_address_type(struct call *call);

#endif
