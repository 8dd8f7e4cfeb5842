/*
 * container_image.h — a registered image as Lightsail reports it, for the resource and the list, and who uses it. Must
 * not change anything.
 */
#ifndef RESOURCES_CONTAINER_IMAGE_H
#define RESOURCES_CONTAINER_IMAGE_H

#include "gen/container_image.h"
#include "resources/container/container_images.h"

/* `entry` of GetContainerImages; the texts are copied to c->mem. */
void container_image_fill(struct call *c, struct str service, const json_t *entry,
                          struct container_image *state);

/*
 * The deployment of a service, the current or the next one, that uses an image: "the container 'web' of deployment 3",
 * in `mem`; data == NULL if there is none. `service` is an object of GetContainerServices.
 */
struct str container_image_user(struct arena *mem, const json_t *service, struct str image);

#endif
