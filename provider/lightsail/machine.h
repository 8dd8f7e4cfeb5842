/*
 * machine.h — the state of an instance as GetInstance shows it, and waiting for a state. Knows the states of
 * the API; must not know which resource or command uses it.
 */
#ifndef LIGHTSAIL_MACHINE_H
#define LIGHTSAIL_MACHINE_H

#include "lightsail/change.h"

/*
 * The current instance, in scope.mem; when there is none, *ret_instance is NULL and that is no error. Source:
 * GetInstance.
 */
bool ls_instance_find(struct ls_client *client, struct aws_scope scope, struct str name,
                      json_t **ret_instance, struct err *err) MUST_USE;
/* The state's name, such as "running"; "" for NULL. */
struct str ls_instance_state(const json_t *instance);
/* Whether the instance exists and is not being deleted. */
bool ls_instance_exists(const json_t *instance);
/* The address to connect to: public IPv4, else the first IPv6 address, else "". */
struct str ls_instance_address(const json_t *instance);

/* The condition of a wait; `instance` is NULL when there is none. */
typedef bool ls_instance_is(const json_t *instance);
ls_instance_is ls_instance_is_up; /* running, with a public address of its address type */
ls_instance_is ls_instance_is_running, ls_instance_is_stopped, ls_instance_is_gone;

/*
 * From the request of the creation, the members that the new instance will show: blueprint, bundle, zone, key
 * pair. In `mem`.
 */
json_t *ls_instance_traits(struct arena *mem, const json_t *request);

/*
 * The effects of StartInstance, StopInstance and DeleteInstance; a state in transition ("pending",
 * "stopping") counts.
 */
struct ls_effect ls_instance_starts(struct str name), ls_instance_stops(struct str name),
    ls_instance_deletes(struct str name, struct str arn);

/* Called after a read that does not fulfil the condition of a wait yet. */
typedef void ls_instance_on_wait(void *context, struct str name, struct str state, int64_t waited_ms);

/*
 * Reads until `is` returns true. `on_wait` (may be NULL) is called with `context` after each other read. Errors:
 * ERR_NOT_FOUND when the instance is deleted during the wait, and those of GetInstance and of the scope's deadline.
 */
bool ls_instance_wait(struct ls_client *client, struct aws_scope scope, struct str name, ls_instance_is *is,
                      ls_instance_on_wait *on_wait, void *context, json_t **ret_instance, struct err *err)
    MUST_USE;

#endif
