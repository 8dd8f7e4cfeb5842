/*
 * action.h — the contract of an action: something done to a thing that changes no state of Terraform (start, reboot, snapshot).
 * Source: protocol section 4.15.
 */
#ifndef RUNTIME_ACTION_H
#define RUNTIME_ACTION_H

#include "runtime/resource.h"

struct action {
    const struct schema_desc *schema;
    bool (*validate)(struct call *c, const void *config); /* optional */
    /* Does it, waits for it, and tells how it goes by action_progress. */
    bool (*invoke)(struct call *c, const void *config);
};

/* One line for the person who waits: "waiting for 'web' to stop (12 s)". */
void action_progress(struct call *c, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
