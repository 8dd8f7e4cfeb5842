/*
 * arn.h — import by Amazon Resource Name: Lightsail finds things by name only, so an ARN is looked up in a list.
 * Knows the form of ARNs; must not know any resource.
 */
#ifndef RUNTIME_ARN_H
#define RUNTIME_ARN_H

#include "runtime/api.h"

/* Whether a text is meant as an ARN (begins with "arn:"); a name cannot, because ':' is not allowed in one. */
bool arn_looks_like(struct str text);

/*
 * An import hook for things that are found by name: the id is the name or an ARN of the kind. Sets nothing;
 * `ret_name` is what belongs into the identity attribute. The form of an ARN: arn:aws:lightsail:REGION:ACCOUNT:TYPE/ID. Errors: ERR_USER (an empty id, not an ARN of Lightsail, another region, another type),
 * ERR_NOT_FOUND, and those of the list call.
 */
bool arn_or_name(struct call *c, struct str id, enum ls_kind kind, struct str *ret_name) MUST_USE;

#endif
