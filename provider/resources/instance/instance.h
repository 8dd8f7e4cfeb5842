/*
 * instance.h — what the files of lightsail_instance share: looking at one, waiting for one, what a plan says about one.
 * Knows instances; must not know what is put around them (addresses, firewalls).
 */
#ifndef RESOURCES_INSTANCE_H
#define RESOURCES_INSTANCE_H

#include "gen/instance.h"
#include "lightsail/machine.h"
#include "runtime/api.h"

/* Of the region; what an instance has for which no other is named. */
#define INSTANCE_DEFAULT_KEY_PAIR STR("LightsailDefaultKeyPair")

/* ---- instance_read.c ---- */

/* The instance as it is now; lives in c->mem. Errors: ERR_NOT_FOUND, those of the call. */
bool instance_get(struct call *c, struct str name, json_t **ret_instance) MUST_USE;

/* Size of the disk that the system is on; null when the answer does not say. */
struct tf_int instance_system_disk_gb(const json_t *answer);

/* "running", "stopped", "pending", … */
struct str instance_state(const json_t *answer);

bool instance_read(struct call *c, const void *prior_model, void *state_model) MUST_USE;

/* ---- instance_wait.c ---- */

enum instance_goal {
    INSTANCE_UP, /* running, and reachable at an address of its kind */
    INSTANCE_STOPPED,
    INSTANCE_SETTLED, /* running or stopped, not on the way */
};
/* Whether an answer about it tells the goal INSTANCE_SETTLED. */
bool instance_is_settled(const json_t *answer);

/*
 * Looks until the goal is reached; `ret_instance` (may be NULL) is the last look, also on failure. Errors: ERR_FAILED when it
 * cannot be reached any more, ERR_NOT_FOUND, ERR_TIMEOUT, ERR_STOPPED.
 */
bool instance_wait(struct call *c, struct str name, enum instance_goal goal, json_t **ret_instance) MUST_USE;
/* The same when a request that leads there was just accepted with this answer: it may well take as long as the last time. */
bool instance_follow(struct call *c, struct str name, enum instance_goal goal, const json_t *answer,
                     json_t **ret_instance) MUST_USE;

/*
 * For what only a running instance can do: waits while it is on its way; `seen` is an answer about it. Lightsail answers for a stopped one that it may be
 * better in some minutes, which would be waited for in vain. Errors: ERR_USER with `doing` ("can be rebooted"), those of instance_wait.
 */
bool instance_must_run(struct call *c, const json_t *seen, const char *doing) MUST_USE;

/* Looks until there is no instance of the name; its deletion was just accepted with this answer. */
bool instance_wait_gone(struct call *c, struct str name, const json_t *answer) MUST_USE;

/* Starts or stops it and waits for INSTANCE_UP or INSTANCE_STOPPED; nothing to do is success. */
bool instance_set_power(struct call *c, struct str name, bool run, json_t **ret_instance) MUST_USE;

/*
 * Stops it although it is stuck while it is stopping, and waits for INSTANCE_STOPPED; nothing to do is success. Source: `force` of
 * StopInstance.
 */
bool instance_stop_by_force(struct call *c, struct str name) MUST_USE;

/* ---- instance_plan.c ---- */

bool instance_validate(struct call *c, const void *config_model);
bool instance_modify_plan(struct call *c, struct plan *plan) MUST_USE;
/* Whether a change of the address type goes to or from the IPv6-only family, which changes the bundle. */
bool instance_crosses_family(struct tf_string from, struct tf_string to);

/* ---- instance_check.c ---- */

/* Holds what is about to be created against the region's catalogue; reports by call_error and call_warn. */
bool instance_check_catalogue(struct call *c, const struct instance *planned) MUST_USE;

/* ---- instance_update.c ---- */

bool instance_update(struct call *c, const void *prior_model, const void *plan_model, void *state_model)
    MUST_USE;
/* Whether the plan or state wants the add-on to be on. */
bool instance_wants_snapshots(const struct instance *instance);

#endif
