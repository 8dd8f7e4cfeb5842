/*
 * load.c — schema records from JSON to struct record: which keys exist and which types their values have.
 * Knows the keys; must not know which combinations are valid (check.c).
 */
#include "schemac/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "schemac/expand.h"
#include "schemac/load_parts.h"

enum { MAX_FILE_BYTES = 4 * 1024 * 1024 };

static const char *const mode_words[] = {"", "required", "optional", "computed", "optional_computed"};
static const char *const id_words[] = {"", "path"};
static const char *const nest_words[] = {"", "single", "list", "set", "map"};

#define RECORD_KEYS                                                                                       \
    "kind", "name", "version", "subcategory", "doc", "identity", "id", "replace_warning", "fixed_region", \
        "timeouts", "operations", "attributes", "blocks", RECORD_API_KEYS
#define COMMON_KEYS "name", "doc", "deprecated", "change", "local", "api", "c_name", ATTRIBUTE_API_KEYS
static const char *const record_keys[] = {RECORD_KEYS};
static const char *const attribute_keys[] = {COMMON_KEYS,   "type",      "nested",    "mode",
                                             "keep",        "default",   "sensitive", "write_only",
                                             "one_of",      "range",     "length",    "items",
                                             "match",       "conflicts", "requires",  "exactly_one",
                                             "at_least_one"};
static const char *const nested_keys[] = {"nesting", "attributes"};
static const char *const block_keys[] = {COMMON_KEYS, "nesting",    "min_items",
                                         "max_items", "attributes", "blocks"};

/* [min, max] of whole numbers, null = open. */
static bool read_bounds(const struct reader *r, const char *key, struct rule *ret)
{
    json_t *list = json_object_get(r->object, key);
    json_t *low = json_array_get(list, 0), *high = json_array_get(list, 1);
    if (json_array_size(list) != 2 || !(json_is_integer(low) || json_is_null(low)) ||
        !(json_is_integer(high) || json_is_null(high))) {
        complain(r->report, member(r, key),
                 "'%s' must be two whole numbers; write [1, 10], with null for an open end", key);
        return false;
    }
    ret->min = json_is_null(low) ? INT64_MIN : json_integer_value(low);
    ret->max = json_is_null(high) ? INT64_MAX : json_integer_value(high);
    if (json_is_null(low) && json_is_null(high))
        complain(r->report, member(r, key), "'%s' has no bounds; write a bound or leave the key out", key);
    if (ret->min > ret->max)
        complain(r->report, member(r, key), "'%s' has its smaller number second; write [smaller, larger]",
                 key);
    return true;
}

static void read_rules(const struct reader *r, struct attribute *a)
{
    a->rules = arena_new_array(r->mem, struct rule, RULE_KIND_COUNT);
    for (int kind = 0; kind < RULE_KIND_COUNT; kind++) {
        const char *key = rule_keys[kind];
        struct rule rule = {.kind = (enum rule_kind)kind,
                            .min = INT64_MIN,
                            .max = INT64_MAX,
                            .place = member(r, key)};
        if (json_object_get(r->object, key) == NULL)
            continue;
        if (kind == RULE_MATCH) {
            rule.name = read_text(r, key);
            if (rule.name.data == NULL)
                continue;
        } else if (kind == RULE_RANGE || kind == RULE_LENGTH || kind == RULE_ITEMS) {
            if (!read_bounds(r, key, &rule))
                continue;
        } else {
            rule.text_count = read_texts(r, key, &rule.texts);
            if (rule.text_count == 0)
                continue;
        }
        a->rules[a->rule_count++] = rule;
    }
}

static void read_field_type(const struct reader *r, struct attribute *a)
{
    static const struct type_expr number = {.word = WORD_NUMBER};
    json_t *value = json_object_get(r->object, "type");
    if (str_eqc(json_text(value), "int")) {
        a->type = &number;
        a->field = FIELD_IS_INT;
        return;
    }
    a->type = read_type(r, member(r, "type"), value);
    a->field = FIELD_IS_VALUE;
    if (a->type->word <= WORD_BOOL) {
        static const enum field fields[] = {FIELD_IS_STRING, FIELD_IS_NUMBER, FIELD_IS_BOOL};
        a->field = fields[a->type->word];
    } else if (a->type->element != NULL && a->type->element->word == WORD_STRING) {
        a->field = FIELD_IS_STRINGS;
    }
}

static struct str read_default(const struct reader *r, const struct attribute *a)
{
    json_t *value = json_object_get(r->object, "default");
    if (value == NULL)
        return (struct str){0};
    if (a->field == FIELD_IS_STRING && json_is_string(value))
        return str_copy(r->mem, json_text(value));
    if (a->field == FIELD_IS_BOOL && json_is_boolean(value))
        return json_is_true(value) ? STR("true") : STR("false");
    if ((a->field == FIELD_IS_INT || a->field == FIELD_IS_NUMBER) && json_is_integer(value))
        return str_printf(r->mem, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    if (a->field > FIELD_IS_NUMBER)
        complain(r->report, member(r, "default"),
                 "only strings, bools and whole numbers have a default; compute it in modify_plan of the "
                 "resource");
    else
        complain(r->report, member(r, "default"),
                 "'default' does not have the type of the attribute; write it as \"text\", true or 1");
    return (struct str){0};
}

static struct object *read_object(const struct reader *r, struct str c_name);

/* What attributes and blocks have in common. */
static struct attribute *read_common(const struct reader *r)
{
    struct attribute *a = arena_new_object(r->mem, struct attribute);
    a->place = r->at;
    a->name = require_text(r, "name", "write \"name\": \"…\"");
    a->c_name = read_text(r, "c_name");
    if (a->c_name.data == NULL)
        a->c_name = a->name;
    a->doc = read_doc(r);
    a->deprecated = read_text(r, "deprecated");
    a->wire = read_text(r, "api");
    a->local = read_flag(r, "local");
    struct str change = read_text(r, "change");
    a->replace = str_eqc(change, "replace");
    if (change.data != NULL && !a->replace)
        complain(r->report, member(r, "change"),
                 "'%.*s' is not a kind of change; write \"replace\", or leave the key out for a change in "
                 "place",
                 STR_ARG(change));
    return a;
}

static struct attribute *read_attribute(const struct reader *parent, const struct place *at, json_t *value,
                                        struct str parent_c_name)
{
    struct reader r;
    if (!open_object(parent, at, value, WORDS(attribute_keys), &r))
        return NULL;
    struct attribute *a = read_common(&r);
    a->mode = (enum mode)read_word(&r, "mode", mode_words, sizeof(mode_words) / sizeof(mode_words[0]));
    if (json_object_get(r.object, "mode") == NULL)
        complain(r.report, r.at,
                 "'mode' is missing; write required, optional, computed or optional_computed");
    a->keep = read_flag(&r, "keep");
    a->sensitive = read_flag(&r, "sensitive");
    a->write_only = read_flag(&r, "write_only");
    bool has_type = json_object_get(r.object, "type") != NULL,
         has_nested = json_object_get(r.object, "nested") != NULL;
    if (has_type == has_nested)
        complain(r.report, r.at,
                 "an attribute has a type or nested attributes; write exactly one of 'type' and 'nested'");
    struct reader inner;
    if (has_nested && open_object(&r, member(&r, "nested"), json_object_get(r.object, "nested"),
                                  WORDS(nested_keys), &inner)) {
        a->field = FIELD_IS_OBJECTS;
        a->nest = (enum nest)read_word(&inner, "nesting", nest_words,
                                       sizeof(nest_words) / sizeof(nest_words[0]));
        if (json_object_get(inner.object, "nesting") == NULL)
            complain(r.report, inner.at, "'nesting' is missing; write single, list, set or map");
        a->nested = read_object(&inner,
                                str_printf(r.mem, "%.*s_%.*s", STR_ARG(parent_c_name), STR_ARG(a->c_name)));
    } else if (has_type) {
        read_field_type(&r, a);
    }
    read_attribute_api(&r, a);
    a->default_text = read_default(&r, a);
    read_rules(&r, a);
    return a->name.data != NULL && (a->type != NULL || a->nested != NULL) ? a : NULL;
}

static struct attribute *read_block(const struct reader *parent, const struct place *at, json_t *value,
                                    struct str parent_c_name)
{
    struct reader r;
    if (!open_object(parent, at, value, WORDS(block_keys), &r))
        return NULL;
    struct attribute *a = read_common(&r);
    a->is_block = true;
    a->mode = MODE_OPTIONAL;
    read_attribute_api(&r, a);
    a->field = FIELD_IS_OBJECTS;
    a->nest = (enum nest)read_word(&r, "nesting", nest_words, sizeof(nest_words) / sizeof(nest_words[0]));
    if (json_object_get(r.object, "nesting") == NULL)
        complain(r.report, r.at, "'nesting' is missing; write single, list, set or map");
    a->min_items = read_count(&r, "min_items");
    a->max_items = read_count(&r, "max_items");
    a->nested = read_object(&r, str_printf(r.mem, "%.*s_%.*s", STR_ARG(parent_c_name), STR_ARG(a->c_name)));
    return a->name.data != NULL ? a : NULL;
}

static void read_list(const struct reader *r, const char *key, struct object *object,
                      struct attribute *read(const struct reader *, const struct place *, json_t *,
                                             struct str))
{
    json_t *list = json_object_get(r->object, key), *item;
    if (list != NULL && !json_is_array(list))
        complain(r->report, member(r, key), "'%s' must be a list; write [{…}]", key);
    size_t i;
    json_array_foreach (list, i, item) {
        struct attribute *a = read(r, place_item(r->mem, member(r, key), i), item, object->c_name);
        if (a != NULL)
            object->attributes[object->count++] = a;
    }
}

static struct object *read_object(const struct reader *r, struct str c_name)
{
    enum { MORE_FOR_WHAT_IS_ADDED = 2 };
    struct object *object = arena_new_object(r->mem, struct object);
    object->c_name = object->tag = c_name;
    object->place = r->at;
    size_t count = json_array_size(json_object_get(r->object, "attributes")) +
                   json_array_size(json_object_get(r->object, "blocks"));
    object->attributes = arena_new_array(r->mem, struct attribute *, count + MORE_FOR_WHAT_IS_ADDED);
    read_list(r, "attributes", object, read_attribute);
    read_list(r, "blocks", object, read_block);
    if (count == 0)
        complain(r->report, r->at, "there are no attributes; write \"attributes\": [{…}]");
    sort_rows(r->mem, object);
    return object;
}

static void read_operations(const struct reader *parent, struct record *record)
{
    json_t *value = json_object_get(parent->object, "operations");
    struct reader r;
    if (value == NULL ||
        !open_object(parent, member(parent, "operations"), value, (struct words){step_keys, STEP_COUNT}, &r))
        return;
    for (int step = 0; step < STEP_COUNT; step++)
        record->operations[step].count = read_texts(&r, step_keys[step], &record->operations[step].names);
}

static bool read_file(struct arena *mem, const char *path, struct str *ret_text)
{
    FILE *file = fopen(path, "rbe");
    if (file == NULL)
        return false;
    struct stat facts;
    bool is_read = fstat(fileno(file), &facts) == 0 && S_ISREG(facts.st_mode) &&
                   facts.st_size <= MAX_FILE_BYTES;
    if (is_read) {
        size_t size_bytes = (size_t)facts.st_size;
        char *text = arena_alloc(mem, size_bytes);
        is_read = fread(text, 1, size_bytes, file) == size_bytes;
        *ret_text = str_n(text, size_bytes);
    }
    fclose(file);
    return is_read;
}

/* The directory decides: a record in history/ is an old version, whatever its kind was. */
static bool is_history(const char *path)
{
    const char *base = strrchr(path, '/');
    return base != NULL && str_ends_with(str_n(path, (size_t)(base - path)), STR("history"));
}

static void name_record(struct arena *mem, struct record *record)
{
    struct str name = record->name;
    record->c_name = str_printf(mem, "%s%.*s", kind_facts[record->kind].prefix, STR_ARG(name));
    record->type_name = str_printf(mem, "lightsail_%.*s", STR_ARG(name));
    if (record->kind == RECORD_FUNCTION)
        record->type_name = name;
    if (record->kind == RECORD_HISTORY)
        record->c_name = str_printf(mem, "%.*s_v%lld", STR_ARG(name), (long long)record->version);
    if (record->kind == RECORD_PROVIDER)
        record->type_name = STR("lightsail");
}

/* The keys of a record besides its kind, name and doc. */
static void read_rest(const struct reader *r, struct record *record)
{
    record->version = read_count(r, "version");
    record->subcategory = read_text(r, "subcategory");
    record->identity_count = read_texts(r, "identity", &record->identity);
    record->replace_warning = read_text(r, "replace_warning");
    record->fixed_region = read_text(r, "fixed_region");
    record->id_is_path = read_word(r, "id", id_words, sizeof id_words / sizeof id_words[0]) == 1;
    read_api(r, record);
    record->object = read_object(r, record->c_name);
    if (record->kind == RECORD_PROVIDER)
        record->object->tag = STR("provider_config"); /* struct provider is the runtime's */
    read_timeouts(r, record);
    read_operations(r, record);
    add_region(r->mem, record);
}

static enum record_kind read_kind(const struct reader *r)
{
    const char *words[RECORD_HISTORY];
    for (int kind = 0; kind < RECORD_HISTORY; kind++)
        words[kind] = kind_facts[kind].word;
    if (json_object_get(r->object, "kind") == NULL)
        complain(r->report, r->at,
                 "'kind' is missing; write resource, data, provider, ephemeral, list, action or function");
    enum record_kind kind = (enum record_kind)read_word(r, "kind", words, RECORD_HISTORY);
    return is_history(r->at->source->path) ? RECORD_HISTORY : kind;
}

/* `root` is modified: what follows from the record is added. */
static struct record *read_record(struct arena *mem, struct report *report, struct source *source,
                                  const struct place *at, json_t *root)
{
    struct reader top = {.mem = mem, .report = report, .at = at}, r;
    bool is_function = str_eqc(json_member_text(root, "kind"), kind_facts[RECORD_FUNCTION].word);
    if (!open_object(&top, top.at, root, is_function ? function_record_words() : WORDS(record_keys), &r))
        return NULL;
    struct record *record = arena_new_object(mem, struct record);
    record->source = source;
    record->place = r.at;
    record->json = root;
    record->kind = read_kind(&r);
    record->name = require_text(&r, "name", "write \"name\": \"…\", the name of the file without .json");
    record->doc = read_doc(&r);
    if (record->name.data == NULL)
        return NULL;
    name_record(mem, record);
    if (record->kind == RECORD_FUNCTION) {
        read_function(&r, record);
        return record;
    }
    expand_record(mem, record->kind, root);
    read_rest(&r, record);
    return record;
}

struct record *load_record(struct arena *mem, struct report *report, const char *path, size_t number)
{
    struct source *source = arena_new_object(mem, struct source);
    *source = (struct source){.path = path, .number = number};
    if (!read_file(mem, path, &source->text)) {
        complain_at(report, source, 1, 1, "this is not a readable file of at most 4 MiB; check the path");
        return NULL;
    }
    json_error_t problem;
    json_t *root = json_loadb(source->text.data, source->text.len, JSON_REJECT_DUPLICATES, &problem);
    if (root == NULL) {
        size_t column = problem.column > 0 ? (size_t)problem.column : 1; /* an empty file has no error
                                                                          * position */
        complain_at(report, source, (size_t)problem.line, column, "%s; write valid JSON", problem.text);
        return NULL;
    }
    return read_record(mem, report, source, place_root(mem, source), json_own(mem, root));
}

/* The view of one object has the ID of the resource, which is its name. */
static void describe_id(struct arena *mem, const struct record *record, struct record *view)
{
    struct attribute *id = object_find(view->object, STR("id"));
    json_t *rows = json_object_get(view->json, "attributes"), *row;
    size_t i;
    if (id == NULL || record->identity_count == 0)
        return;
    id->doc = str_printf(mem, "Same as `%.*s`.", STR_ARG(record->identity[0]));
    json_array_foreach (rows, i, row) {
        if (str_eq(json_member_text(row, "name"), id->name))
            json_object_set_new(row, "doc", json_new_str(id->doc));
    }
}

void load_views(struct arena *mem, struct report *report, struct record *record)
{
    for (enum view view = 0; view < VIEW_COUNT; view++) {
        json_t *root = record->api.views[view] ? expand_view(mem, view, record->json) : NULL;
        if (root == NULL)
            continue;
        /* The view is not in any file; errors in it come from this line. */
        const struct place *at = place_member(mem, record->place, "views");
        struct record *derived = read_record(mem, report, record->source, at, json_own(mem, root));
        if (derived == NULL)
            continue;
        derived->viewed = record;
        derived->view = view;
        if (view == VIEW_DATA)
            describe_id(mem, record, derived);
        record->views[view] = derived;
    }
}
