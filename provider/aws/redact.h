/*
 * redact.h — bodies made fit for the log. Knows which members of the API hold secrets; must not know who
 * logs.
 */
#ifndef AWS_REDACT_H
#define AWS_REDACT_H

#include "base/json.h"

/* The body as text with every secret member's value replaced by "(sensitive)"; `body` may be NULL. */
struct str redact_body(struct arena *mem, const json_t *body);

/* A message of the service, which quotes what it refuses ("Value '…' at 'userData' failed …"), without the value of a secret member. */
struct str redact_message(struct arena *mem, struct str message);

#endif
