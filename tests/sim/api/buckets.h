/*
 * buckets.h — buckets, for the files of their changes, keys and readers. What a bucket has besides its document is
 * in its hidden members "accessKeys", "access", "cors" and "objects".
 */
#ifndef SIM_API_BUCKETS_H
#define SIM_API_BUCKETS_H

#include "call.h"
#include "kind.h"
#include "shape.h"

extern const struct kind bucket_kind;

#define BUCKET REQUIRED("bucketName", STRING)

/* The bucket that the input names; NULL after call_fail. */
struct resource *bucket_find(struct call *call);

/* What no read returns without asking: a hidden list, empty when there is none. The bucket owns it. */
json_t *bucket_list(struct resource *bucket, const char *member);

/* Ends the response of operations with "bucket", and its CORS rules if the request has any. */
bool bucket_answer(struct call *call, struct resource *bucket);

/* Adds ,"cors":{"rules":[...]} */
void bucket_print_cors(const struct resource *bucket, struct text *out);

/*
 * The state of an existing bucket, or of the next one of this name when its creation ends. It is stored in the
 * account.
 */
void bucket_set_state(struct region *region, const char *name, const char *code, const char *message);

/* From now on another account has a bucket of this name, or not any more. */
void bucket_set_foreign(const char *name, bool is_foreign);

#endif
