/*
 * redact.h — removes secrets from request and response bodies for the log. Knows which members of the API
 * contain secrets; must not know where they are logged.
 */
#ifndef AWS_REDACT_H
#define AWS_REDACT_H

#include "base/json.h"

/* The body as text, with the value of every secret member replaced by "(sensitive)"; `body` may be NULL. */
struct str redact_body(struct arena *mem, const json_t *body);

/*
 * A message of the service, which quotes the refused value ("Value '…' at 'userData' failed …"), without the
 * values of secret members.
 */
struct str redact_message(struct arena *mem, struct str message);

#endif
