/*
 * vpc_peering.h — the connection with the default VPC of the account. Must not know who uses it.
 */
#ifndef RESOURCES_VPC_PEERING_H
#define RESOURCES_VPC_PEERING_H

#include "runtime/api.h"

/* Whether the networks of the region are connected. */
bool vpc_peering_exists(struct call *c, bool *ret_exists) MUST_USE;

#endif
