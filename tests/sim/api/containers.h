/*
 * containers.h — container services, for the files of their deployments, images and logs. What a service has
 * besides its document is in its hidden members "deployments", "images", "logs" and "marks".
 */
#ifndef SIM_API_CONTAINERS_H
#define SIM_API_CONTAINERS_H

#include "call.h"
#include "kind.h"
#include "shape.h"

extern const struct kind container_service_kind;

#define SERVICE REQUIRED("serviceName", STRING)

/* The service that the input names; NULL after call_fail. */
struct resource *container_service_find(struct call *call);
/* The same, for a change: it is not in transition. */
struct resource *container_service_find_settled(struct call *call);

/* The pattern of names of services, containers and labels; false after call_fail. */
bool container_check_name(struct call *call, const char *member, const char *name, size_t longest);

/* Ends the response {"containerService":{...}}. */
bool container_service_answer(struct call *call, struct resource *service);

#endif
