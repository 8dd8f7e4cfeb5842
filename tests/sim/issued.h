/*
 * issued.h — temporary credentials that the simulator has issued, and how long each is valid. It must not
 * know who requested them nor what they are used for.
 */
#ifndef SIM_ISSUED_H
#define SIM_ISSUED_H

#include <stdbool.h>
#include <stdint.h>

#include "options.h"

/* Strings live until issued_clear(). */
struct issued {
    struct access_key key;
    char *account, *arn;   /* the principal */
    char expiration[21];   /* as 2030-01-31T12:00:00Z, by the clock of the callers */
    int64_t expiration_ms; /* the same, since 1970 */
};

/* New credentials for this principal, valid for lifetime_s of the simulated world. */
const struct issued *issue(const char *account, const char *arn, int64_t lifetime_s);

/* The credentials with this id and token; NULL when there are none. ret_expired: they have expired. */
const struct issued *issued_find(const char *id, const char *token, bool *ret_expired);

void issued_clear(void);

#endif
