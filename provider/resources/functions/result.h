/*
 * result.h — what the functions share to build their results. Knows values; must not know any function.
 */
#ifndef RESOURCES_FUNCTIONS_RESULT_H
#define RESOURCES_FUNCTIONS_RESULT_H

#include "tf/value.h"

struct result_member {
    const char *name;
    struct value value;
};

/* A known object of the type. Members that are not named are null; names that the type does not have are
 * ignored. */
struct value result_object(struct arena *mem, const struct type *type, const struct result_member *members,
                           size_t count);

#endif
