/*
 * bucket_access.h — the instances that have access to a bucket. It must not know what they do with it.
 */
#ifndef SIM_API_BUCKET_ACCESS_H
#define SIM_API_BUCKET_ACCESS_H

#include "kind.h"

/* How many instances of the region have access. One that was deleted has none, also when its name is used again. */
size_t bucket_access_count(struct region *region, const struct resource *bucket);

/* Adds ,"resourcesReceivingAccess":[...] */
void bucket_access_print(struct region *region, const struct resource *bucket, struct text *out);

#endif
