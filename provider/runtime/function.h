/*
 * function.h — the contract between the engine and a provider function: pure, unconfigured, the same answer every time.
 * Knows values and types; must not know resources. Source: protocol section 4.12.
 */
#ifndef RUNTIME_FUNCTION_H
#define RUNTIME_FUNCTION_H

#include "tf/value.h"

struct call;

struct function_parameter {
    const char *name, *doc;
    const struct type *type;
    bool allow_null, allow_unknown;
};

struct function {
    const char *name, *summary, *doc;
    const struct function_parameter *parameters;
    size_t parameter_count;
    const struct function_parameter
        *variadic; /* NULL: none; its arguments follow the fixed ones, one by one */
    const struct type *result;
    /*
     * `arguments`: `count` values, known and of the declared types unless the parameter allows more. Fills `ret_result` with a value of `result`.
     * Fails with c->err (text only) and, where one argument is at fault, its position in `ret_argument` (else leave it -1).
     */
    bool (*call)(struct call *c, const struct value *arguments, size_t count, struct value *ret_result,
                 int64_t *ret_argument);
};

#endif
