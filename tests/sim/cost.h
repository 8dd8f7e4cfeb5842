/*
 * cost.h — GetCostEstimate: what an instance or a disk costs in a time.
 * It must not know more about a resource than its bundle or size.
 */
#ifndef SIM_COST_H
#define SIM_COST_H

#include "call.h"

bool get_cost_estimate(struct call *call);

#endif
