/*
 * request_fill.h — structs into requests, through the members that the rows name: the reverse of api_fill.
 * Makes no request; knows no resource.
 */
#ifndef RUNTIME_REQUEST_FILL_H
#define RUNTIME_REQUEST_FILL_H

#include "runtime/api.h"

/* Whether a request contains an attribute. */
typedef bool request_wants(const struct attr_desc *attr, const void *context);

/*
 * Sets a member for each attribute of `model` that is known, has a `request`, and for which `wants` (NULL:
 * all) returns true. "a.b" is a member of a member. Nested attributes become objects, or lists of them.
 */
void request_fill(struct arena *mem, const struct object_desc *desc, const void *model, request_wants *wants,
                  const void *context, json_t *in);

/* Adds the members of a JSON text, which must be an object; NULL adds nothing. */
void request_add_fixed(const char *fixed, json_t *in);

#endif
