/*
 * container_images.h — the images that were registered for a container service. It must not know deployments.
 */
#ifndef SIM_API_CONTAINER_IMAGES_H
#define SIM_API_CONTAINER_IMAGES_H

#include "call.h"

/*
 * Every image of the containers that begins with a colon is registered for the service; NULL: for one that
 * does not exist yet, which has none. False after call_fail.
 */
bool container_images_check(struct call *call, const struct resource *service, json_t *containers);

/* Replaces :service.label.latest by the newest image of that label. */
void container_images_resolve(const struct resource *service, json_t *containers);

#endif
