/*
 * op.c — the table behind op.def. Knows the operations' names and nature; must not know how they are sent.
 */
#include "lightsail/op.h"

static const struct op_row {
    const char *name;
    bool mutates, repeatable;
} rows[OP_COUNT] = {
#define LS_OP(enumerator, name, mutates, repeatable) \
    [OP_##enumerator] = {#name, (mutates) != 0, (repeatable) != 0},
#include "lightsail/op.def"
#undef LS_OP
};

const char *ls_op_name(enum ls_op op)
{
    return (unsigned)op < OP_COUNT ? rows[op].name : "(no operation)";
}

bool ls_op_mutates(enum ls_op op)
{
    return rows[op].mutates;
}

bool ls_op_repeatable(enum ls_op op)
{
    return rows[op].repeatable;
}
