/*
 * dispatch.h — runs one call of an operation: its input is checked, the world is locked, late reads see the
 * past. It must not know any operation, nor HTTP, signatures or faults.
 */
#ifndef SIM_DISPATCH_H
#define SIM_DISPATCH_H

#include "call.h"

/* The same text as given, but with static lifetime; "Unknown" for a name that is in no table. */
const char *dispatch_name(const char *operation);

/* True when the operation may change the world: every operation except Get... and Download... */
bool dispatch_is_mutating(const char *operation);

/*
 * Checks call->input, locks the world, applies the changes that are due and runs the handler. False after
 * call_fail, and the world is as before. The state file is written when something changed.
 */
bool dispatch_run(const struct api *api, struct call *call);

#endif
