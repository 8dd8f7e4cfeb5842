/*
 * container_states.h — the states of a container service, for the files that change them. It must not know which
 * request begins a change.
 */
#ifndef SIM_API_CONTAINER_STATES_H
#define SIM_API_CONTAINER_STATES_H

#include "world.h"

/* Sets the state and the code of its detail; code NULL: without a detail. */
void container_service_set_state(struct resource *service, const char *state, const char *code);
/* The creation ends here: the service stays PENDING with this code. */
void container_service_fail(struct resource *service, const char *code);
/* READY, RUNNING or DISABLED. */
void container_service_settle(struct resource *service);

/* Plans the transitions prefix0, prefix1, … and "prefix-end" in equal steps until duration_ms from start_ms. */
void container_service_plan(struct region *region, struct resource *service, const char *prefix, size_t steps,
                            int64_t start_ms, int64_t duration_ms);

#endif
