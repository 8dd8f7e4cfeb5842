/*
 * balancer_targets.h — the instances of a load balancer, and their health, which follows their power state. It
 * must not know what else a load balancer has.
 */
#ifndef SIM_API_BALANCER_TARGETS_H
#define SIM_API_BALANCER_TARGETS_H

#include "kind.h"

/* Prints instanceHealthSummary, an array, as it is at call->seen_ms. */
void balancer_targets_print(const struct call *call, const struct resource *balancer, struct text *out);

/* The number of healthy instances. */
int balancer_targets_healthy(struct region *region, const struct resource *balancer, int64_t now_ms);
/* Whether an instance is attached to it. */
bool balancer_has_targets(struct region *region, const struct resource *balancer);

/*
 * What a test sets for an instance until it is attached again: "unhealthy", "unavailable" ... with a reason
 * that may be NULL; a health of NULL is as by itself. The reason for a refusal, a literal; otherwise NULL.
 */
const char *balancer_target_set_health(struct resource *balancer, const char *instance_name,
                                       const char *health, const char *reason);

#endif
