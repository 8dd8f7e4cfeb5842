/*
 * wire_function.c — the messages of functions: definitions, a call and its response. Must not know any
 * function.
 */
#include "plugin/wire_function.h"

#include "plugin/wire_parts.h"

/* Short aliases for long names of the generated code. */
#define function_entry Tfplugin6__GetFunctions__Response__FunctionsEntry

static Tfplugin6__Function__Parameter *new_parameter(struct arena *mem, const struct function_parameter *from)
{
    Tfplugin6__Function__Parameter *parameter = arena_new_object(mem, Tfplugin6__Function__Parameter);
    tfplugin6__function__parameter__init(parameter);
    parameter->name = wire_static_text(mem, from->name);
    parameter->type = wire_bytes(type_print(mem, from->type));
    parameter->allow_null_value = from->allow_null;
    parameter->allow_unknown_values = from->allow_unknown;
    parameter->description = wire_static_text(mem, from->doc);
    parameter->description_kind = TFPLUGIN6__STRING_KIND__MARKDOWN;
    return parameter;
}

Tfplugin6__Function *wire_new_function(struct arena *mem, const struct function *from)
{
    Tfplugin6__Function *function = arena_new_object(mem, Tfplugin6__Function);
    tfplugin6__function__init(function);
    function->parameters = arena_new_array(mem, Tfplugin6__Function__Parameter *, from->parameter_count);
    for (size_t i = 0; i < from->parameter_count; i++)
        function->parameters[function->n_parameters++] = new_parameter(mem, &from->parameters[i]);
    if (from->variadic != NULL)
        function->variadic_parameter = new_parameter(mem, from->variadic);
    function->return_ = arena_new_object(mem, Tfplugin6__Function__Return);
    tfplugin6__function__return__init(function->return_);
    function->return_->type = wire_bytes(type_print(mem, from->result));
    function->summary = wire_static_text(mem, from->summary);
    function->description = wire_static_text(mem, from->doc);
    function->description_kind = TFPLUGIN6__STRING_KIND__MARKDOWN;
    return function;
}

struct str wire_encode_functions(struct arena *mem, const struct registry *registry)
{
    Tfplugin6__GetFunctions__Response out = TFPLUGIN6__GET_FUNCTIONS__RESPONSE__INIT;
    out.functions = arena_new_array(mem, function_entry *, registry->function_count);
    for (size_t i = 0; i < registry->function_count; i++) {
        function_entry *entry = arena_new_object(mem, function_entry);
        tfplugin6__get_functions__response__functions_entry__init(entry);
        entry->key = wire_static_text(mem, registry->functions[i]->name);
        entry->value = wire_new_function(mem, registry->functions[i]);
        out.functions[out.n_functions++] = entry;
    }
    return wire_pack(mem, &out.base);
}

bool wire_decode_call_function(struct arena *mem, struct str bytes, struct function_request *ret)
{
    UNPACK(Tfplugin6__CallFunction__Request, in, tfplugin6__call_function__request__descriptor);
    struct dynamic_value *arguments = arena_new_array(mem, struct dynamic_value, in->n_arguments);
    for (size_t i = 0; i < in->n_arguments; i++)
        arguments[i] = wire_value_of(in->arguments[i]);
    *ret = (struct function_request){.name = str_c(in->name),
                                     .arguments = arguments,
                                     .count = in->n_arguments};
    return true;
}

/* Exactly one of both: a client takes a response without a result for null. */
struct str wire_encode_call_function(struct arena *mem, const struct function_response *from)
{
    Tfplugin6__CallFunction__Response out = TFPLUGIN6__CALL_FUNCTION__RESPONSE__INIT;
    Tfplugin6__FunctionError error;
    tfplugin6__function_error__init(&error);
    if (from->error.len == 0)
        out.result = wire_new_value(mem, from->result);
    if (out.result == NULL) {
        bool has_error = from->error.len > 0;
        error.text = wire_text(mem,
                               has_error
                                   ? from->error
                                   : STR("The function returned no result. This is a bug in the provider."));
        if (from->bad_argument >= 0) {
            error._function_argument_case = TFPLUGIN6__FUNCTION_ERROR___FUNCTION_ARGUMENT_FUNCTION_ARGUMENT;
            error.function_argument = from->bad_argument;
        }
        out.error = &error;
    }
    return wire_pack(mem, &out.base);
}
