/*
 * deployment_log.h — the last log lines of a deployment that failed, for a message. Knows the logs of containers; must not
 * know what was deployed.
 */
#ifndef STEPS_DEPLOYMENT_LOG_H
#define STEPS_DEPLOYMENT_LOG_H

#include "steps/session.h"

/*
 * For each container of the deployment (as the API shows it) its name and its last lines since the deployment was
 * created, in s->mem; "" when there are none. A log that cannot be read is left out. `hidden`: {"web": {"TOKEN": "…"}},
 * variables whose values are replaced in the lines of all containers; NULL: none. Source: GetContainerLog.
 */
struct str deployment_log(struct session *s, struct str service, const json_t *deployment,
                          const json_t *hidden);

/* The text with the values replaced by "(sensitive)", also line by line. Other forms of a value (base64) are not found. */
struct str deployment_hide(struct arena *mem, struct str text, const json_t *hidden);

#endif
