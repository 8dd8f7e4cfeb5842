/*
 * answer.h — what the functions share to build their results. Knows values; must not know any function.
 */
#ifndef RESOURCES_FUNCTIONS_ANSWER_H
#define RESOURCES_FUNCTIONS_ANSWER_H

#include "tf/value.h"

struct answer_member {
    const char *name;
    struct value value;
};

/* A known object of the type. Members that are not named are null; names that the type does not have are
 * ignored. */
struct value answer_object(struct arena *mem, const struct type *type, const struct answer_member *members,
                           size_t count);

#endif
