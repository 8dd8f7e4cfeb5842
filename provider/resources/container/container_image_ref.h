/*
 * container_image_ref.h — the form of the name of an image. Knows the grammar of references to registries and of the images
 * of a container service; must not know which images exist.
 */
#ifndef RESOURCES_CONTAINER_IMAGE_REF_H
#define RESOURCES_CONTAINER_IMAGE_REF_H

#include "base/arena.h"
#include "base/str.h"

/*
 * What is wrong with the name of an image for a container of the service ("": the service is not known), in one sentence
 * that says what to write instead, in `mem`; "" when nothing is wrong. Images of a service: ":service.label.3" or
 * ":service.label.latest". All others: [host[:port]/]path[:tag][@digest]. Source: the guide, "Container images"; the
 * reference grammar of the distribution project.
 */
struct str container_image_fault(struct arena *mem, struct str image, struct str service);

#endif
