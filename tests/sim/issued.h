/*
 * issued.h — temporary credentials that the simulator has handed out, and for how long each is good.
 * It must not know who asked for them nor what they are used for.
 */
#ifndef SIM_ISSUED_H
#define SIM_ISSUED_H

#include <stdbool.h>
#include <stdint.h>

#include "options.h"

/* Strings live until issued_clear(). */
struct issued {
    struct access_key key;
    char *account, *arn;   /* whom they make their holder */
    char expiration[21];   /* as 2030-01-31T12:00:00Z, by the clock of the callers */
    int64_t expiration_ms; /* the same, since 1970 */
};

/* New keys for this principal, good for lifetime_s of the simulated world. */
const struct issued *issue(const char *account, const char *arn, int64_t lifetime_s);

/* The keys with this id and token; NULL when there are none. ret_expired: their time is over. */
const struct issued *issued_find(const char *id, const char *token, bool *ret_expired);

void issued_clear(void);

#endif
