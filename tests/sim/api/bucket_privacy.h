/*
 * bucket_privacy.h — whether S3's block of public access for the whole account has reached the buckets. It must
 * not know any bucket.
 */
#ifndef SIM_API_BUCKET_PRIVACY_H
#define SIM_API_BUCKET_PRIVACY_H

#include <stdbool.h>
#include <stdint.h>

#include "text.h"

/* The account has a bucket from now on, or had one before. */
void bucket_privacy_begin(int64_t now_ms);

/*
 * The status from now on, whatever time passes; message may be NULL. False: it is no status, or no message of the
 * model.
 */
bool bucket_privacy_set(const char *status, const char *message, bool is_blocking, int64_t now_ms);

/* The value of accountLevelBpaSync. */
void bucket_privacy_print(int64_t now_ms, struct text *out);

#endif
