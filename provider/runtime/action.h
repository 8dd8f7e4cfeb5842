/*
 * action.h — the contract of an action: an operation on an object that changes no state of Terraform (start,
 * reboot, snapshot). Source: protocol section 4.15.
 */
#ifndef RUNTIME_ACTION_H
#define RUNTIME_ACTION_H

#include "runtime/resource.h"

struct action {
    const struct schema_desc *schema;
    bool (*validate)(struct call *c, const void *config); /* optional */
    /* Runs the operation, waits for it, and reports the progress by action_progress. */
    bool (*invoke)(struct call *c, const void *config);
};

/* One line of progress for the user: "waiting for 'web' to stop (12 s)". */
void action_progress(struct call *c, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
