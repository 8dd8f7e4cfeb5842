/*
 * function.h — the contract between the runtime and a provider function: pure, without configuration, the
 * same result for the same arguments. Knows values and types; must not know resources. Source: protocol
 * section 4.12.
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
     * `arguments`: `count` values, known and of the declared types unless the parameter allows more. Fills
     * `ret_result` with a value of `result`. Fails with c->err (text only). If one argument has the error,
     * `ret_argument` is its position (else it stays -1).
     */
    bool (*call)(struct call *c, const struct value *arguments, size_t count, struct value *ret_result,
                 int64_t *ret_argument);
};

#endif
