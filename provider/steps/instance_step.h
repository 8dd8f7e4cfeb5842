/*
 * instance_step.h — one change of an instance and the wait for its end, and the static IP of an instance. Knows the
 * operations; must not know why an instance changes.
 */
#ifndef STEPS_INSTANCE_STEP_H
#define STEPS_INSTANCE_STEP_H

#include "steps/session.h"

/* Whether its name still belongs to it: session_check. */
bool instance_check(struct session *s, const json_t *instance) MUST_USE;
/*
 * Waits until it `is` in the state and reports its name and state meanwhile. Errors: ERR_TIMEOUT, with
 * the last state, when the step takes longer than ten minutes or s->step_ms.
 */
bool instance_wait_for(struct session *s, struct str name, ls_instance_is *is, json_t **ret_instance)
    MUST_USE;
/* A change of an instance, its operations, and the wait for the state `is`: one step with one timeout. It
 * takes over the reference `in`. */
bool instance_send(struct session *s, enum ls_op op, json_t *in, const struct ls_effect *effect,
                   ls_instance_is *is) MUST_USE;
/* Deletes the object with the name: the caller has just compared the ARN. */
bool instance_delete(struct session *s, const struct ls_effect *goes) MUST_USE;
/* StartInstance, StopInstance or RebootInstance of this very instance. is NULL: does not wait. */
bool instance_power(struct session *s, enum ls_op op, const json_t *instance, ls_instance_is *is) MUST_USE;
/* Attaches an unattached address to this very instance. */
bool static_ip_attach(struct session *s, const json_t *static_ip, const json_t *instance) MUST_USE;
/* The static IP that is attached to the instance, or NULL. */
bool instance_static_ip(struct session *s, struct str name, json_t **ret_static_ip) MUST_USE;

#endif
