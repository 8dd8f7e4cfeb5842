/*
 * machine.h — what an instance is doing, from what GetInstance shows, and waiting for it. Knows the states of the API; must not know who
 * wants to know.
 */
#ifndef LIGHTSAIL_MACHINE_H
#define LIGHTSAIL_MACHINE_H

#include "lightsail/change.h"

/* The instance as of now, in scope.mem; *ret_instance is NULL, and that is no error, when there is none. Source: GetInstance. */
bool ls_instance_find(struct ls_client *client, struct aws_scope scope, struct str name,
                      json_t **ret_instance, struct err *err) MUST_USE;
/* "running"; the empty text for NULL. */
struct str ls_instance_state(const json_t *instance);
/* Whether it is there and not about to go. */
bool ls_instance_exists(const json_t *instance);
/* Where to reach it: public IPv4, else its first IPv6 address, else the empty text. */
struct str ls_instance_address(const json_t *instance);

/* What a wait is for; `instance` is NULL when there is none. */
typedef bool ls_instance_is(const json_t *instance);
ls_instance_is ls_instance_is_up; /* runs and has an address of its kind */
ls_instance_is ls_instance_is_running, ls_instance_is_stopped, ls_instance_is_gone;

/* The request to create, and what the new instance shows of it: blueprint, bundle, zone, key pair. In `mem`. */
json_t *ls_instance_traits(struct arena *mem, const json_t *request);

/* The effects of StartInstance, StopInstance and DeleteInstance: what is in transition counts. */
struct ls_effect ls_instance_starts(struct str name), ls_instance_stops(struct str name),
    ls_instance_goes(struct str name, struct str arn);

/*
 * Reads until it `is` so. `told` hears of each read that was too early; NULL: nobody. Errors: ERR_NOT_FOUND when it
 * disappears meanwhile, and those of GetInstance and of the scope's deadline.
 */
bool ls_instance_wait(struct ls_client *client, struct aws_scope scope, struct str name, ls_instance_is *is,
                      void (*told)(struct str name, struct str state, int64_t waited_ms),
                      json_t **ret_instance, struct err *err) MUST_USE;

#endif
