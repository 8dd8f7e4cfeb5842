/*
 * emit_function.c — the record of a function as C: positions of its arguments, parameters, types. Knows
 * provider/runtime/function.h as text; must not know JSON or what is allowed in a record.
 */
#include "schemac/check.h"
#include "schemac/emit_parts.h"
#include "schemac/output.h"

/* The position of each argument: `arguments[FUNCTION_PARSE_PORT_TEXT]`. The variadic arguments begin at
 * their constant. */
static void add_positions(struct buf *out, const struct record *record)
{
    size_t count = record->parameter_count + (record->variadic != NULL);
    if (count == 0)
        return;
    buf_add(out, STR("/* Positions of the arguments. */\nenum {\n"));
    for (size_t i = 0; i < count; i++) {
        const struct parameter *parameter = i < record->parameter_count ? &record->parameters[i]
                                                                        : record->variadic;
        buf_printf(out, "    %.*s,\n", STR_ARG(position_name(out->mem, record, parameter)));
    }
    buf_add(out, STR("};\n\n"));
}

struct str emit_function_header(struct arena *mem, const struct record *record)
{
    struct buf out = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    struct str name = record->c_name;
    struct str guard = constant_name(mem, &(struct object){.c_name = STR("gen")},
                                     &(struct attribute){.c_name = name}, STR("h"));
    buf_printf(&out, OUTPUT_MARK "%s; edit that file. */\n", record->source->path);
    buf_printf(&out, "#ifndef %.*s\n#define %.*s\n\n#include \"runtime/function.h\"\n\n", STR_ARG(guard),
               STR_ARG(guard));
    add_positions(&out, record);
    buf_printf(&out, "extern const struct function %.*s;\n\n", STR_ARG(name));
    buf_printf(&out,
               "/* By hand: provider/resources/functions/%.*s.c. */\n"
               "bool %.*s_call(struct call *c, const struct value *arguments, size_t count, struct value "
               "*ret_result,\n"
               "    int64_t *ret_argument);\n\n#endif\n",
               STR_ARG(record->name), STR_ARG(name));
    return buf_str(&out);
}

static void add_parameter(struct buf *out, const struct parameter *parameter, struct str type)
{
    buf_printf(out, "    {\n        .name = \"%.*s\",\n        .doc = ", STR_ARG(parameter->name));
    add_literal(out, parameter->doc);
    buf_printf(out, ",\n        .type = %.*s,\n", STR_ARG(type));
    if (parameter->allow_null)
        buf_add(out, STR("        .allow_null = true,\n"));
    if (parameter->allow_unknown)
        buf_add(out, STR("        .allow_unknown = true,\n"));
    buf_add(out, STR("    },\n"));
}

/* `static const struct function_parameter <function>__<table>[] = {…};` */
static void add_parameters(struct buf *out, const struct record *record, const char *table,
                           const struct parameter *parameters, size_t count)
{
    struct str *types = arena_new_array(out->mem, struct str, count);
    for (size_t i = 0; i < count; i++) {
        size_t number = 0;
        struct str base = str_printf(out->mem, "%.*s__%.*s", STR_ARG(record->c_name),
                                     STR_ARG(parameters[i].name));
        types[i] = type_pointer(out, base, &number, parameters[i].type);
    }
    buf_printf(out, "static const struct function_parameter %.*s__%s[] = {\n", STR_ARG(record->c_name),
               table);
    for (size_t i = 0; i < count; i++)
        add_parameter(out, &parameters[i], types[i]);
    buf_add(out, STR("};\n"));
}

struct str emit_function_tables(struct arena *mem, const struct record *record)
{
    struct buf out = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    struct str name = record->c_name;
    buf_printf(&out, OUTPUT_MARK "%s; edit that file. */\n#include \"gen/%.*s.h\"\n\n", record->source->path,
               STR_ARG(name));
    if (record->parameter_count > 0)
        add_parameters(&out, record, "_parameters", record->parameters, record->parameter_count);
    if (record->variadic != NULL)
        add_parameters(&out, record, "_variadic", record->variadic, 1);
    size_t number = 0;
    struct str result = type_pointer(&out, str_printf(mem, "%.*s___result", STR_ARG(name)), &number,
                                     record->result);
    buf_printf(&out, "const struct function %.*s = {\n    .name = \"%.*s\",\n    .summary = ", STR_ARG(name),
               STR_ARG(record->name));
    add_literal(&out, record->summary);
    buf_add(&out, STR(",\n    .doc = "));
    add_literal(&out, record->doc);
    buf_add(&out, STR(",\n"));
    if (record->parameter_count > 0)
        buf_printf(&out, "    .parameters = %.*s___parameters,\n    .parameter_count = %zu,\n", STR_ARG(name),
                   record->parameter_count);
    if (record->variadic != NULL)
        buf_printf(&out, "    .variadic = %.*s___variadic,\n", STR_ARG(name));
    buf_printf(&out, "    .result = %.*s,\n    .call = %.*s_call,\n};\n", STR_ARG(result), STR_ARG(name));
    return buf_str(&out);
}
