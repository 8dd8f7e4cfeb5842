/*
 * tags.h — tags: their limits, and how a list of them is merged into a resource.
 * It must not know what kind of resource carries them.
 */
#ifndef SIM_TAGS_H
#define SIM_TAGS_H

#include "call.h"
#include "shape.h"

extern const struct member tag_members[];
#define TAGS PARTS("tags", STRUCTURES, tag_members, false)

/* Checks the list under "tags" of the input (absent is fine): keys, values, number. False after call_fail. */
bool tags_check(struct call *call, size_t already);

/* The tag of a list with that key, and where it is; NULL when there is none. */
json_t *tags_find(json_t *tags, const char *key, size_t *ret_index);

/* Adds the tags of the input to the document; a key that is there gets the new value. */
void tags_merge(struct resource *resource, const json_t *tags);

#endif
