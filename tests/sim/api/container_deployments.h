/*
 * container_deployments.h — deployments of a container service: how one is checked, begins and ends.
 */
#ifndef SIM_API_CONTAINER_DEPLOYMENTS_H
#define SIM_API_CONTAINER_DEPLOYMENTS_H

#include "call.h"
#include "shape.h"

extern const struct member container_endpoint_members[];

/* Containers and endpoint inside of a member of the input. */
extern const struct member container_deployment_members[];
#define DEPLOYMENT(member) PARTS(member, STRUCTURE, container_deployment_members, false)

/* Containers and endpoint fit together; false after call_fail. */
bool container_deployment_check(struct call *call, const json_t *deployment);

/* The next version, which starts at start_ms and takes --operation-ms. */
void container_deployment_begin(struct call *call, struct resource *service, const json_t *deployment,
                                int64_t start_ms);

/* Applies a word that container_deployment_begin() has planned; other words are ignored. */
void container_deployments_transition(struct resource *service, const char *word);

/* The next deployment of the service, or the one in progress, fails; line: of each container's log, or NULL. */
void container_deployments_fail_next(struct resource *service, const char *line);

#endif
