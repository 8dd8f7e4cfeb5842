/*
 * function.c — CallFunction: arguments in, result or error out. Knows parameters and types; must not know any
 * function.
 */
#include "runtime/function.h"

#include "runtime/engine.h"
#include "tf/msgpack.h"
#include "tf/statejson.h"

static const struct function *find_function(const struct registry *registry, struct str name)
{
    for (size_t i = 0; i < registry->function_count; i++) {
        if (str_eqc(name, registry->functions[i]->name))
            return registry->functions[i];
    }
    return NULL;
}

static bool has_unknown(const struct value *v)
{
    return !value_is_wholly_known(v);
}

/* An empty DynamicValue is a null argument: OpenTofu sends it in this form. */
static bool decode_argument(struct call *c, const struct function_parameter *parameter,
                            struct dynamic_value in, struct value *ret)
{
    if (in.msgpack.len > 0)
        TRY(msgpack_decode(c->mem, in.msgpack, parameter->type, ret, &c->err));
    else if (in.json.len > 0)
        TRY(statejson_decode(c->mem, in.json, parameter->type, ret, &c->err));
    else
        *ret = value_null(parameter->type);
    if (value_is_null(*ret) && !parameter->allow_null)
        return fail(&c->err, ERR_USER, "%s must not be null", parameter->name);
    if (has_unknown(ret) && !parameter->allow_unknown)
        return fail(&c->err, ERR_USER, "%s must be known", parameter->name);
    return true;
}

static bool run(struct call *c, const struct function *function, const struct function_request *in,
                struct str *ret_result, int64_t *ret_argument)
{
    bool enough = in->count >= function->parameter_count;
    bool too_many = in->count > function->parameter_count && function->variadic == NULL;
    if (!enough || too_many)
        return fail(&c->err, ERR_USER, "%s takes %zu argument(s), but %zu were given", function->name,
                    function->parameter_count, in->count);
    struct value *arguments = arena_new_array(c->mem, struct value, in->count);
    for (size_t i = 0; i < in->count; i++) {
        const struct function_parameter *parameter = i < function->parameter_count ? &function->parameters[i]
                                                                                   : function->variadic;
        *ret_argument = (int64_t)i;
        TRY(decode_argument(c, parameter, in->arguments[i], &arguments[i]));
    }
    *ret_argument = -1;
    struct value result = value_null(function->result);
    TRY(function->call(c, arguments, in->count, &result, ret_argument));
    return msgpack_encode(c->mem, &result, function->result, ret_result, &c->err);
}

/* Without a full stop at the end: Terraform puts the text into a sentence of its own. */
static struct str error_text(struct call *c)
{
    enum { MAX_TEXT_BYTES = 4096 };
    const char *joint = c->err.hint[0] != '\0' ? ". " : "";
    struct str whole = str_printf(c->mem, "%s%s%s", c->err.text, joint, c->err.hint);
    struct str text = str_printable(c->mem, str_without_private_keys(c->mem, whole), MAX_TEXT_BYTES);
    return str_ends_with(text, STR(".")) ? str_slice(text, 0, text.len - 1) : text;
}

void runtime_call_function(struct runtime *runtime, struct call *c, const struct function_request *in,
                           struct function_response *ret)
{
    *ret = (struct function_response){.bad_argument = -1};
    const struct function *function = find_function(runtime->registry, in->name);
    if (function == NULL) {
        ret->error = str_printf(c->mem, "this provider has no function '%.*s'", STR_ARG(in->name));
        return;
    }
    if (run(c, function, in, &ret->result, &ret->bad_argument))
        return;
    ret->result = (struct str){NULL, 0};
    ret->error = error_text(c);
}
