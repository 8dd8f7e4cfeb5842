/*
 * deployment_step.h — one deployment of a container service: it is sent once, found again after a lost response, and
 * waited for. For the resource, the action and the command. Knows versions and states; must not know where the
 * containers come from, nor their logs (deployment_log.h).
 */
#ifndef STEPS_DEPLOYMENT_STEP_H
#define STEPS_DEPLOYMENT_STEP_H

#include "steps/session.h"

/* A deployment as it is requested. Texts and values are borrowed. */
struct deployment {
    struct str service, service_arn; /* "" as ARN: any service with the name */
    json_t *containers; /* {"web": {"image", "command", "environment", "ports"}}; NULL: those of the
                                      * current deployment */
    json_t *endpoint;   /* {"containerName", "containerPort", "healthCheck"}; NULL: none is sent */
    int64_t version;    /* of the accepted request; 0 before */
};

/* All versions that the service keeps, the newest first. Source: GetContainerServiceDeployments. */
bool deployment_list(struct session *s, struct str service, json_t **ret_deployments) MUST_USE;
/* The deployment with this version; NULL when it is not in the list. */
json_t *deployment_of_version(const json_t *deployments, int64_t version);

/*
 * Whether a deployment that the API shows is the one that was sent: images (".latest" is any number), commands,
 * variables, ports, and the members of the endpoint that were sent. What was not sent (NULL) is not compared.
 */
bool deployment_shows(const json_t *containers, const json_t *endpoint, const json_t *shown);

/* The same for one container, and for its image. */
bool deployment_same_container(const json_t *sent, const json_t *shown);
bool deployment_same_image(struct str sent, struct str shown);

/*
 * Waits until no change of the service is in progress. ret_service: its last read. Errors: ERR_NOT_FOUND;
 * ERR_CONFLICT when another service has the name; ERR_FAILED when it is being deleted.
 */
bool deployment_settle(struct session *s, struct str service, struct str arn, json_t **ret_service) MUST_USE;

/*
 * Waits until the service can take a deployment, sends it and sets its version. After a lost response, a deployment
 * is ours only if it is newer than all that were listed before the request, and shows what was sent. Errors: those of
 * deployment_settle and of CreateContainerServiceDeployment; ERR_FAILED when the service is disabled.
 */
bool deployment_send(struct session *s, struct deployment *deployment) MUST_USE;

/*
 * Waits until the version is active or has failed. ret_shown (in s->mem, NULL until it was read): the deployment as the
 * API shows it. Errors: ERR_FAILED, with the version that the service runs instead, or when no read shows the version; ERR_NOT_FOUND; ERR_TIMEOUT and
 * ERR_STOPPED.
 */
bool deployment_wait(struct session *s, const struct deployment *deployment, json_t **ret_shown) MUST_USE;

#endif
