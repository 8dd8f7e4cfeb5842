/*
 * requests.h — the last requests as they came, for tests that look at the wire.
 * It must not keep anything secret: no signature, no key, no token.
 */
#ifndef SIM_REQUESTS_H
#define SIM_REQUESTS_H

#include <jansson.h>
#include <stdint.h>

#include "text.h"

/* Keeps a copy. input may be NULL when the body was no JSON; error is NULL for a call that went well. */
void requests_add(const char *operation, const char *region, const char *user_agent, const json_t *input,
                  unsigned status, const char *error, int64_t at_ms);

/* A JSON list, the oldest first; limit 0 means all that are kept, operation NULL means all. */
void requests_print(struct text *out, size_t limit, const char *operation);
void requests_clear(void);

#endif
