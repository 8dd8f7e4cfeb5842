/*
 * tag.h — the tags of an object as the API returns them. Must not know what a tag means.
 */
#ifndef LIGHTSAIL_TAG_H
#define LIGHTSAIL_TAG_H

#include "base/json.h"

/* The value of the tag, borrowed from the object; data == NULL: the object does not have the tag. */
struct str ls_tag(const json_t *object, struct str key);

#endif
