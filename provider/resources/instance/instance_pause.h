/*
 * instance_pause.h — a stop of an instance that several calls share: for changes that need a stopped instance, such
 * as detaching a disk. Knows the power of an instance; must not know what is done during the pause.
 *
 * Each call enters before its change and leaves after it. The first one stops the instance if it is running, and
 * the last one starts it again. A call that enters while others are inside needs no request.
 */
#ifndef RESOURCES_INSTANCE_PAUSE_H
#define RESOURCES_INSTANCE_PAUSE_H

#include "runtime/api.h"

/* Stops the instance unless it is stopped. ret_was_running (may be NULL): it was running before the first call
 * entered. After a failure the call is not inside. An instance that does not exist is ERR_NOT_FOUND. */
bool instance_pause_enter(struct call *c, struct str name, bool *ret_was_running) MUST_USE;

/*
 * The last call starts the instance again, if it was running, and waits until it is. done: whether the change of the
 * caller succeeded; otherwise c->err has its error and stays, and a failed start is a warning. Returns false when
 * there is an error.
 */
bool instance_pause_leave(struct call *c, struct str name, bool done) MUST_USE;

/* Whether the instance runs, or ran before the calls that are inside stopped it. An instance that does not exist is
 * ERR_NOT_FOUND. */
bool instance_pause_power(struct call *c, struct str name, bool *ret_runs) MUST_USE;

/*
 * Starts or stops the instance and waits until it has the state. While other calls are inside, it waits until the
 * last one has left.
 */
bool instance_pause_set_power(struct call *c, struct str name, bool run) MUST_USE;

/* Leaves without a start, because the instance is deleted: a new one of this name is not stopped. */
void instance_pause_deleted(struct call *c, struct str name);

/* Start it in the last leave, although it was stopped when the first call entered: an interrupted run has stopped
 * it. Only inside. */
void instance_pause_was_running(struct call *c, struct str name);

/*
 * Waits until no other call is inside, and lets none enter until instance_pause_alone_end: for a change that deletes the
 * instance and creates it again. Errors: ERR_STOPPED, ERR_TIMEOUT.
 */
bool instance_pause_alone(struct call *c, struct str name) MUST_USE;
void instance_pause_alone_end(struct call *c, struct str name);

#endif
