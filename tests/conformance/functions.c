/*
 * functions.c — every function with the arguments of inputs/functions.json: results, errors at their
 * argument, and the encodings of Terraform and OpenTofu. Must not know any function.
 */
#include <stdio.h>
#include <stdlib.h>

#include "rules.h"
#include "suite.h"
#include "tf/msgpack.h"
#include "tf/statejson.h"

#define CALL "CallFunction"

static const Tfplugin6__Function *find(const struct suite *suite, const char *name)
{
    const Tfplugin6__GetProviderSchema__Response *answer = session_schema_answer(suite->session);
    for (size_t i = 0; i < answer->n_functions; i++)
        if (strcmp(answer->functions[i]->key, name) == 0)
            return answer->functions[i]->value;
    return NULL;
}

static const struct type *type_of(struct suite *suite, ProtobufCBinaryData json)
{
    const struct type *type = NULL;
    struct err err = {0};
    return type_parse(suite->mem, str_n((const char *)json.data, json.len), &type, &err) ? type : NULL;
}

static const Tfplugin6__Function__Parameter *parameter_at(const Tfplugin6__Function *function, size_t index)
{
    return index < function->n_parameters ? function->parameters[index] : function->variadic_parameter;
}

/* The response to a call: a value, or an error. */
struct result {
    struct outcome outcome;
    struct value value;
    bool has_value, has_error, has_argument;
    long long argument;
    const char *text;
};

static struct result call(struct suite *suite, const char *name, const Tfplugin6__Function *function,
                          Tfplugin6__DynamicValue *const *arguments, size_t count)
{
    Tfplugin6__CallFunction__Request request;
    tfplugin6__call_function__request__init(&request);
    request.name = (char *)(uintptr_t)name;
    request.arguments = (Tfplugin6__DynamicValue **)(uintptr_t)arguments;
    request.n_arguments = count;
    ProtobufCMessage *message;
    struct result result = {.text = ""};
    if (!session_call(suite->session, CALL, &request.base, &tfplugin6__call_function__response__descriptor,
                      &message, &result.outcome))
        return result;
    const Tfplugin6__CallFunction__Response *answer = (const Tfplugin6__CallFunction__Response *)message;
    result.has_value = answer->result != NULL;
    const struct type *type = type_of(suite, function->return_->type);
    session_take_value(suite->session, &result.outcome, answer->result, type, &result.value);
    if (answer->error != NULL) {
        result.has_error = true;
        result.text = str_z(suite->mem, str_c(answer->error->text));
        result.has_argument = answer->error->_function_argument_case ==
                              TFPLUGIN6__FUNCTION_ERROR___FUNCTION_ARGUMENT_FUNCTION_ARGUMENT;
        result.argument = answer->error->function_argument;
    }
    protobuf_c_message_free_unpacked(message, NULL);
    suite_check(suite, CALL, "either a result or an error", name,
                outcome_is_good(&result.outcome) && result.has_value != result.has_error,
                outcome_text(suite->mem, &result.outcome));
    return result;
}

/* JSON for a dynamic argument has no type, so the type is derived from its shape. */
static struct str type_of_json(struct suite *suite, const json_t *json)
{
    if (json_is_string(json))
        return STR("\"string\"");
    if (json_is_number(json))
        return STR("\"number\"");
    if (json_is_boolean(json))
        return STR("\"bool\"");
    if (json_is_null(json))
        return STR("\"dynamic\"");
    bool is_object = json_is_object(json);
    struct buf text = buf_new(suite->mem, 64 * 1024);
    buf_add(&text, is_object ? STR("[\"object\",{") : STR("[\"tuple\",["));
    size_t index;
    const json_t *item;
    json_t *member;
    const char *key, *comma = "";
    json_array_foreach (json, index, item) {
        buf_printf(&text, "%s%.*s", comma, STR_ARG(type_of_json(suite, item)));
        comma = ",";
    }
    json_object_foreach ((json_t *)(uintptr_t)json, key, member) {
        buf_printf(&text, "%s\"%s\":%.*s", comma, key, STR_ARG(type_of_json(suite, member)));
        comma = ",";
    }
    buf_add(&text, is_object ? STR("}]") : STR("]]"));
    return buf_str(&text);
}

static struct value value_of(struct suite *suite, const struct type *type, const json_t *json,
                             const char *subject)
{
    struct value value;
    struct err err = {0};
    const struct type *own = type;
    struct str text = str_c(json_dumps(json, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15)));
    if (type->kind == TYPE_DYNAMIC && !type_parse(suite->mem, type_of_json(suite, json), &own, &err))
        own = type;
    bool done = statejson_decode(suite->mem, text, own, &value, &err);
    free((void *)(uintptr_t)text.data);
    if (!done) {
        fprintf(stderr, "an argument of %s: %s: %s\n", subject, err.attribute, err.text);
        exit(1);
    }
    return value;
}

static void run_row(struct suite *suite, const char *name, const Tfplugin6__Function *function,
                    const json_t *row)
{
    const json_t *arguments = json_object_get(row, "arguments");
    size_t count = json_array_size(arguments);
    Tfplugin6__DynamicValue values[16], *list[16];
    for (size_t i = 0; i < count && i < 16; i++) {
        const Tfplugin6__Function__Parameter *parameter = parameter_at(function, i);
        if (!suite_check(suite, CALL, "arguments as declared", name, parameter != NULL, "too many"))
            return;
        const struct type *type = type_of(suite, parameter->type);
        struct value value = value_of(suite, type, json_array_get(arguments, i), name);
        session_encode(suite->session, &value, type, &values[i]);
        list[i] = &values[i];
        coverage_add_name(suite->coverage, "function", name, parameter->name);
    }
    struct result result = call(suite, name, function, list, count);
    const char *shown = json_print(suite->mem, arguments).data;
    const json_t *expected = json_object_get(row, "result"), *at = json_object_get(row, "error_at");
    if (at != NULL) {
        bool is_right = json_is_null(at) ? !result.has_argument
                                         : result.has_argument && result.argument == json_integer_value(at);
        suite_check(suite, CALL, "an error names its argument", name, result.has_error && is_right,
                    str_printf(suite->mem, "%s: argument %lld: %s", shown,
                               result.has_argument ? result.argument : -1, result.text)
                        .data);
        return;
    }
    struct value wanted = value_of(suite, type_of(suite, function->return_->type), expected, name);
    suite_check(suite, CALL, "the result", name, result.has_value && value_equal(&wanted, &result.value),
                str_printf(suite->mem, "%s: %s %s", shown, result.text,
                           result.has_value ? rules_difference(suite->mem, &wanted, &result.value) : "")
                    .data);
    struct result again = call(suite, name, function, list, count);
    suite_check(suite, CALL, "the same result twice", name, value_equal(&again.value, &result.value), shown);
    coverage_add_name(suite->coverage, "function", name, "result");
}

/*
 * OpenTofu sends a null argument as an empty value; Terraform itself handles unknown ones unless they are
 * allowed.
 */
static void run_odd_arguments(struct suite *suite, const char *name, const Tfplugin6__Function *function)
{
    Tfplugin6__DynamicValue empty, unknown, *list[16];
    tfplugin6__dynamic_value__init(&empty);
    tfplugin6__dynamic_value__init(&unknown);
    static uint8_t unknown_bytes[] = {0xd4, 0, 0};
    unknown.msgpack = (ProtobufCBinaryData){sizeof unknown_bytes, unknown_bytes};
    for (size_t i = 0; i < function->n_parameters && i < 16; i++)
        list[i] = &empty;
    struct result result = call(suite, name, function, list, function->n_parameters);
    suite_check(suite, CALL, "empty arguments are nulls", name, result.outcome.status == 0, result.text);
    for (size_t i = 0; i < function->n_parameters && i < 16; i++)
        list[i] = &unknown;
    result = call(suite, name, function, list, function->n_parameters);
    suite_check(suite, CALL, "unknown arguments are handled", name, result.outcome.status == 0, result.text);
    result = call(suite, name, function, list, 0);
    suite_check(suite, CALL, "too few arguments are handled", name,
                result.outcome.status == 0 && (function->n_parameters == 0 || result.has_error), result.text);
}

void functions_run(struct suite *suite)
{
    const json_t *input = suite_input(suite, "functions");
    const Tfplugin6__GetProviderSchema__Response *answer = session_schema_answer(suite->session);
    for (size_t i = 0; i < answer->n_functions; i++) {
        const char *name = answer->functions[i]->key;
        const Tfplugin6__Function *function = find(suite, name);
        const json_t *rows = json_object_get(input, name), *row;
        if (!suite_check(suite, "suite", "there is an input", name, json_array_size(rows) > 0,
                         "write tests/conformance/inputs/functions.json"))
            continue;
        size_t index;
        json_array_foreach (rows, index, row)
            run_row(suite, name, function, row);
        run_odd_arguments(suite, name, function);
    }
}
