/*
 * tags.h — tags: their limits, and how a list of them is merged into a resource. It must not know which kind
 * of resource has them.
 */
#ifndef SIM_TAGS_H
#define SIM_TAGS_H

#include "call.h"
#include "shape.h"

extern const struct member tag_members[];
#define TAGS PARTS("tags", STRUCTURES, tag_members, false)

/*
 * Checks the list "tags" of the input (a missing list is valid): keys, values, number. False after call_fail.
 */
bool tags_check(struct call *call, size_t already);

/* The tag of a list with that key, and where it is; NULL when there is none. */
json_t *tags_find(json_t *tags, const char *key, size_t *ret_index);

/* For a kind whose tags have values: the same list; false after call_fail. */
bool tags_check_values(struct call *call);

/* Adds the tags of the input to the document; an existing key gets the new value. */
void tags_merge(struct resource *resource, const json_t *tags);

#endif
