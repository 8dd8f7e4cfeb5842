/*
 * distribution_origins.h — where a distribution gets its content from: an instance, a load balancer, a bucket or a
 * container service of any Region. It must not know what a distribution does with it.
 */
#ifndef SIM_API_DISTRIBUTION_ORIGINS_H
#define SIM_API_DISTRIBUTION_ORIGINS_H

#include "call.h"
#include "shape.h"

extern const struct member distribution_origin_members[];

/* The origin of the input as the API shows it, and its address; NULL after call_fail. The caller owns both. */
json_t *distribution_origin_check(struct call *call, char **ret_address);

#endif
