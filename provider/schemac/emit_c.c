/*
 * emit_c.c — one record as C: structs, types, constraints, rows. Declarations and initialisers, never a
 * statement. Knows provider/tf/desc.h as text; must not know JSON or what is allowed in a record.
 *
 * Names of file-local tables join object and attribute by two underscores, which no record can contain:
 * `a.b_c` and `a_b.c` stay apart.
 */
#include "schemac/emit_c.h"

#include "schemac/check.h"
#include "schemac/emit_api.h"
#include "schemac/emit_parts.h"
#include "schemac/output.h"

static const char *const field_names[] = {"FIELD_STRING",  "FIELD_BOOL",    "FIELD_INT",  "FIELD_NUMBER",
                                          "FIELD_STRINGS", "FIELD_OBJECTS", "FIELD_VALUE"};
static const char *const field_types[] = {"struct tf_string", "struct tf_bool",    "struct tf_int",
                                          "struct tf_number", "struct tf_strings", NULL,
                                          "struct value"};
static const char *const nest_names[] = {"NESTING_NONE", "NESTING_SINGLE", "NESTING_LIST", "NESTING_SET",
                                         "NESTING_MAP"};
static const char *const rule_names[RULE_KIND_COUNT] = {"CONSTRAINT_ONE_OF",      "CONSTRAINT_RANGE",
                                                        "CONSTRAINT_LENGTH",      "CONSTRAINT_ITEMS",
                                                        "CONSTRAINT_MATCH",       "CONSTRAINT_CONFLICTS",
                                                        "CONSTRAINT_REQUIRES",    "CONSTRAINT_EXACTLY_ONE",
                                                        "CONSTRAINT_AT_LEAST_ONE"};
static const char *const step_names[STEP_COUNT] = {"TIMEOUT_CREATE", "TIMEOUT_READ", "TIMEOUT_UPDATE",
                                                   "TIMEOUT_DELETE"};

static void add_text_member(struct buf *out, const char *member, struct str text)
{
    if (text.data == NULL)
        return;
    buf_printf(out, "        .%s = ", member);
    add_literal(out, text);
    buf_add(out, STR(",\n"));
}

/* ---- the header ---- */

static void add_struct(struct buf *out, const struct object *object)
{
    for (size_t i = 0; i < object->count; i++) {
        if (object->attributes[i]->nested != NULL)
            add_struct(out, object->attributes[i]->nested);
    }
    buf_printf(out, "struct %.*s {\n", STR_ARG(object->tag));
    for (size_t i = 0; i < object->count; i++) {
        const struct attribute *a = object->attributes[i];
        if (a->nested != NULL)
            buf_printf(out, "    TF_OBJECTS(struct %.*s) %.*s;\n", STR_ARG(a->nested->tag),
                       STR_ARG(a->c_name));
        else
            buf_printf(out, "    %s %.*s;\n", field_types[a->field], STR_ARG(a->c_name));
    }
    buf_printf(out, "};\nextern const struct object_desc %.*s_desc;\n\n", STR_ARG(object->c_name));
}

static void add_constants(struct buf *out, const struct object *object)
{
    for (size_t i = 0; i < object->count; i++) {
        const struct attribute *a = object->attributes[i];
        for (size_t k = 0; k < a->rule_count; k++) {
            const struct rule *rule = &a->rules[k];
            for (size_t v = 0; rule->kind == RULE_ONE_OF && v < rule->text_count; v++) {
                struct str name = constant_name(out->mem, object, a, rule->texts[v]);
                buf_printf(out, "#define %.*s ", STR_ARG(name));
                add_literal(out, rule->texts[v]);
                buf_addc(out, '\n');
            }
        }
        if (a->nested != NULL)
            add_constants(out, a->nested);
    }
}

/* The place of the definition that the header declares. */
static const char *origin(const struct record *record)
{
    bool is_generated = record->viewed != NULL || (record->kind == RECORD_RESOURCE && !record->api.by_hand);
    return is_generated ? "" : "/* By hand. */\n";
}

static void add_extern(struct buf *out, const struct record *record)
{
    static const char *const types[RECORD_KIND_COUNT] = {[RECORD_EPHEMERAL] = "ephemeral_resource",
                                                         [RECORD_LIST] = "list_resource",
                                                         [RECORD_ACTION] = "action"};
    static const char *const suffixes[RECORD_KIND_COUNT] = {
        [RECORD_EPHEMERAL] = "resource", [RECORD_LIST] = "resource", [RECORD_ACTION] = "action"};
    switch (record->kind) {
    case RECORD_RESOURCE:
        buf_printf(out, "%sstruct resource;\nextern const struct resource %.*s_resource;\n", origin(record),
                   STR_ARG(record->c_name));
        add_api_externs(out, record);
        break;
    case RECORD_DATA:
        buf_printf(out, "%sstruct data_source;\nextern const struct data_source %.*s_source;\n",
                   origin(record), STR_ARG(record->c_name));
        break;
    case RECORD_PROVIDER:
        buf_add(out, STR("/* By hand. */\nstruct provider_type;\nextern const struct provider_type "
                         "lightsail_provider_type;\n"));
        break;
    case RECORD_EPHEMERAL:
    case RECORD_LIST:
    case RECORD_ACTION:
        buf_printf(out, "%sstruct %s;\nextern const struct %s %.*s_%s;\n", origin(record),
                   types[record->kind], types[record->kind], STR_ARG(record->c_name), suffixes[record->kind]);
        break;
    case RECORD_FUNCTION:
    case RECORD_HISTORY:
    case RECORD_KIND_COUNT:
        return;
    }
    buf_printf(out, "extern const struct schema_desc %.*s_schema;\n\n", STR_ARG(record->c_name));
}

static bool has_hooks(const struct record *record)
{
    size_t count = 0;
    for (int i = 0; i < HOOK_COUNT; i++)
        count += record->api.hooks[i].data != NULL;
    return count > 0;
}

struct str emit_header(struct arena *mem, const struct record *record)
{
    if (record->kind == RECORD_FUNCTION)
        return emit_function_header(mem, record);
    struct buf out = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    struct str guard = constant_name(mem, &(struct object){.c_name = STR("gen")},
                                     &(struct attribute){.c_name = record->c_name}, STR("h"));
    buf_printf(&out, OUTPUT_MARK "%s; edit that file. */\n", record->source->path);
    buf_printf(&out, "#ifndef %.*s\n#define %.*s\n\n#include \"%s\"\n\n", STR_ARG(guard), STR_ARG(guard),
               has_hooks(record) ? "runtime/crud.h" : "tf/desc.h");
    add_struct(&out, record->object);
    add_extern(&out, record);
    for (int view = 0; view < VIEW_COUNT; view++) {
        if (record->views[view] == NULL)
            continue;
        add_struct(&out, record->views[view]->object);
        add_extern(&out, record->views[view]);
    }
    size_t before = out.len;
    add_constants(&out, record->object);
    buf_printf(&out, "%s#endif\n", out.len > before ? "\n" : "");
    return buf_str(&out);
}

/* ---- types ---- */

static struct str attribute_type(struct buf *out, const struct object *object, const struct attribute *a)
{
    struct arena *mem = out->mem;
    static const char *const prefixes[] = {"", "type", "list", "set", "map"};
    if (a->nested != NULL)
        return str_printf(mem, "&%s_of__%.*s", prefixes[a->nest], STR_ARG(a->nested->c_name));
    size_t number = 0;
    return type_pointer(out, str_printf(mem, "%.*s__%.*s", STR_ARG(object->c_name), STR_ARG(a->c_name)),
                        &number, a->type);
}

/* The type of the object and, for a nested one, of the collection around it. */
static void add_object_type(struct buf *out, const struct object *object, const struct str *types,
                            enum nest nest)
{
    struct str name = object->c_name;
    buf_printf(out, "static const struct type_member members_of__%.*s[] = {\n", STR_ARG(name));
    for (size_t i = 0; i < object->count; i++) {
        const struct attribute *a = object->sorted[i];
        buf_printf(out, "    {{\"%.*s\", %zu}, %.*s},\n", STR_ARG(a->name), a->name.len, STR_ARG(types[i]));
    }
    buf_printf(out,
               "};\nstatic const struct type type_of__%.*s = {.kind = TYPE_OBJECT, .members = "
               "members_of__%.*s, .count = %zu};\n",
               STR_ARG(name), STR_ARG(name), object->count);
    static const char *const collections[] = {NULL, NULL, "list", "set", "map"};
    if (collections[nest] != NULL)
        buf_printf(out, "static const struct type %s_of__%.*s = {.kind = %s, .element = &type_of__%.*s};\n",
                   collections[nest], STR_ARG(name), type_words[nest - NEST_LIST + WORD_LIST], STR_ARG(name));
}

/* ---- constraints ---- */

static void add_bound(struct buf *out, const char *member, int64_t bound)
{
    if (bound == INT64_MIN)
        buf_printf(out, ", .%s = INT64_MIN", member);
    else if (bound == INT64_MAX)
        buf_printf(out, ", .%s = INT64_MAX", member);
    else
        buf_printf(out, ", .%s = %lld", member, (long long)bound);
}

static void add_rules(struct buf *out, const struct object *object, const struct attribute *a)
{
    if (a->rule_count == 0)
        return;
    struct str base = str_printf(out->mem, "%.*s__%.*s", STR_ARG(object->c_name), STR_ARG(a->c_name));
    for (size_t i = 0; i < a->rule_count; i++) {
        const struct rule *rule = &a->rules[i];
        if (rule->text_count == 0)
            continue;
        buf_printf(out, "static const char *const %.*s__%s[] = {", STR_ARG(base), rule_keys[rule->kind]);
        for (size_t k = 0; k < rule->text_count; k++) {
            buf_add(out, k > 0 ? STR(", ") : STR(""));
            add_literal(out, rule->texts[k]);
        }
        buf_add(out, STR("};\n"));
    }
    buf_printf(out, "static const struct constraint %.*s__constraints[] = {\n", STR_ARG(base));
    for (size_t i = 0; i < a->rule_count; i++) {
        const struct rule *rule = &a->rules[i];
        buf_printf(out, "    {.kind = %s", rule_names[rule->kind]);
        if (rule->kind == RULE_MATCH)
            buf_printf(out, ", .name = \"%.*s\"", STR_ARG(rule->name));
        if (rule->text_count > 0)
            buf_printf(out, ", .texts = %.*s__%s, .text_count = %zu", STR_ARG(base), rule_keys[rule->kind],
                       rule->text_count);
        add_bound(out, "min", rule->min);
        add_bound(out, "max", rule->max);
        buf_add(out, STR("},\n"));
    }
    buf_add(out, STR("};\n"));
}

/* ---- rows ---- */

static void add_flags(struct buf *out, const struct attribute *a, bool is_local)
{
    const struct {
        bool is_set;
        const char *name;
    } flags[] = {
        {a->mode == MODE_REQUIRED, "ATTR_REQUIRED"},
        {a->mode == MODE_OPTIONAL || a->mode == MODE_OPTIONAL_COMPUTED, "ATTR_OPTIONAL"},
        {a->mode == MODE_COMPUTED || a->mode == MODE_OPTIONAL_COMPUTED, "ATTR_COMPUTED"},
        {a->sensitive, "ATTR_SENSITIVE"},
        {a->write_only, "ATTR_WRITE_ONLY"},
        {a->replace, "ATTR_REPLACE"},
        {a->keep, "ATTR_KEEP"},
        {a->is_block, "ATTR_BLOCK"},
        {is_local, "ATTR_LOCAL"},
        {a->late, "ATTR_LATE"},
        {a->once, "ATTR_ONCE"},
    };
    const char *joint = "";
    buf_add(out, STR("        .flags = "));
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        if (flags[i].is_set) {
            buf_printf(out, "%s%s", joint, flags[i].name);
            joint = " | ";
        }
    }
    buf_add(out, STR(",\n"));
}

static void add_row(struct buf *out, const struct record *record, const struct object *object,
                    const struct attribute *a, struct str type, bool is_local)
{
    buf_printf(out, "    {\n        .name = {\"%.*s\", %zu},\n        .type = %.*s,\n", STR_ARG(a->name),
               a->name.len, STR_ARG(type));
    add_flags(out, a, is_local);
    buf_printf(out, "        .field = %s,\n        .offset = offsetof(struct %.*s, %.*s),\n",
               field_names[a->field], STR_ARG(object->tag), STR_ARG(a->c_name));
    if (a->nested != NULL)
        buf_printf(out, "        .nesting = %s,\n        .nested = &%.*s_desc,\n", nest_names[a->nest],
                   STR_ARG(a->nested->c_name));
    if (a->min_items > 0)
        buf_printf(out, "        .min_items = %lld,\n", (long long)a->min_items);
    if (a->max_items > 0)
        buf_printf(out, "        .max_items = %lld,\n", (long long)a->max_items);
    add_text_member(out, "wire", a->wire);
    add_api_members(out, record, a);
    add_text_member(out, "default_text", a->default_text);
    if (a->rule_count > 0)
        buf_printf(out, "        .constraints = %.*s__%.*s__constraints,\n        .constraint_count = %zu,\n",
                   STR_ARG(object->c_name), STR_ARG(a->c_name), a->rule_count);
    add_text_member(out, "doc", a->doc);
    add_text_member(out, "deprecated", a->deprecated);
    buf_add(out, STR("    },\n"));
}

/* The rows are read through untyped offsets. Here the compiler checks that the type at each offset is the
 * type of the row. */
static void add_assertion(struct buf *out, const struct object *object, const struct attribute *a)
{
    if (a->nested != NULL)
        buf_printf(out, "DESC_ASSERT_OBJECTS(struct %.*s, %.*s, struct %.*s);\n", STR_ARG(object->tag),
                   STR_ARG(a->c_name), STR_ARG(a->nested->tag));
    else
        buf_printf(out, "DESC_ASSERT_FIELD(struct %.*s, %.*s, %s);\n", STR_ARG(object->tag),
                   STR_ARG(a->c_name), field_types[a->field]);
}

static void add_object(struct buf *out, const struct record *record, const struct object *object,
                       enum nest nest, bool is_local)
{
    struct str *types = arena_new_array(out->mem, struct str, object->count);
    for (size_t i = 0; i < object->count; i++) {
        const struct attribute *a = object->sorted[i];
        if (a->nested != NULL)
            add_object(out, record, a->nested, a->nest, is_local || a->local);
        types[i] = attribute_type(out, object, a);
        add_rules(out, object, a);
    }
    add_object_type(out, object, types, nest);
    for (size_t i = 0; i < object->count; i++)
        add_assertion(out, object, object->sorted[i]);
    buf_printf(out, "static const struct attr_desc rows_of__%.*s[] = {\n", STR_ARG(object->c_name));
    for (size_t i = 0; i < object->count; i++)
        add_row(out, record, object, object->sorted[i], types[i], is_local || object->sorted[i]->local);
    buf_printf(out,
               "};\nconst struct object_desc %.*s_desc = {\n    .name = \"%.*s\",\n    .attrs = "
               "rows_of__%.*s,\n    .count = %zu,\n"
               "    .type = &type_of__%.*s,\n    .size_bytes = sizeof(struct %.*s),\n};\n\n",
               STR_ARG(object->c_name), STR_ARG(object->c_name), STR_ARG(object->c_name), object->count,
               STR_ARG(object->c_name), STR_ARG(object->tag));
}

static void add_schema(struct buf *out, const struct record *record)
{
    struct str name = record->c_name;
    if (record->identity_count > 0) {
        buf_printf(out, "static const char *const identity_of__%.*s[] = {", STR_ARG(name));
        for (size_t i = 0; i < record->identity_count; i++)
            buf_printf(out, "%s\"%.*s\"", i > 0 ? ", " : "", STR_ARG(record->identity[i]));
        buf_add(out, STR("};\n"));
    }
    buf_printf(out,
               "const struct schema_desc %.*s_schema = {\n    .type_name = \"%.*s\",\n    .version = %lld,\n "
               "   .doc = ",
               STR_ARG(name), STR_ARG(record->type_name), (long long)record->version);
    add_literal(out, record->doc);
    if (record->replace_warning.len > 0) {
        buf_add(out, STR(",\n    .replace_warning = "));
        add_literal(out, record->replace_warning);
    }
    buf_printf(out, ",\n    .object = &%.*s_desc,\n", STR_ARG(record->object->c_name));
    if (record->identity_count > 0)
        buf_printf(out, "    .identity = identity_of__%.*s,\n    .identity_count = %zu,\n", STR_ARG(name),
                   record->identity_count);
    for (int step = 0; step < STEP_COUNT; step++) {
        if (record->timeout_ms[step] > 0)
            buf_printf(out, "    .timeout_ms[%s] = %lld,\n", step_names[step],
                       (long long)record->timeout_ms[step]);
    }
    buf_printf(out, "    .in_aws = %s,\n", record_has_operations(record) ? "true" : "false");
    if (record->fixed_region.data != NULL)
        buf_printf(out, "    .fixed_region = \"%.*s\",\n", STR_ARG(record->fixed_region));
    if (record->id_is_path)
        buf_add(out, STR("    .id_is_path = true,\n"));
    if (record->kind == RECORD_RESOURCE && record->api.object.data != NULL)
        buf_printf(out, "    .crud = &crud_of__%.*s,\n", STR_ARG(name));
    if (record->viewed != NULL)
        buf_printf(out, "    .viewed = &%.*s_resource,\n", STR_ARG(record->viewed->c_name));
    buf_add(out, STR("};\n"));
}

/* The rows of one record. Those of a derived record are in the file of the resource that it follows from. */
static void add_tables(struct buf *out, const struct record *record)
{
    add_object(out, record, record->object, NEST_NONE, false);
    if (record->kind == RECORD_HISTORY)
        return;
    add_api_rows(out, record);
    add_schema(out, record);
    add_api_objects(out, record);
}

struct str emit_tables(struct arena *mem, const struct record *record)
{
    if (record->kind == RECORD_FUNCTION)
        return emit_function_tables(mem, record);
    struct buf out = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    bool is_declared = record->kind == RECORD_RESOURCE && record->api.object.data != NULL;
    buf_printf(&out,
               OUTPUT_MARK "%s; edit that file. */\n#include \"gen/%.*s.h\"\n\n#include "
                           "<stddef.h>\n\n%s",
               record->source->path, STR_ARG(record->c_name),
               is_declared
                   ? "#include \"resources/catalogue/name_check.h\"\n#include \"runtime/derived.h\"\n\n"
                   : "#include \"tf/desc.h\"\n\n");
    add_tables(&out, record);
    for (int view = 0; view < VIEW_COUNT; view++) {
        if (record->views[view] != NULL)
            add_tables(&out, record->views[view]);
    }
    return buf_str(&out);
}

/* ---- the registry ---- */

/* The lists of struct registry, in its order. */
static const struct registry_list {
    enum record_kind kind;
    const char *type, *list, *count, *suffix;
} registry_lists[] = {
    {RECORD_RESOURCE, "resource", "resources", "resource_count", "_resource"},
    {RECORD_DATA, "data_source", "data_sources", "data_source_count", "_source"},
    {RECORD_FUNCTION, "function", "functions", "function_count", ""},
    {RECORD_EPHEMERAL, "ephemeral_resource", "ephemerals", "ephemeral_count", "_resource"},
    {RECORD_LIST, "list_resource", "lists", "list_count", "_resource"},
    {RECORD_ACTION, "action", "actions", "action_count", "_action"},
};
enum { REGISTRY_LIST_COUNT = sizeof(registry_lists) / sizeof(registry_lists[0]) };

static size_t add_registry_list(struct buf *out, const struct records *records,
                                const struct registry_list *list)
{
    size_t count = 0;
    for (size_t i = 0; i < records->count; i++) {
        if (records->items[i]->kind != list->kind)
            continue;
        if (count++ == 0)
            buf_printf(out, "static const struct %s *const %s[] = {\n", list->type, list->list);
        buf_printf(out, "    &%.*s%s,\n", STR_ARG(records->items[i]->c_name), list->suffix);
    }
    if (count > 0)
        buf_add(out, STR("};\n\n"));
    return count;
}

struct str emit_registry_header(struct arena *mem)
{
    return str_printf(mem, "%s",
                      OUTPUT_MARK
                      "schemas/: everything that there is. */\n"
                      "#ifndef GEN_REGISTRY_H\n#define GEN_REGISTRY_H\n\n#include \"runtime/resource.h\"\n\n"
                      "extern const struct registry registry;\n\n#endif\n");
}

/* `records` are sorted by type name. */
struct str emit_registry(struct arena *mem, const struct records *records)
{
    struct buf out = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    buf_add(&out, STR(OUTPUT_MARK "schemas/: everything that there is. */\n#include \"gen/registry.h\"\n\n"));
    for (size_t i = 0; i < records->count; i++) {
        if (records->items[i]->kind != RECORD_HISTORY && records->items[i]->viewed == NULL)
            buf_printf(&out, "#include \"gen/%.*s.h\"\n", STR_ARG(records->items[i]->c_name));
    }
    buf_addc(&out, '\n');
    size_t counts[REGISTRY_LIST_COUNT];
    for (size_t i = 0; i < REGISTRY_LIST_COUNT; i++)
        counts[i] = add_registry_list(&out, records, &registry_lists[i]);
    buf_add(&out, STR("const struct registry registry = {\n    .provider = &lightsail_provider_type,\n"));
    for (size_t i = 0; i < REGISTRY_LIST_COUNT; i++) {
        const struct registry_list *list = &registry_lists[i];
        if (counts[i] > 0)
            buf_printf(&out, "    .%s = %s,\n    .%s = %zu,\n", list->list, list->list, list->count,
                       counts[i]);
    }
    buf_add(&out, STR("};\n"));
    return buf_str(&out);
}
