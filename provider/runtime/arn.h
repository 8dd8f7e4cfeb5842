/*
 * arn.h — import by Amazon Resource Name: Lightsail finds objects by name only, so an ARN is searched in a
 * list. Knows the format of ARNs; must not know any resource.
 */
#ifndef RUNTIME_ARN_H
#define RUNTIME_ARN_H

#include "runtime/api.h"

/* Whether a text is meant as an ARN (begins with "arn:"). A name cannot begin so, because it has no ':'. */
bool arn_looks_like(struct str text);

/* The region and the type ("DiskSnapshot") in an ARN; data == NULL for any other text. */
struct str arn_region(struct str arn);
struct str arn_type(struct str arn);

/*
 * An import hook for objects that are found by name: the ID is the name or an ARN of the kind. Sets nothing;
 * `ret_name` is the value of the identity attribute. The format of an ARN:
 * arn:aws:lightsail:REGION:ACCOUNT:TYPE/ID. Errors: ERR_USER (an empty ID, not a Lightsail ARN, another
 * region, another type), ERR_NOT_FOUND, and those of the list request.
 */
bool arn_or_name(struct call *c, struct str id, enum ls_kind kind, struct str *ret_name) MUST_USE;

#endif
