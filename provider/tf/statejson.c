/*
 * statejson.c — stored JSON to values: one pass over the text, decoded by type. Knows protocol section 2.4;
 * must not know schemas or upgrades.
 */
#include "tf/statejson.h"

#include <stdlib.h>

#include "base/json_read.h"
#include "tf/number.h"
#include "tf/path.h"

enum { MAX_DEPTH = 128, MAX_TEXT_BYTES = 256 * 1024 * 1024 };

struct decoder {
    struct arena *mem;
    struct err *err;
    struct json_reader reader;
};

static bool decode(struct decoder *d, const struct type *type, const struct path_link *at,
                   struct value *ret_value);
static bool skip(struct decoder *d);

static bool refuse(struct decoder *d, const struct path_link *at, const struct type *type,
                   const char *problem)
{
    struct str name = type_name(d->mem, type);
    return fail_at(d->err, ERR_PROTOCOL, path_links_text(d->mem, at), "cannot read this as %.*s: %s",
                   STR_ARG(name), problem);
}

/* ---- growing arrays and the keys of an object ---- */

/* Makes room for one more item of an array that has `count`. */
static void *grown(struct arena *mem, void *items, size_t count, size_t *capacity, size_t item_bytes)
{
    enum { FIRST_CAPACITY = 8 };
    if (count < *capacity)
        return items;
    *capacity = count > 0 ? count * 2 : FIRST_CAPACITY;
    void *larger = arena_alloc_array(mem, *capacity, item_bytes);
    if (count > 0)
        memcpy(larger, items, count * item_bytes);
    return larger;
}

struct keys {
    struct str *at;
    size_t count, capacity;
    bool is_unsorted;
};

/* The next key of an object; false after the last one. A key that occurs twice makes the text invalid. */
static bool next_key(struct decoder *d, struct keys *keys, struct str *ret_key)
{
    if (json_read_key(&d->reader, keys->count == 0, ret_key)) {
        keys->at = grown(d->mem, keys->at, keys->count, &keys->capacity, sizeof keys->at[0]);
        keys->at[keys->count++] = *ret_key;
        keys->is_unsorted |= keys->count > 1 && str_cmp(keys->at[keys->count - 2], *ret_key) >= 0;
        return true;
    }
    if (d->reader.problem != NULL || !keys->is_unsorted)
        return false;
    struct str *sorted = arena_new_array(d->mem, struct str, keys->count);
    memcpy(sorted, keys->at, keys->count * sizeof sorted[0]);
    qsort(sorted, keys->count, sizeof sorted[0], str_compare_items);
    for (size_t i = 1; i < keys->count; i++) {
        if (str_eq(sorted[i - 1], sorted[i]))
            return json_read_refuse(&d->reader, "a key occurs twice in an object");
    }
    return false;
}

/* ---- values without items ---- */

static bool decode_bool(struct decoder *d, enum json_token token, struct str text, const struct path_link *at,
                        struct value *ret_value)
{
    bool is_true = token == READ_TRUE || str_eqc(text, "true") || str_eqc(text, "1");
    bool is_false = token == READ_FALSE || str_eqc(text, "false") || str_eqc(text, "0");
    if (!is_true && !is_false)
        return refuse(d, at, &type_bool, "it is neither true nor false");
    *ret_value = value_bool(is_true);
    return true;
}

static bool decode_number(struct decoder *d, struct str text, const struct path_link *at,
                          struct value *ret_value)
{
    struct str canonical;
    if (!number_parse(d->mem, text, &canonical))
        return refuse(d, at, &type_number, "it is not a decimal number");
    *ret_value = value_number(canonical);
    return true;
}

static bool decode_string(struct decoder *d, enum json_token token, struct str text,
                          const struct path_link *at, struct value *ret_value)
{
    if (token == READ_TRUE || token == READ_FALSE)
        text = token == READ_TRUE ? STR("true") : STR("false");
    else if (token != READ_STRING && token != READ_NUMBER)
        return refuse(d, at, &type_string, "it is not a string");
    *ret_value = value_string(text);
    return true;
}

/* ---- values with items ---- */

static bool decode_items(struct decoder *d, const struct type *type, const struct path_link *at,
                         struct value *ret_value)
{
    struct value *items = NULL;
    size_t count = 0, capacity = 0;
    for (; json_read_item(&d->reader, count == 0); count++) {
        const struct path_link step = {.up = at, .step = {.kind = STEP_INDEX, .index = (int64_t)count}};
        if (type->kind == TYPE_TUPLE && count == type->count)
            return refuse(d, at, type, "the number of items is wrong");
        const struct type *item_type = type->kind == TYPE_TUPLE ? type->members[count].type : type->element;
        items = grown(d->mem, items, count, &capacity, sizeof items[0]);
        TRY(decode(d, item_type, type->kind == TYPE_SET ? at : &step, &items[count]));
    }
    if (d->reader.problem != NULL || (type->kind == TYPE_TUPLE && count != type->count))
        return refuse(d, at, type, "the number of items is wrong");
    *ret_value = type->kind == TYPE_SET ? value_set(d->mem, type, items, count)
                                        : value_list(type, items, count);
    return true;
}

static bool decode_map(struct decoder *d, const struct type *type, const struct path_link *at,
                       struct value *ret_value)
{
    struct keys keys = {0};
    struct value *items = NULL;
    size_t capacity = 0;
    struct str key;
    while (next_key(d, &keys, &key)) {
        const struct path_link step = {.up = at, .step = {.kind = STEP_KEY, .name = key}};
        size_t i = keys.count - 1;
        items = grown(d->mem, items, i, &capacity, sizeof items[0]);
        TRY(decode(d, type->element, &step, &items[i]));
    }
    *ret_value = value_map(d->mem, type, keys.at, items, keys.count);
    return d->reader.problem == NULL;
}

static bool decode_object(struct decoder *d, const struct type *type, const struct path_link *at,
                          struct value *ret_value)
{
    struct value *items = arena_new_array(d->mem, struct value, type->count);
    for (size_t i = 0; i < type->count; i++)
        items[i] = value_null(type->members[i].type);
    struct keys keys = {0};
    struct str name;
    size_t next = 0; /* Terraform writes all attributes sorted, as the type has them */
    while (next_key(d, &keys, &name)) {
        bool is_next = next < type->count && str_eq(name, type->members[next].name);
        size_t member = is_next ? next : type_member_index(type, name);
        if (member == SIZE_MAX) {
            TRY(skip(d));
            continue;
        }
        const struct path_link step = {.up = at, .step = {.kind = STEP_ATTRIBUTE, .name = name}};
        TRY(decode(d, type->members[member].type, &step, &items[member]));
        next = member + 1;
    }
    *ret_value = value_object(type, items);
    return d->reader.problem == NULL;
}

/* The type may follow the value, which is read again when its type is known. */
static bool decode_dynamic(struct decoder *d, const struct path_link *at, struct value *ret_value)
{
    struct keys keys = {0};
    struct str key, type_text = {0};
    struct json_reader value = {0};
    while (next_key(d, &keys, &key)) {
        struct json_reader before = d->reader;
        TRY(skip(d));
        if (str_eqc(key, "value"))
            value = before;
        else if (str_eqc(key, "type"))
            type_text = str_n(before.at, (size_t)(d->reader.at - before.at));
    }
    if (d->reader.problem != NULL || value.at == NULL || type_text.len == 0)
        return refuse(d, at, &type_dynamic, "it is not an object with 'value' and 'type'");
    const struct type *type;
    if (!type_parse(d->mem, str_trim(type_text), &type, d->err)) {
        ERR_SET(d->err, attribute, str_c(path_links_text(d->mem, at)));
        return false;
    }
    struct json_reader after = d->reader;
    d->reader = value;
    TRY(decode(d, type, at, ret_value));
    d->reader = after;
    return true;
}

/* Reads a value that has no attribute. */
static bool skip(struct decoder *d)
{
    struct str text;
    struct keys keys = {0};
    enum json_token token = json_read(&d->reader, &text);
    if (token == READ_ARRAY) {
        for (bool is_first = true; json_read_item(&d->reader, is_first); is_first = false)
            TRY(skip(d));
    }
    if (token == READ_OBJECT) {
        while (next_key(d, &keys, &text))
            TRY(skip(d));
    }
    return d->reader.problem == NULL;
}

static bool decode(struct decoder *d, const struct type *type, const struct path_link *at,
                   struct value *ret_value)
{
    struct str text = {0};
    enum json_token token = json_read(&d->reader, &text);
    if (token == READ_FAILED)
        return false;
    if (token == READ_NULL) {
        *ret_value = value_null(type);
        return true;
    }
    switch (type->kind) {
    case TYPE_STRING:
        return decode_string(d, token, text, at, ret_value);
    case TYPE_NUMBER:
        return decode_number(d, text, at, ret_value);
    case TYPE_BOOL:
        return decode_bool(d, token, text, at, ret_value);
    case TYPE_DYNAMIC:
        return token == READ_OBJECT ? decode_dynamic(d, at, ret_value)
                                    : refuse(d, at, type, "it is not an object with 'value' and 'type'");
    case TYPE_LIST:
    case TYPE_SET:
    case TYPE_TUPLE:
        return token == READ_ARRAY ? decode_items(d, type, at, ret_value)
                                   : refuse(d, at, type, "it is not an array");
    case TYPE_MAP:
        return token == READ_OBJECT ? decode_map(d, type, at, ret_value)
                                    : refuse(d, at, type, "it is not an object");
    case TYPE_OBJECT:
        return token == READ_OBJECT ? decode_object(d, type, at, ret_value)
                                    : refuse(d, at, type, "it is not an object");
    }
    return refuse(d, at, type, "its type is unknown");
}

bool statejson_decode(struct arena *mem, struct str text, const struct type *type, struct value *ret_value,
                      struct err *err)
{
    if (text.len > MAX_TEXT_BYTES)
        return fail(err, ERR_PROTOCOL, "the JSON value has %zu bytes, more than the limit of %d", text.len,
                    MAX_TEXT_BYTES);
    /* One copy of everything; all texts without escapes point into it. */
    const struct json_reader start = json_reader(mem, str_copy(mem, text), MAX_DEPTH);
    struct decoder decoder = {mem, err, start};
    const struct json_reader *reader = &decoder.reader;
    struct value value;
    if (decode(&decoder, type, NULL, &value) && json_read_end(&decoder.reader)) {
        *ret_value = value;
        return true;
    }
    if (reader->problem == NULL) { /* a wrong type, which matters only if all of the text is JSON */
        decoder.reader = start;
        if (skip(&decoder) && json_read_end(&decoder.reader))
            return false;
    }
    if (reader->is_too_deep)
        return fail(err, ERR_PROTOCOL, "the JSON value is nested more than %d levels deep", MAX_DEPTH);
    return fail(err, ERR_PROTOCOL, "the value is not JSON: line %zu: %s", json_read_line(reader),
                reader->problem);
}
