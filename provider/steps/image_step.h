/*
 * image_step.h — the images that are registered with a container service: lists and registers them. Knows the operations;
 * must not know how an image came into the registry, nor why it is registered.
 */
#ifndef STEPS_IMAGE_STEP_H
#define STEPS_IMAGE_STEP_H

#include "steps/session.h"

/* The images of the service as GetContainerImages shows them, the newest first, in s->mem. Errors: those of the
 * request. */
bool image_list(struct session *s, struct str service, json_t **ret_images) MUST_USE;

/*
 * Registers the digest, of an image that is in the registry already, under the label, and reads until the list shows
 * the image, for as long as reads may lag. It registers again what is registered already: each request makes the next
 * ":service.label.N". After a lost response, an image of this label and digest that was not listed before the request
 * is ours, and is not registered twice. ret_image: {"image", "digest", "createdAt"}. Errors: those of the request.
 */
bool image_register(struct session *s, struct str service, struct str label, struct str digest,
                    json_t **ret_image) MUST_USE;

/*
 * The same. `others` (NULL: none) are images like those of a list that are not ours, although a read may not show them
 * yet: those that this process has registered for other resources.
 */
bool image_register_beside(struct session *s, struct str service, struct str label, struct str digest,
                           const json_t *others, json_t **ret_image) MUST_USE;

/* Whether the image may be that of a registration at or after since_ms (by the service's clock). */
bool image_is_registration(const json_t *image, struct str service, struct str label, struct str digest,
                           int64_t since_ms);

/* The image with the name (":service.label.3") in a list of images, or NULL. */
json_t *image_find(const json_t *images, struct str name);

/* Whether the name is ":service.label.N". */
bool image_has_label(struct str name, struct str service, struct str label);

#endif
