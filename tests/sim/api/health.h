/*
 * health.h — the status checks of an instance, which reads show when they ask for them. It must not know how an
 * instance starts.
 */
#ifndef SIM_HEALTH_H
#define SIM_HEALTH_H

#include "kind.h"
#include "shape.h"

#define HEALTH OPTIONAL("includeHealthStatus", BOOLEAN)

/* The checks begin; they pass at this time. */
void health_begin(struct region *region, struct resource *instance, int64_t passes_ms);

/* What a test sets until the instance stops: "ok", "impaired" ... for each; NULL is as by itself. */
bool health_set(struct resource *instance, const char *instance_status, const char *system_status,
                int64_t now_ms);
void health_forget(struct resource *instance);

/* The status of the check "instance" or "system" now: "ok", "initializing", "impaired" ... */
const char *health_status(const struct resource *instance, const char *check);

/* print_more of the kind: ,"instanceStatus":{...},"systemStatus":{...} */
void health_print(const struct call *call, const struct resource *instance, struct text *out);

#endif
