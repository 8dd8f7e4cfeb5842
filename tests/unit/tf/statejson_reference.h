/*
 * statejson_reference.h — stored JSON decoded through jansson's tree, in the simplest way, without messages:
 * what test_statejson.c and fuzz_statejson.c compare tf/statejson.c with. jansson would convert numbers to
 * doubles, so they become strings that begin with a mark.
 */
#ifndef TESTS_UNIT_TF_STATEJSON_REFERENCE_H
#define TESTS_UNIT_TF_STATEJSON_REFERENCE_H

#include <regex.h>

#include "base/json.h"
#include "tf/number.h"
#include "tf/value.h"

enum { REFERENCE_DEPTH = 128 };
#define REFERENCE_MARK "\x01number "
#define REFERENCE_JSON_MARK "\\u0001number "

static bool reference(struct arena *mem, json_t *json, const struct type *type, struct value *ret);

/* The end of the string or number at `at`. */
static size_t reference_end(struct str text, size_t at)
{
    if (text.data[at] == '"') {
        for (at++; at < text.len && text.data[at] != '"'; at++)
            at += text.data[at] == '\\';
        return at < text.len ? at + 1 : text.len;
    }
    while (at < text.len && memchr("+-.0123456789eE", text.data[at], 15) != NULL)
        at++;
    return at;
}

static bool reference_is_number(struct arena *mem, struct str text)
{
    regex_t number;
    if (regcomp(&number, "^-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?$", REG_EXTENDED | REG_NOSUB) != 0)
        return false;
    bool is_number = regexec(&number, str_z(mem, text), 0, NULL, 0) == 0;
    regfree(&number);
    return is_number;
}

/* NULL when it is not JSON or too deep. jansson skips a NUL after a value. */
static json_t *reference_parse(struct arena *mem, struct str text)
{
    if (text.len == 0 || memchr(text.data, '\0', text.len) != NULL)
        return NULL;
    struct buf out = buf_new(mem, text.len * 20 + 1);
    size_t depth = 0;
    for (size_t at = 0, end; at < text.len; at = end) {
        char c = text.data[at];
        bool is_number = c == '-' || (c >= '0' && c <= '9');
        end = is_number || c == '"' ? reference_end(text, at) : at + 1;
        struct str part = str_slice(text, at, end);
        depth += c == '{' || c == '[';
        depth -= depth > 0 && (c == '}' || c == ']');
        size_t next = end;
        while (next < text.len && memchr(" \t\r\n", text.data[next], 4) != NULL)
            next++;
        bool is_key = next < text.len && text.data[next] == ':';
        if (depth > REFERENCE_DEPTH || (is_number && (is_key || !reference_is_number(mem, part))))
            return NULL;
        buf_add(&out, is_number ? STR("\"" REFERENCE_JSON_MARK) : STR(""));
        buf_add(&out, part);
        buf_add(&out, is_number ? STR("\"") : STR(""));
    }
    struct str quoted = buf_str(&out);
    json_t *json = json_loadb(quoted.data, quoted.len,
                              JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    return json != NULL ? json_own(mem, json) : NULL;
}

static bool reference_simple(struct arena *mem, const json_t *json, const struct type *type,
                             struct value *ret)
{
    struct str text = json_text(json);
    if (str_starts_with(text, STR(REFERENCE_MARK)))
        text = str_slice(text, sizeof REFERENCE_MARK - 1, text.len);
    if (type->kind == TYPE_NUMBER) {
        *ret = value_number((struct str){0});
        return json_is_string(json) && number_parse(mem, text, &ret->text);
    }
    if (json_is_boolean(json))
        text = json_is_true(json) ? STR("true") : STR("false");
    *ret = type->kind == TYPE_STRING ? value_string(text)
                                     : value_bool(str_eqc(text, "true") || str_eqc(text, "1"));
    bool is_bool = ret->boolean || str_eqc(text, "false") || str_eqc(text, "0");
    return (json_is_string(json) || json_is_boolean(json)) && (type->kind == TYPE_STRING || is_bool);
}

static bool reference_items(struct arena *mem, const json_t *json, const struct type *type, struct value *ret)
{
    size_t count = json_array_size(json);
    if (!json_is_array(json) || (type->kind == TYPE_TUPLE && count != type->count))
        return false;
    struct value *items = arena_new_array(mem, struct value, count);
    for (size_t i = 0; i < count; i++) {
        const struct type *item = type->element != NULL ? type->element : type->members[i].type;
        TRY(reference(mem, json_array_get(json, i), item, &items[i]));
    }
    *ret = type->kind == TYPE_SET ? value_set(mem, type, items, count) : value_list(type, items, count);
    return true;
}

static bool reference_members(struct arena *mem, json_t *json, const struct type *type, struct value *ret)
{
    size_t count = type->kind == TYPE_MAP ? json_object_size(json) : type->count, i = 0, key_len;
    struct value *items = arena_new_array(mem, struct value, count);
    struct str *keys = arena_new_array(mem, struct str, count);
    const char *key;
    json_t *item;
    if (!json_is_object(json))
        return false;
    json_object_keylen_foreach (json, key, key_len, item) {
        if (type->kind != TYPE_MAP)
            break;
        keys[i] = str_n(key, key_len);
        TRY(reference(mem, item, type->element, &items[i++]));
    }
    for (; i < count; i++) {
        struct str name = type->members[i].name;
        TRY(reference(mem, json_object_getn(json, name.data, name.len), type->members[i].type, &items[i]));
    }
    *ret = type->kind == TYPE_MAP ? value_map(mem, type, keys, items, count) : value_object(type, items);
    return true;
}

static bool reference(struct arena *mem, json_t *json, const struct type *type, struct value *ret)
{
    json_t *inner = json_object_get(json, "value");
    struct err ignored;
    *ret = value_null(type);
    if (json == NULL || json_is_null(json))
        return true;
    if (type->kind < TYPE_DYNAMIC)
        return reference_simple(mem, json, type, ret);
    if (type->kind == TYPE_DYNAMIC)
        return inner != NULL && type_from_json(mem, json_object_get(json, "type"), &type, &ignored) &&
               reference(mem, inner, type, ret);
    bool has_keys = type->kind == TYPE_MAP || type->kind == TYPE_OBJECT;
    return has_keys ? reference_members(mem, json, type, ret) : reference_items(mem, json, type, ret);
}

/* False where statejson_decode must fail. */
static bool reference_decode(struct arena *mem, struct str text, const struct type *type, struct value *ret)
{
    json_t *json = reference_parse(mem, text);
    return json != NULL && reference(mem, json, type, ret);
}

#endif
