/*
 * load_parts.c — reads one JSON object of a record, key by key: strings, flags, words, lists, types. Knows
 * JSON and the report; must not know which keys exist.
 */
#include "schemac/load_parts.h"

#include <stdlib.h>

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
                                            "see schemas/README.md for the keys");
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
        complain(r->report, member(r, key), "'%s' must be a string; write \"%s\": \"…\"", key, key);
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
                     "a line of 'doc' must be a string; write \"…\"");
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

int64_t read_count(const struct reader *r, const char *key)
{
    json_t *value = json_object_get(r->object, key);
    if (value != NULL && (!json_is_integer(value) || json_integer_value(value) < 0)) {
        complain(r->report, member(r, key), "'%s' must be a whole number; write 0 or more", key);
        return 0;
    }
    return json_integer_value(value);
}

size_t read_word(const struct reader *r, const char *key, const char *const *words, size_t count)
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
    complain(r->report, member(r, key), "'%.*s' is not a valid %s; %.*s", STR_ARG(text), key, STR_ARG(hint));
    return 0;
}

size_t read_texts(const struct reader *r, const char *key, struct str **ret_texts)
{
    json_t *list = json_object_get(r->object, key);
    size_t count = 0;
    *ret_texts = NULL;
    if (list == NULL)
        return 0;
    if (!json_is_array(list) || json_array_size(list) == 0) {
        complain(r->report, member(r, key), "'%s' must be a list of strings; write [\"…\"]", key);
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
            complain(r->report, at, "'%s' must be a list of strings; write [\"…\"]", key);
        else if (is_twice)
            complain(r->report, at, "'%.*s' is in '%s' twice; write it once", STR_ARG(text), key);
        else
            (*ret_texts)[count++] = str_copy(r->mem, text);
    }
    return count;
}

/* ---- types ---- */

static const struct type_expr *bad_type(const struct reader *r, const struct place *at)
{
    static const struct type_expr string = {.word = WORD_STRING};
    complain(r->report, at,
             "this is not a type; write \"string\", \"bool\", \"number\", \"int\", [\"list\",\"string\"], "
             "[\"set\",…], [\"map\",…], [\"object\",{…}], [\"tuple\",[…]] or \"dynamic\"");
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
                     "'%s' is not a valid name; use a-z, 0-9 and single underscores", name);
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
        complain(r->report, at,
                 "'int' is only the type of a whole attribute, not of an element or in a function; write "
                 "\"number\"");
        return type;
    }
    return bad_type(r, at);
}
