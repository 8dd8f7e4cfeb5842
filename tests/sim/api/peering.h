/*
 * peering.h — the connection of Lightsail's VPC with the default VPC of the account, one in each Region. It must not
 * know who uses it.
 */
#ifndef SIM_API_PEERING_H
#define SIM_API_PEERING_H

#include "kind.h"

extern const struct kind peering_kind;

/* From now on the account has a default VPC in the Region, or not. */
void peering_set_default_vpc(const char *region_name, bool exists);

#endif
