/*
 * load.c — schema records from JSON to struct record: which keys there are and what type their values have.
 * Knows the keys; must not know which combinations make sense (check.c).
 */
#include "schemac/load.h"
#include "schemac/load_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/json.h"
#include "schemac/words.h"

enum { MAX_FILE_BYTES = 4 * 1024 * 1024 };

const char *const rule_keys[RULE_KIND_COUNT] = {"one_of",   "range",       "length",
                                                "items",    "match",       "conflicts",
                                                "requires", "exactly_one", "at_least_one"};
const char *const step_keys[STEP_COUNT] = {"create", "read", "update", "delete"};

static const char *const mode_words[] = {"", "required", "optional", "computed", "optional_computed"};
static const char *const nest_words[] = {"", "single", "list", "set", "map"};

#define RECORD_KEYS                                                                             \
    "kind", "name", "version", "subcategory", "doc", "identity", "replace_warning", "timeouts", \
        "operations", "attributes", "blocks"
#define COMMON_KEYS "name", "doc", "deprecated", "change", "local", "api", "c_name"
static const char *const record_keys[] = {RECORD_KEYS};
static const char *const attribute_keys[] = {COMMON_KEYS,   "type",      "nested",    "mode",
                                             "keep",        "default",   "sensitive", "write_only",
                                             "one_of",      "range",     "length",    "items",
                                             "match",       "conflicts", "requires",  "exactly_one",
                                             "at_least_one"};
static const char *const nested_keys[] = {"nesting", "attributes"};
static const char *const block_keys[] = {COMMON_KEYS, "nesting",    "min_items",
                                         "max_items", "attributes", "blocks"};

const struct place *member(const struct reader *r, const char *key)
{
    return place_member(r->mem, r->at, key);
}

bool open_object(const struct reader *parent, const struct place *at, json_t *value, struct words keys,
                 struct reader *ret)
{
    *ret = (struct reader){parent->mem, parent->report, at, value};
    if (!json_is_object(value)) {
        complain(parent->report, at, "this must be an object; write {…}");
        return false;
    }
    const char *key;
    json_t *ignored;
    json_object_foreach (value, key, ignored) {
        if (!words_contain(keys, str_c(key))) {
            struct str hint = words_suggest(parent->mem, keys, str_c(key),
                                            "see schemas/README.md for the keys that there are");
            complain(parent->report, member(ret, key), "unknown key '%s'; %.*s", key, STR_ARG(hint));
        }
    }
    return true;
}

struct str read_text(const struct reader *r, const char *key)
{
    json_t *value = json_object_get(r->object, key);
    if (value == NULL)
        return (struct str){0};
    if (!json_is_string(value)) {
        complain(r->report, member(r, key), "'%s' must be a text; write \"%s\": \"…\"", key, key);
        return (struct str){0};
    }
    struct str text = str_copy(r->mem, json_text(value));
    if (text.len == 0 && strcmp(key, "default") != 0) {
        complain(r->report, member(r, key), "'%s' is empty; write a text or leave the key out", key);
        return (struct str){0};
    }
    return text;
}

struct str require_text(const struct reader *r, const char *key, const char *instead)
{
    if (json_object_get(r->object, key) == NULL)
        complain(r->report, r->at, "'%s' is missing; %s", key, instead);
    return read_text(r, key);
}

struct str read_doc(const struct reader *r)
{
    json_t *value = json_object_get(r->object, "doc");
    if (!json_is_array(value)) {
        struct str doc = require_text(r, "doc",
                                      "write \"doc\": \"what it is and what happens when it changes\"");
        if (!str_eq(doc, str_trim(doc)))
            complain(r->report, member(r, "doc"), "'doc' begins or ends with white space; remove it");
        return doc;
    }
    struct buf text = buf_new(r->mem, BUF_DEFAULT_MAX_BYTES);
    size_t i;
    json_t *line;
    json_array_foreach (value, i, line) {
        if (!json_is_string(line))
            complain(r->report, place_item(r->mem, member(r, "doc"), i),
                     "a line of 'doc' must be a text; write \"…\"");
        buf_printf(&text, "%s%s", i > 0 ? "\n" : "", json_is_string(line) ? json_string_value(line) : "");
    }
    if (buf_str(&text).len == 0)
        complain(r->report, member(r, "doc"),
                 "'doc' is empty; write what it is and what happens when it changes");
    return buf_str(&text);
}

bool read_flag(const struct reader *r, const char *key)
{
    json_t *value = json_object_get(r->object, key);
    if (value != NULL && !json_is_true(value))
        complain(r->report, member(r, key), "'%s' must be true; write true or leave the key out", key);
    return json_is_true(value);
}

static int64_t read_count(const struct reader *r, const char *key)
{
    json_t *value = json_object_get(r->object, key);
    if (value != NULL && (!json_is_integer(value) || json_integer_value(value) < 0)) {
        complain(r->report, member(r, key), "'%s' must be a whole number; write 0 or more", key);
        return 0;
    }
    return json_integer_value(value);
}

/* A word of a list; the result is its index, 0 when it is missing or wrong. */
static size_t read_word(const struct reader *r, const char *key, const char *const *words, size_t count)
{
    struct str text = read_text(r, key);
    if (text.data == NULL)
        return 0;
    for (size_t i = 0; i < count; i++) {
        if (words[i][0] != '\0' && str_eqc(text, words[i]))
            return i;
    }
    size_t skip = words[0][0] == '\0' ? 1 : 0;
    struct str hint = words_suggest(r->mem, (struct words){words + skip, count - skip}, text, "");
    complain(r->report, member(r, key), "'%.*s' is no %s; %.*s", STR_ARG(text), key, STR_ARG(hint));
    return 0;
}

/* A list of different, non-empty texts. */
static size_t read_texts(const struct reader *r, const char *key, struct str **ret_texts)
{
    json_t *list = json_object_get(r->object, key);
    size_t count = 0;
    *ret_texts = NULL;
    if (list == NULL)
        return 0;
    if (!json_is_array(list) || json_array_size(list) == 0) {
        complain(r->report, member(r, key), "'%s' must be a list of texts; write [\"…\"]", key);
        return 0;
    }
    *ret_texts = arena_new_array(r->mem, struct str, json_array_size(list));
    for (size_t i = 0; i < json_array_size(list); i++) {
        const struct place *at = place_item(r->mem, member(r, key), i);
        struct str text = json_text(json_array_get(list, i));
        bool is_twice = false;
        for (size_t k = 0; k < count; k++)
            is_twice = is_twice || str_eq((*ret_texts)[k], text);
        if (text.len == 0)
            complain(r->report, at, "'%s' must be a list of texts; write [\"…\"]", key);
        else if (is_twice)
            complain(r->report, at, "'%.*s' stands twice in '%s'; write it once", STR_ARG(text), key);
        else
            (*ret_texts)[count++] = str_copy(r->mem, text);
    }
    return count;
}

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
        complain(r->report, member(r, key), "'%s' is open at both ends; write a bound or leave the key out",
                 key);
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

static const struct type_expr *bad_type(const struct reader *r, const struct place *at)
{
    static const struct type_expr string = {.word = WORD_STRING};
    complain(r->report, at,
             "this is no type; write \"string\", \"bool\", \"number\", \"int\", [\"list\",\"string\"], "
             "[\"set\",…], [\"map\",…], "
             "[\"object\",{…}], [\"tuple\",[…]] or \"dynamic\"");
    return &string;
}

static const struct type_expr *read_members(const struct reader *r, const struct place *at, json_t *value,
                                            struct type_expr *type)
{
    const struct place *inner = place_item(r->mem, at, 1);
    json_t *members = json_array_get(value, 1);
    bool is_object = type->word == WORD_OBJECT;
    if (json_array_size(value) != 2 || !(is_object ? json_is_object(members) : json_is_array(members)))
        return bad_type(r, at);
    size_t count = is_object ? json_object_size(members) : json_array_size(members);
    type->items = arena_new_array(r->mem, const struct type_expr *, count);
    type->names = is_object ? arena_new_array(r->mem, struct str, count) : NULL;
    if (!is_object) {
        for (; type->count < count; type->count++)
            type->items[type->count] = read_type(r, place_item(r->mem, inner, type->count),
                                                 json_array_get(members, type->count));
        return type;
    }
    const char *key;
    json_t *item;
    json_object_foreach (members, key, item)
        type->names[type->count++] = str_copy(r->mem, str_c(key));
    qsort(type->names, count, sizeof(struct str), str_compare_items);
    for (size_t i = 0; i < count; i++) {
        const char *name = type->names[i].data;
        if (!is_name(type->names[i]))
            complain(r->report, place_member(r->mem, inner, name),
                     "'%s' is no name; use a-z, 0-9 and single underscores", name);
        type->items[i] = read_type(r, place_member(r->mem, inner, name), json_object_get(members, name));
    }
    return type;
}

const struct type_expr *read_type(const struct reader *r, const struct place *at, json_t *value)
{
    static const char *const words[] = {"string", "number", "bool",   "dynamic", "list",
                                        "set",    "map",    "object", "tuple"};
    struct str word = json_is_array(value) ? json_text(json_array_get(value, 0)) : json_text(value);
    struct type_expr *type = arena_new_object(r->mem, struct type_expr);
    for (int i = 0; i <= WORD_TUPLE; i++) {
        if (!str_eqc(word, words[i]) || json_is_array(value) != (i >= WORD_LIST))
            continue;
        type->word = (enum type_word)i;
        if (i >= WORD_OBJECT)
            return read_members(r, at, value, type);
        if (i >= WORD_LIST) {
            if (json_array_size(value) != 2)
                return bad_type(r, at);
            type->element = read_type(r, place_item(r->mem, at, 1), json_array_get(value, 1));
        }
        return type;
    }
    if (str_eqc(word, "int") && !json_is_array(value)) {
        complain(
            r->report, at,
            "'int' is a whole attribute's type, not one inside another or of a function; write \"number\"");
        return type;
    }
    return bad_type(r, at);
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
        complain(
            r->report, member(r, "default"),
            "only texts, bools and whole numbers have a default; compute it in the resource's modify_plan");
    else
        complain(r->report, member(r, "default"),
                 "'default' is not of the attribute's type; write it as \"text\", true or 1");
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
                 "'%.*s' is no change; write \"replace\", or leave the key out for a change in place",
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

static int compare_names(const void *a, const void *b)
{
    return str_cmp((*(struct attribute *const *)a)->name, (*(struct attribute *const *)b)->name);
}

/* Rows are in the order of the type's members, that is by name. */
static void sort_rows(struct arena *mem, struct object *object)
{
    object->sorted = arena_new_array(mem, struct attribute *, object->count);
    for (size_t i = 0; i < object->count; i++)
        object->sorted[i] = object->attributes[i];
    qsort(object->sorted, object->count, sizeof(object->sorted[0]), compare_names);
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

/* "90s", "10m", "1h30m" in milliseconds; 0 when it is something else. */
static int64_t parse_duration(struct str text)
{
    int64_t total_ms = 0;
    size_t at = 0;
    while (at < text.len) {
        size_t end = at;
        int64_t number;
        while (end < text.len && text.data[end] >= '0' && text.data[end] <= '9')
            end++;
        if (end == text.len || end - at > 6 || !str_to_int64(str_slice(text, at, end), &number))
            return 0;
        const char *unit = memchr("hms", text.data[end], 3);
        if (unit == NULL)
            return 0;
        total_ms += number * (*unit == 'h' ? 3600000 : *unit == 'm' ? 60000 : 1000);
        at = end + 1;
    }
    return total_ms;
}

/* The block `timeouts` is the same in every resource, so the record only names the steps and their defaults. */
static void read_timeouts(const struct reader *parent, struct record *record)
{
    json_t *value = json_object_get(parent->object, "timeouts");
    struct reader r;
    if (value == NULL ||
        !open_object(parent, member(parent, "timeouts"), value, (struct words){step_keys, STEP_COUNT}, &r))
        return;
    static const char *const docs[STEP_COUNT] = {"How long to wait for the creation",
                                                 "How long to wait for a refresh",
                                                 "How long to wait for a change in place",
                                                 "How long to wait for the removal"};
    static const struct type_expr string = {.word = WORD_STRING};
    struct attribute *block = arena_new_object(r.mem, struct attribute);
    struct object *nested = arena_new_object(r.mem, struct object);
    nested->attributes = arena_new_array(r.mem, struct attribute *, STEP_COUNT);
    nested->c_name = nested->tag = str_printf(r.mem, "%.*s_timeouts", STR_ARG(record->object->c_name));
    nested->place = r.at;
    *block = (struct attribute){.name = STR("timeouts"),
                                .c_name = STR("timeouts"),
                                .doc = STR("How long to wait for each step."),
                                .is_block = true,
                                .mode = MODE_OPTIONAL,
                                .local = true,
                                .field = FIELD_IS_OBJECTS,
                                .nest = NEST_SINGLE,
                                .nested = nested,
                                .place = r.at};
    for (int step = 0; step < STEP_COUNT; step++) {
        struct str text = read_text(&r, step_keys[step]);
        if (text.data == NULL)
            continue;
        record->timeout_ms[step] = parse_duration(text);
        if (record->timeout_ms[step] == 0)
            complain(r.report, member(&r, step_keys[step]), "'%.*s' is no duration; write 90s, 10m or 1h30m",
                     STR_ARG(text));
        struct attribute *a = arena_new_object(r.mem, struct attribute);
        struct rule *rule = arena_new_object(r.mem, struct rule);
        *rule = (struct rule){
            .kind = RULE_MATCH, .name = STR("duration"), .min = INT64_MIN, .max = INT64_MAX, .place = r.at};
        *a = (struct attribute){.name = str_c(step_keys[step]),
                                .c_name = str_c(step_keys[step]),
                                .mode = MODE_OPTIONAL,
                                .local = true,
                                .type = &string,
                                .doc = str_printf(r.mem, "%s, such as `90s` or `1h30m`. Default: `%.*s`.",
                                                  docs[step], STR_ARG(text)),
                                .field = FIELD_IS_STRING,
                                .rules = rule,
                                .rule_count = 1,
                                .place = member(&r, step_keys[step])};
        nested->attributes[nested->count++] = a;
    }
    if (nested->count == 0)
        complain(r.report, r.at, "'timeouts' names no step; write {\"create\": \"10m\"}");
    if (record->kind != RECORD_RESOURCE && record->kind != RECORD_HISTORY)
        return; /* check_record refuses them */
    sort_rows(r.mem, nested);
    record->object->attributes[record->object->count++] = block;
    sort_rows(r.mem, record->object);
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

/* What calls Lightsail is in a region, and says so in the same way everywhere; a record cannot forget it. */
static void add_region(struct arena *mem, struct record *record)
{
    static const struct type_expr string = {.word = WORD_STRING};
    static const struct str docs[RECORD_KIND_COUNT] = {
        [RECORD_RESOURCE] = STR("Region, such as `eu-central-1`. Default: the provider's, when the resource "
                                "is made; from then on the "
                                "state keeps it. Another one written here replaces the resource."),
        [RECORD_HISTORY] = STR("Region."),
        [RECORD_DATA] = STR("Region to look in, such as `eu-central-1`. Default: the provider's."),
        [RECORD_EPHEMERAL] = STR("Region to look in, such as `eu-central-1`. Default: the provider's."),
        [RECORD_LIST] = STR("Region to list, such as `eu-central-1`. Default: the provider's."),
        [RECORD_ACTION] = STR(
            "Region of what the action works on, such as `eu-central-1`. Default: the provider's."),
    };
    bool is_stored = record->kind == RECORD_RESOURCE || record->kind == RECORD_HISTORY;
    bool is_asked_only = record->kind == RECORD_LIST || record->kind == RECORD_ACTION;
    if (!record_has_operations(record) || record->kind == RECORD_PROVIDER) /* check_record refuses that one */
        return;
    struct rule *rule = arena_new_object(mem, struct rule);
    *rule = (struct rule){.kind = RULE_MATCH,
                          .name = STR("region"),
                          .min = INT64_MIN,
                          .max = INT64_MAX,
                          .place = record->place};
    struct attribute *a = arena_new_object(mem, struct attribute);
    *a = (struct attribute){.name = STR("region"),
                            .c_name = STR("region"),
                            .mode = is_asked_only ? MODE_OPTIONAL : MODE_OPTIONAL_COMPUTED,
                            .replace = is_stored,
                            .keep = is_stored,
                            .type = &string,
                            .doc = docs[record->kind],
                            .field = FIELD_IS_STRING,
                            .rules = rule,
                            .rule_count = 1,
                            .place = record->place};
    record->object->attributes[record->object->count++] = a;
    sort_rows(mem, record->object);
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

/* The folder decides: what lies in history/ is an old version, whatever its kind was. */
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

struct record *load_record(struct arena *mem, struct report *report, const char *path, size_t number)
{
    struct source *source = arena_new_object(mem, struct source);
    *source = (struct source){.path = path, .number = number};
    if (!read_file(mem, path, &source->text)) {
        complain_at(report, source, 1, 1, "this is no readable file of at most 4 MiB; check the path");
        return NULL;
    }
    json_error_t problem;
    json_t *root = json_loadb(source->text.data, source->text.len, JSON_REJECT_DUPLICATES, &problem);
    if (root == NULL) {
        size_t column = problem.column > 0 ? (size_t)problem.column : 1; /* an empty file has none */
        complain_at(report, source, (size_t)problem.line, column, "%s; write valid JSON", problem.text);
        return NULL;
    }
    json_own(mem, root);
    struct reader top = {.mem = mem, .report = report, .at = place_root(mem, source)}, r;
    struct words keys = str_eqc(json_member_text(root, "kind"), kind_facts[RECORD_FUNCTION].word)
                            ? function_record_words()
                            : WORDS(record_keys);
    if (!open_object(&top, top.at, root, keys, &r))
        return NULL;
    struct record *record = arena_new_object(mem, struct record);
    record->source = source;
    record->place = r.at;
    if (json_object_get(root, "kind") == NULL)
        complain(report, r.at,
                 "'kind' is missing; write resource, data, provider, ephemeral, list, action or function");
    const char *kind_words[RECORD_HISTORY];
    for (int kind = 0; kind < RECORD_HISTORY; kind++)
        kind_words[kind] = kind_facts[kind].word;
    record->kind = (enum record_kind)read_word(&r, "kind", kind_words, RECORD_HISTORY);
    if (is_history(path))
        record->kind = RECORD_HISTORY;
    record->name = require_text(&r, "name", "write \"name\": \"…\", the file's name without .json");
    record->doc = read_doc(&r);
    if (record->kind == RECORD_FUNCTION) {
        if (record->name.data == NULL)
            return NULL;
        name_record(mem, record);
        read_function(&r, record);
        return record;
    }
    record->version = read_count(&r, "version");
    record->subcategory = read_text(&r, "subcategory");
    record->identity_count = read_texts(&r, "identity", &record->identity);
    record->replace_warning = read_text(&r, "replace_warning");
    if (record->name.data == NULL)
        return NULL;
    name_record(mem, record);
    record->object = read_object(&r, record->c_name);
    if (record->kind == RECORD_PROVIDER)
        record->object->tag = STR("provider_config"); /* struct provider is the runtime's */
    read_timeouts(&r, record);
    read_operations(&r, record);
    add_region(mem, record);
    return record;
}
