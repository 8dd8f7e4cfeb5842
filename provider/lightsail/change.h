/*
 * change.h — changes whose answer may get lost, and what an instance has come to since. Knows how to look before sending
 * twice; must not know who wants the change.
 */
#ifndef LIGHTSAIL_CHANGE_H
#define LIGHTSAIL_CHANGE_H

#include "lightsail/client.h"

/* Whether a change whose answer was lost has happened; false with `err` when it cannot tell. */
typedef bool ls_look(struct ls_client *client, struct ls_scope scope, const void *context, bool *ret_happened,
                     struct err *err);

/*
 * ls_call for a change: when the answer was lost it looks before it sends again, so nothing is done twice. With `wait`
 * it also waits for the operations that the answer names. `in` stays the caller's. On an error err->maybe_done tells
 * whether the change may have happened all the same. Errors: those of ls_call and ls_wait_operations.
 */
bool ls_change(struct ls_client *client, struct ls_scope scope, enum ls_op op, json_t *in, ls_look *look,
               const void *context, bool wait, struct err *err) MUST_USE;

/* What the looks at an instance need to know; began_wall_ms is taken right before the request. */
struct ls_instance_change {
    struct str name;
    struct str bundle, blueprint; /* ls_look_created: of the new instance */
    const char *operation;        /* ls_look_operation: "RebootInstance" */
    int64_t began_wall_ms;
};
/* An instance of that name, size and image that is no older than the change. */
ls_look ls_look_created;
/* No instance of that name, or one that is about to go. */
ls_look ls_look_deleted;
/* An operation of that type that is no older than the change; it is waited for, as its answer would have been. */
ls_look ls_look_operation;

/* GetInstance; *ret_instance is NULL, and that is no error, when there is none. Source: GetInstance. */
bool ls_instance_find(struct ls_client *client, struct ls_scope scope, struct str name, json_t **ret_instance,
                      struct err *err) MUST_USE;
/* "running"; the empty text for NULL. */
struct str ls_instance_state(const json_t *instance);
/* Whether it is there and not about to go. */
bool ls_instance_exists(const json_t *instance);
/* Where to reach it: public IPv4, else its first IPv6 address, else the empty text. */
struct str ls_instance_address(const json_t *instance);

/* What a wait is for; `instance` is NULL when there is none. */
typedef bool ls_instance_is(const json_t *instance);
ls_instance_is ls_instance_is_up; /* runs and has an address */
ls_instance_is ls_instance_is_running, ls_instance_is_stopped, ls_instance_is_gone;
/*
 * Looks until it `is` so. `told` hears of each look that was too early; NULL: nobody. Errors: ERR_NOT_FOUND when it
 * disappears meanwhile, and those of GetInstance and of the scope's patience.
 */
bool ls_instance_wait(struct ls_client *client, struct ls_scope scope, struct str name, ls_instance_is *is,
                      void (*told)(struct str name, struct str state, int64_t waited_ms),
                      json_t **ret_instance, struct err *err) MUST_USE;

#endif
