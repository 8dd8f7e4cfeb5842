/*
 * container_check.h — the form of a deployment's containers and endpoint. It must not know any service.
 */
#ifndef SIM_API_CONTAINER_CHECK_H
#define SIM_API_CONTAINER_CHECK_H

#include "api/container_deployments.h"

/* A copy of an endpoint with the defaults of its health check. */
json_t *container_endpoint_complete(const json_t *endpoint);

#endif
