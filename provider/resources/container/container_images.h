/*
 * container_images.h — the images of a container service: shared reads, and what a name and an entry say. Knows
 * GetContainerImages; must not know who registers or deletes an image.
 */
#ifndef RESOURCES_CONTAINER_IMAGES_H
#define RESOURCES_CONTAINER_IMAGES_H

#include "runtime/api.h"

/*
 * The images of a service as AWS lists them; borrowed from c->mem or from memory of the provider, and never changed.
 * Errors: those of GetContainerImages; ERR_NOT_FOUND: there is no such service.
 */
bool container_images_now(struct call *c, struct str service, const json_t **ret_images) MUST_USE;
/*
 * The same for a refresh: read since the provider was configured and since it last changed an image of the service.
 * Calls for one service share one request.
 */
bool container_images_shared(struct call *c, struct str service, const json_t **ret_images) MUST_USE;
/* Before and after a change of the images of a service: shared lists that were read earlier do not count any more. */
void container_images_change(struct call *c, struct str service);

/*
 * The resource of the service's deployment was destroyed in this run, and the deployment stays, because Lightsail has no
 * deletion of it: its images stay, too.
 */
void container_deployment_stays(struct call *c, struct str service);
bool container_deployment_is_left(struct call *c, struct str service);

/* "web" of ":app.web.3"; data == NULL if the name has another form. Borrowed from `name`. */
struct str container_image_label(struct str name);

#endif
