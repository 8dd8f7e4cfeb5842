/*
 * image_name.h — the form of the name of an image. Knows the grammar of references to registries and of the images
 * of a container service; must not know which images exist.
 */
#ifndef STEPS_IMAGE_NAME_H
#define STEPS_IMAGE_NAME_H

#include "base/arena.h"
#include "base/str.h"

/*
 * What is wrong with the name of an image for a container of the service ("": the service is not known), in one sentence
 * that says what to write instead, in `mem`; "" when nothing is wrong. Images of a service: ":service.label.3" or
 * ":service.label.latest". All others: [host[:port]/]path[:tag][@digest]. Source: the guide, "Container images"; the
 * reference grammar of the distribution project.
 */
struct str image_name_fault(struct arena *mem, struct str image, struct str service);

/* Whether a name without a fault has a tag or a digest at its end. */
bool image_name_has_end(struct str image);

/* "sha256:" and 64 lower-case hexadecimal digits. */
bool image_is_digest(struct str text);
/* 1 to 53 lower-case letters, digits and dashes, with a letter or digit at both ends: labels, and names of containers. */
bool image_is_label(struct str text);

#endif
