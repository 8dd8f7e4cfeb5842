/*
 * instance.h — what the files of lightsail_instance share: reading an instance, waiting for one, planning
 * one. Knows instances; must not know static IPs and firewalls.
 */
#ifndef RESOURCES_INSTANCE_H
#define RESOURCES_INSTANCE_H

#include "gen/instance.h"
#include "lightsail/machine.h"
#include "runtime/api.h"

/* The default key pair of the region, used for an instance without a key pair of its own. */
#define INSTANCE_DEFAULT_KEY_PAIR STR("LightsailDefaultKeyPair")

/* ---- instance_read.c ---- */

/* The current instance; lives in c->mem. Errors: ERR_NOT_FOUND, those of the request. */
bool instance_get(struct call *c, struct str name, json_t **ret_instance) MUST_USE;

/* Size of the system disk; null when the response does not contain it. */
struct tf_int instance_system_disk_gb(const json_t *answer);

/* "running", "stopped", "pending", … */
struct str instance_state(const json_t *answer);

bool instance_read(struct call *c, const void *prior_model, void *state_model) MUST_USE;

/* Whether a change of the bundle may be unfinished, as far as the state shows: with -refresh=false it does not show one.
 * The command line, too, changes bundles, but minutes pass between its snapshot and the deletion: one list shows it. */
bool instance_may_be_changing(const struct instance *prior);

/* ---- instance_wait.c ---- */

enum instance_goal {
    INSTANCE_UP, /* running, with a reachable address of its type */
    INSTANCE_STOPPED,
    INSTANCE_SETTLED, /* running or stopped, not in transition */
};
/* Whether the instance in a response has reached the goal INSTANCE_SETTLED. */
bool instance_is_settled(const json_t *answer);

/*
 * Polls until the goal is reached; `ret_instance` (may be NULL) is the last read, also after a failure.
 * Errors: ERR_FAILED when the goal cannot be reached any more, ERR_NOT_FOUND, ERR_TIMEOUT, ERR_STOPPED.
 */
bool instance_wait(struct call *c, struct str name, enum instance_goal goal, json_t **ret_instance) MUST_USE;
/* The same after an accepted request with this response that leads to the goal: it probably takes as long
 * as the last time. */
bool instance_follow(struct call *c, struct str name, enum instance_goal goal, const json_t *answer,
                     json_t **ret_instance) MUST_USE;

/*
 * For requests that need a running instance: waits while it is in transition. `seen` is a response with the
 * instance. For a stopped instance, Lightsail responds that it may work in some minutes, so waiting would not
 * help. Errors: ERR_USER with `doing` ("can be rebooted"), those of instance_wait.
 */
bool instance_must_run(struct call *c, const json_t *seen, const char *doing) MUST_USE;

/* Polls until no instance has the name. Its deletion was just accepted with this response. */
bool instance_wait_gone(struct call *c, struct str name, const json_t *answer) MUST_USE;

/* Starts or stops it and waits for INSTANCE_UP or INSTANCE_STOPPED. If it has that state already, this is
 * success. */
bool instance_set_power(struct call *c, struct str name, bool run, json_t **ret_instance) MUST_USE;

/*
 * Forces the stop of an instance that stays in the state "stopping", and waits for INSTANCE_STOPPED. If it is
 * stopped already, this is success. Source: `force` of StopInstance.
 */
bool instance_stop_by_force(struct call *c, struct str name) MUST_USE;

/* ---- instance_plan.c ---- */

bool instance_validate(struct call *c, const void *config_model);
bool instance_modify_plan(struct call *c, struct plan *plan) MUST_USE;
/* Whether a change of the address type goes to or from the IPv6-only bundles, which changes the bundle. */
bool instance_crosses_family(struct tf_string from, struct tf_string to);

/* ---- instance_check.c ---- */

struct instance_origin;
/* Checks the planned instance against the region's catalogue; reports by call_error and call_warn. origin: of a
 * restored instance (instance_restore.h), otherwise NULL. */
bool instance_check_catalogue(struct call *c, const struct instance *planned,
                              const struct instance_origin *origin) MUST_USE;

/* ---- instance_limit.c ---- */

/* `timeouts`; all null when it is not given. */
struct instance_timeouts instance_own_timeouts(const struct instance *instance);
/* The default timeout of a step does not count the time of a snapshot: without an own one (null) there are 60 more
 * minutes. */
void instance_allow_for_snapshot(struct call *c, struct tf_string own);

/* ---- instance_delete.c ---- */

/*
 * For the plan of a replacement, which is planned in two calls: the first records the name of the final snapshot in
 * the state, the second gets it (null for none). For a tainted instance it is that of the configuration.
 */
void instance_final_snapshot_note(struct call *c, const struct plan *plan);
struct tf_string instance_final_snapshot_of(struct call *c, const struct plan *plan);
/* Checks that the final snapshot can have its name. */
bool instance_plan_destroy(struct call *c, const void *prior_model) MUST_USE;
bool instance_destroy(struct call *c, const void *prior_model) MUST_USE;

/* ---- instance_ready.c ---- */

/*
 * Waits for what `wait_for` of the plan names. instance: a read of the running instance; NULL: it is read. Errors: ERR_TIMEOUT,
 * ERR_STOPPED, those of the reads; at `wait_for`.
 */
bool instance_wait_ready(struct call *c, const struct instance *plan, json_t *instance) MUST_USE;

/* ---- instance_metadata.c ---- */

/* Warns of an option that the region may not have. prior: NULL on create. */
void instance_metadata_plan(struct call *c, const struct instance *prior, const struct instance *planned);
/* Changes the planned options that differ from the state, waits until they are applied, and stores them in the
 * state. */
bool instance_metadata_update(struct call *c, const struct instance *plan, struct instance *state) MUST_USE;

/* ---- instance_update.c ---- */

bool instance_update(struct call *c, const void *prior_model, const void *plan_model, void *state_model)
    MUST_USE;
/* Whether the plan or state has the add-on enabled. */
bool instance_wants_snapshots(const struct instance *instance);

#endif
