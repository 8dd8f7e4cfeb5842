/*
 * op.c — the tables of op.def and kind.def. Knows names and which kind an operation changes; must not know
 * how it is sent.
 */
#include "lightsail/op.h"

static const struct op_row {
    union {
        struct {
            const char *name;
            bool mutates, repeatable;
        };
        struct aws_operation operation;
    };
    enum ls_kind changes;
    const char *options[LS_MOST_OPTIONS];
} ops[OP_COUNT] = {
#define LS_OP(enumerator, ...) [OP_##enumerator] = {__VA_ARGS__},
#include "lightsail/op.def"
#undef LS_OP
};

static const struct ls_kind_row kinds[LS_KIND_COUNT] = {
    [LS_KIND_ANY] = {.name = "", .noun = "resource"},
#define LS_KIND(enumerator, ...) [LS_KIND_##enumerator] = {__VA_ARGS__},
#include "lightsail/kind.def"
#undef LS_KIND
};

const struct aws_operation *ls_op(enum ls_op op)
{
    return &ops[op].operation;
}

const char *ls_op_name(enum ls_op op)
{
    return (unsigned)op < OP_COUNT ? ops[op].name : "(no operation)";
}

bool ls_op_mutates(enum ls_op op)
{
    return ops[op].mutates;
}

enum ls_kind ls_op_changes(enum ls_op op)
{
    return ops[op].changes;
}

const char *const *ls_op_options(enum ls_op op)
{
    return ops[op].options;
}

const struct ls_kind_row *ls_kind_row(enum ls_kind kind)
{
    return &kinds[kind];
}

const char *ls_kind_name_at(enum ls_kind kind)
{
    return kinds[kind].name_at != NULL ? kinds[kind].name_at : "name";
}
