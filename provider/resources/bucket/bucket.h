/*
 * bucket.h — the parts of lightsail_bucket. Knows its struct; must not know access keys, nor who has access.
 */
#ifndef RESOURCES_BUCKET_H
#define RESOURCES_BUCKET_H

#include "gen/bucket.h"

/* Reports CORS rules that no request can meet, each with its path. Unknown values are accepted. */
void bucket_check_cors(struct call *c, const struct bucket *config);

/* Warns in a plan that deletes or replaces the bucket if it is in use and force_delete does not allow that. */
bool bucket_warn_of_use(struct call *c, const struct bucket *prior) MUST_USE;

#endif
