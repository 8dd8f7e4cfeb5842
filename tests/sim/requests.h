/*
 * requests.h — the last requests as they were received, for tests that check them. It must not store secrets:
 * no signature, no key, no token.
 */
#ifndef SIM_REQUESTS_H
#define SIM_REQUESTS_H

#include <jansson.h>
#include <stdint.h>

#include "text.h"

/* Stores a copy. input may be NULL when the body was no JSON; error is NULL for a call that succeeded. */
void requests_add(const char *operation, const char *region, const char *user_agent, const json_t *input,
                  unsigned status, const char *error, int64_t at_ms);

/* A JSON list, the oldest first; limit 0 means all that are stored, operation NULL means all. */
void requests_print(struct text *out, size_t limit, const char *operation);
void requests_clear(void);

#endif
