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
 * Whether the current or the next deployment of a service, an object of GetContainerServices, uses an image; and who does,
 * in `mem`: "the container 'web' of deployment 3", or data == NULL.
 */
bool container_image_is_used(const json_t *service, struct str image);
struct str container_image_user(struct arena *mem, const json_t *service, struct str image);

#endif
