/*
 * emit_docs_schema.c — attributes, types and rules as Markdown. Knows what a page says about an attribute;
 * must not know files, or which page it is on.
 *
 * An attribute is one item of a list: its doc, then the limits that follow from its declaration.
 */
#include "schemac/emit_docs_parts.h"

#include "schemac/words.h"

static void add_type(struct buf *out, const struct type_expr *type)
{
    static const char *const names[] = {"String",  "Number",  "Boolean", "Dynamic", "List of ",
                                        "Set of ", "Map of ", "Object",  "Tuple"};
    buf_add(out, str_c(names[type->word]));
    if (type->element != NULL)
        add_type(out, type->element);
}

static void add_attribute_type(struct buf *out, const struct attribute *a)
{
    static const char *const nestings[] = {"", "", " List", " Set", " Map"};
    if (a->nested != NULL)
        buf_printf(out, "%s%s", a->is_block ? "Block" : "Attributes", nestings[a->nest]);
    else if (a->field == FIELD_IS_INT)
        buf_add(out, STR("Whole number"));
    else
        add_type(out, a->type);
}

/* ---- limits: what the declaration adds to the doc ---- */

struct limits {
    struct buf text;
};

static void add_limit(struct limits *limits, const char *format, ...) PRINTF_LIKE(2, 3);
static void add_limit(struct limits *limits, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct str text = str_vprintf(limits->text.mem, format, args);
    va_end(args);
    buf_printf(&limits->text, "%s%.*s", limits->text.len > 0 ? "; " : "", STR_ARG(text));
}

/* "`a`, `b` or `c`". */
static struct str code_list(struct arena *mem, const struct str *texts, size_t count, const char *last_joint)
{
    struct buf out = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    for (size_t i = 0; i < count; i++)
        buf_printf(&out, "%s`%.*s`", i == 0 ? "" : i + 1 == count ? last_joint : ", ", STR_ARG(texts[i]));
    return buf_str(&out);
}

/* "2 to 255 characters", "at least 1 character". */
static void add_bounds(struct limits *limits, const struct rule *rule, const char *unit)
{
    if (rule->min == INT64_MIN && rule->max == INT64_MAX)
        return;
    if (rule->min == INT64_MIN)
        add_limit(limits, "at most %lld%s", (long long)rule->max, unit);
    else if (rule->max == INT64_MAX)
        add_limit(limits, "at least %lld%s", (long long)rule->min, unit);
    else
        add_limit(limits, "%s%lld to %lld%s", rule->kind == RULE_RANGE ? "from " : "", (long long)rule->min,
                  (long long)rule->max, unit);
}

static bool has_code(struct arena *mem, struct str doc, struct str text)
{
    return str_contains(doc, str_printf(mem, "`%.*s`", STR_ARG(text)));
}

/* Whether the doc already has all values of a one_of. */
static bool has_all(struct arena *mem, struct str doc, const struct rule *rule)
{
    for (size_t i = 0; i < rule->text_count; i++) {
        if (!has_code(mem, doc, rule->texts[i]))
            return false;
    }
    return true;
}

/* Whether the doc already has the meaning of the pattern, or an example where the meaning is only another
 * one. */
static bool has_example(struct str doc, const char *meaning)
{
    if (strstr(meaning, "such as") != NULL)
        return str_contains(doc, STR("such as `"));
    const char *noun = strchr(meaning, ' '); /* without the article */
    return noun != NULL && str_contains(doc, str_c(noun + 1));
}

static void add_rule(struct limits *limits, const struct attribute *a, const struct rule *rule)
{
    struct arena *mem = limits->text.mem;
    const char *each = a->type != NULL && a->type->element != NULL ? "each " : "";
    struct str list = code_list(mem, rule->texts, rule->text_count, ", ");
    struct str all = code_list(mem, rule->texts, rule->text_count, " and ");
    switch (rule->kind) {
    case RULE_ONE_OF:
        if (!has_all(mem, a->doc, rule))
            add_limit(limits, rule->text_count == 1 ? "%salways %.*s" : "%sone of %.*s", each, STR_ARG(list));
        return;
    case RULE_RANGE:
        add_bounds(limits, rule, "");
        return;
    case RULE_LENGTH:
        if (rule->min <= 1 && rule->max == INT64_MAX)
            return;
        add_bounds(limits, rule,
                   *each != '\0'                                                  ? " characters each"
                   : rule->max == 1 || (rule->min == 1 && rule->max == INT64_MAX) ? " character"
                                                                                  : " characters");
        return;
    case RULE_ITEMS:
        add_bounds(limits, rule, " items");
        return;
    case RULE_MATCH:
        if (!has_example(a->doc, pattern_meaning(rule->name)))
            add_limit(limits, "%s%s", each, pattern_meaning(rule->name));
        return;
    case RULE_CONFLICTS:
        add_limit(limits, "conflicts with %.*s", STR_ARG(all));
        return;
    case RULE_REQUIRES:
        add_limit(limits, "requires %.*s", STR_ARG(all));
        return;
    case RULE_EXACTLY_ONE:
        add_limit(limits, "set exactly one of `%.*s`, %.*s", STR_ARG(a->name), STR_ARG(list));
        return;
    case RULE_AT_LEAST_ONE:
        add_limit(limits, "set at least one of `%.*s`, %.*s", STR_ARG(a->name), STR_ARG(list));
        return;
    case RULE_KIND_COUNT:
        return;
    }
}

static void add_limits(struct buf *out, const struct attribute *a)
{
    struct limits limits = {.text = buf_new(out->mem, BUF_DEFAULT_MAX_BYTES)};
    if (a->default_text.data != NULL && a->default_text.len == 0)
        add_limit(&limits, "default: the empty string");
    else if (a->default_text.data != NULL && !has_code(out->mem, a->doc, a->default_text))
        add_limit(&limits, "default: `%.*s`", STR_ARG(a->default_text));
    for (size_t i = 0; i < a->rule_count; i++)
        add_rule(&limits, a, &a->rules[i]);
    if (a->is_block && a->min_items > 0)
        add_limit(&limits, "at least %lld", (long long)a->min_items);
    if (a->is_block && a->max_items > 0)
        add_limit(&limits, "at most %lld", (long long)a->max_items);
    if (a->refers.data != NULL)
        add_limit(&limits, "see [`lightsail_%.*s`](%.*s.md)", STR_ARG(a->refers), STR_ARG(a->refers));
    if (limits.text.len == 0)
        return;
    struct str text = buf_str(&limits.text);
    bool is_word = text.data[0] >= 'a' && text.data[0] <= 'z';
    buf_printf(out, " %c%.*s.", is_word ? text.data[0] - 'a' + 'A' : text.data[0],
               STR_ARG(str_slice(text, 1, text.len)));
}

/* ---- rows ---- */

static void add_row(struct buf *out, struct str path, const struct attribute *a)
{
    buf_printf(out, "- `%.*s` (", STR_ARG(a->name));
    add_attribute_type(out, a);
    buf_printf(out, "%s%s%s) ", a->replace ? ", replaces" : "", a->sensitive ? ", sensitive" : "",
               a->write_only ? ", write-only" : "");
    if (a->deprecated.data != NULL)
        buf_printf(out, "**Deprecated:** %.*s ", STR_ARG(a->deprecated));
    /* Paragraphs of an item are indented. Items without empty lines between them form one list. */
    for (struct str rest = a->doc, line; rest.len > 0;) {
        if (!str_cut(rest, '\n', &line, &rest)) {
            line = rest;
            rest = (struct str){0};
        }
        buf_printf(out, "%s%.*s", out->data[out->len - 1] == '\n' && line.len > 0 ? "  " : "", STR_ARG(line));
        if (rest.len > 0)
            buf_addc(out, '\n');
    }
    add_limits(out, a);
    if (a->nested != NULL)
        buf_printf(out, " See [below](#nested--%.*s).", STR_ARG(path));
    buf_addc(out, '\n');
}

static bool is_in(const struct attribute *a, enum mode mode)
{
    return a->mode == mode || (mode == MODE_OPTIONAL && a->mode == MODE_OPTIONAL_COMPUTED);
}

/* "rules--ports": the anchor of the section of a nested object. */
static struct str nested_path(struct arena *mem, struct str path, const struct attribute *a)
{
    return str_printf(mem, "%.*s%s%.*s", STR_ARG(path), path.len > 0 ? "--" : "", STR_ARG(a->name));
}

static void add_object(struct buf *out, const struct object *object, struct str path, const char *heading)
{
    static const struct {
        enum mode mode;
        const char *title;
    } groups[] = {{MODE_REQUIRED, "Required"}, {MODE_OPTIONAL, "Optional"}, {MODE_COMPUTED, "Read-Only"}};
    for (size_t group = 0; group < sizeof(groups) / sizeof(groups[0]); group++) {
        bool is_first = true;
        for (size_t i = 0; i < object->count; i++) {
            const struct attribute *a = object->attributes[i];
            if (!is_in(a, groups[group].mode))
                continue;
            if (is_first)
                buf_printf(out, "\n%s%s%s\n\n", heading, groups[group].title, *heading == '\0' ? ":" : "");
            is_first = false;
            add_row(out, nested_path(out->mem, path, a), a);
        }
    }
}

static void add_nested_objects(struct buf *out, const struct object *object, struct str path)
{
    for (size_t i = 0; i < object->count; i++) {
        const struct attribute *a = object->attributes[i];
        if (a->nested == NULL)
            continue;
        struct str own = nested_path(out->mem, path, a);
        buf_printf(out, "\n<a id=\"nested--%.*s\"></a>\n\n### Nested Schema for `", STR_ARG(own));
        for (size_t k = 0; k < own.len; k++) {
            bool is_joint = own.data[k] == '-';
            buf_addc(out, is_joint ? '.' : own.data[k]);
            k += is_joint;
        }
        buf_add(out, STR("`\n"));
        add_object(out, a->nested, own, "");
        add_nested_objects(out, a->nested, own);
    }
}

static bool has_replacing(const struct object *object)
{
    for (size_t i = 0; i < object->count; i++) {
        if (object->attributes[i]->replace)
            return true;
    }
    return false;
}

static bool has_write_only(const struct object *object)
{
    for (size_t i = 0; i < object->count; i++) {
        if (object->attributes[i]->write_only)
            return true;
    }
    return false;
}

void add_schema(struct buf *out, const struct record *record)
{
    buf_add(out, STR("\n## Schema\n"));
    if (record->kind == RECORD_RESOURCE && has_replacing(record->object))
        buf_add(out, STR("\nA change of an argument marked *replaces* replaces the resource. The other "
                         "arguments are changed in place, unless their description says otherwise.\n"));
    if (record->kind == RECORD_RESOURCE && has_write_only(record->object))
        buf_add(out, STR("\nArguments marked *write-only* require Terraform 1.11 or OpenTofu 1.11, and are "
                         "never stored.\n"));
    add_object(out, record->object, (struct str){0}, "### ");
    add_nested_objects(out, record->object, (struct str){0});
}

/* ---- functions ---- */

/* A type as a configuration writes it: list(object({ a = string })). */
static void add_type_constraint(struct buf *out, const struct type_expr *type)
{
    static const char *const names[] = {"string", "number", "bool",   "dynamic", "list",
                                        "set",    "map",    "object", "tuple"};
    buf_add(out, str_c(names[type->word]));
    if (type->word <= WORD_DYNAMIC)
        return;
    buf_addc(out, '(');
    if (type->element != NULL)
        add_type_constraint(out, type->element);
    if (type->element == NULL)
        buf_add(out, type->names != NULL ? STR("{ ") : STR("["));
    for (size_t i = 0; i < type->count; i++) {
        buf_add(out, i > 0 ? STR(", ") : STR(""));
        if (type->names != NULL)
            buf_printf(out, "%.*s = ", STR_ARG(type->names[i]));
        add_type_constraint(out, type->items[i]);
    }
    if (type->element == NULL)
        buf_add(out, type->names != NULL ? STR(" }") : STR("]"));
    buf_addc(out, ')');
}

static void add_parameter(struct buf *out, const struct parameter *parameter, bool is_variadic)
{
    buf_printf(out, "- `%.*s` (`", STR_ARG(parameter->name));
    add_type_constraint(out, parameter->type);
    buf_printf(out, "`%s%s) %.*s\n", parameter->allow_null ? ", may be `null`" : "",
               is_variadic ? ", any number of times" : "", STR_ARG(parameter->doc));
}

void add_signature(struct buf *out, const struct record *record)
{
    buf_printf(out, "\n## Signature\n\n```text\n%.*s(", STR_ARG(record->name));
    for (size_t i = 0; i < record->parameter_count; i++) {
        buf_printf(out, "%s%.*s ", i > 0 ? ", " : "", STR_ARG(record->parameters[i].name));
        add_type_constraint(out, record->parameters[i].type);
    }
    if (record->variadic != NULL) {
        buf_printf(out, "%s%.*s ", record->parameter_count > 0 ? ", " : "", STR_ARG(record->variadic->name));
        add_type_constraint(out, record->variadic->type);
        buf_add(out, STR("..."));
    }
    buf_add(out, STR(") "));
    add_type_constraint(out, record->result);
    buf_add(out, STR("\n```\n"));
    if (record->parameter_count > 0 || record->variadic != NULL)
        buf_add(out, STR("\n## Arguments\n\n"));
    for (size_t i = 0; i < record->parameter_count; i++)
        add_parameter(out, &record->parameters[i], false);
    if (record->variadic != NULL)
        add_parameter(out, record->variadic, true);
}
