/*
 * dispatch.h — the table of operations: name, input, handler; and running one call from it.
 * It must not know HTTP, signatures or faults.
 */
#ifndef SIM_DISPATCH_H
#define SIM_DISPATCH_H

#include "call.h"

struct api;

/* NULL for an operation that the simulator does not have. */
const struct api *dispatch_find(const char *operation);

/* The same text as given, but one that lives as long as the program; "Unknown" for what is not in the table. */
const char *dispatch_name(const char *operation);

/* True when a call of it may change the world: everything but Get... and Download... */
bool dispatch_is_mutating(const char *operation);

/*
 * Checks call->input, locks the world, lets time pass and runs the handler. False after call_fail, and the world is
 * as before. The state file is written when something changed.
 */
bool dispatch_run(const struct api *api, struct call *call);

#endif
