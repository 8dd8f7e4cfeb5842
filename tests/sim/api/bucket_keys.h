/*
 * bucket_keys.h — the access keys of buckets, for what S3 does with them. It must not know how a request arrives.
 */
#ifndef SIM_API_BUCKET_KEYS_H
#define SIM_API_BUCKET_KEYS_H

#include "kind.h"

/* What S3 says about a key from now on; a NULL text changes nothing. False: the bucket has no such key. */
bool bucket_key_set(struct resource *bucket, const char *id, const char *status, const char *service,
                    int64_t now_ms);

#endif
