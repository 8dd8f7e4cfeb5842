/*
 * tags.h — tags: their limits, how a list of them is merged into a resource, and the two calls that change them.
 * It must not know what kind of resource carries them.
 */
#ifndef SIM_TAGS_H
#define SIM_TAGS_H

#include "call.h"

/* Checks the list under "tags" of the input (absent is fine): keys, values, number. False after call_fail. */
bool tags_check(struct call *call, size_t already);

/* Adds the tags of the input to the document; a key that is there gets the new value. */
void tags_merge(struct resource *resource, const json_t *tags);

bool tag_resource(struct call *call);
bool untag_resource(struct call *call);

#endif
