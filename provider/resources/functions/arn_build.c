/*
 * arn_build.c — the function arn_build: builds an Amazon Resource Name from its parts. Must not know any
 * service.
 */
#include "gen/function_arn_build.h"
#include "runtime/resource.h"

enum { ACCOUNT_DIGITS = 12 };

static bool is_printable(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.data[i] <= ' ' || text.data[i] == 0x7f)
            return false;
    }
    return true;
}

static bool is_account(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    }
    return text.len == ACCOUNT_DIGITS;
}

bool function_arn_build_call(struct call *c, const struct value *arguments, size_t count,
                             struct value *ret_result, int64_t *ret_argument)
{
    struct buf arn = buf_new(c->mem, BUF_DEFAULT_MAX_BYTES);
    buf_add(&arn, STR("arn"));
    for (size_t i = 0; i < count; i++) {
        struct str part = arguments[i].text;
        const char *name = function_arn_build.parameters[i].name;
        bool may_be_empty = i == FUNCTION_ARN_BUILD_REGION || i == FUNCTION_ARN_BUILD_ACCOUNT_ID;
        *ret_argument = (int64_t)i;
        if (part.len == 0 && !may_be_empty)
            return fail(&c->err, ERR_USER, "%s must not be empty", name);
        if (!is_printable(part))
            return fail(&c->err, ERR_USER,
                        "%s has white space or control characters, which an ARN cannot "
                        "contain",
                        name);
        if (i != FUNCTION_ARN_BUILD_RESOURCE && str_find(part, ':', 0) < part.len)
            return fail(&c->err, ERR_USER, "%s must not contain a colon: only the resource may", name);
        if (i == FUNCTION_ARN_BUILD_ACCOUNT_ID && part.len > 0 && !is_account(part))
            return fail(&c->err, ERR_USER, "%s must be %d digits or empty, but it is '%.*s'", name,
                        ACCOUNT_DIGITS, STR_ARG(part));
        buf_addc(&arn, ':');
        buf_add(&arn, part);
    }
    *ret_argument = -1;
    *ret_result = value_string(buf_str(&arn));
    return true;
}
