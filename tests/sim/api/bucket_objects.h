/*
 * bucket_objects.h — how many objects a bucket has: a test says it, because objects are S3's. It must not know
 * what they are.
 */
#ifndef SIM_API_BUCKET_OBJECTS_H
#define SIM_API_BUCKET_OBJECTS_H

#include "kind.h"

/* From now on the bucket has so many objects of so many bytes in all; at_ms may be in the past. */
void bucket_objects_set(struct resource *bucket, int64_t number, int64_t bytes, int64_t at_ms);

/* How many it has. */
int64_t bucket_objects_number(const struct resource *bucket);

/* "number" or "bytes" at this time. */
int64_t bucket_objects_at(const struct resource *bucket, const char *member, int64_t at_ms);

#endif
