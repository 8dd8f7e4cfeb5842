/*
 * json.c — json.h implemented with jansson and json_read. Knows JSON; must not know any schema.
 */
#include "base/json.h"

#include "base/json_read.h"

#include <stdio.h>
#include <stdlib.h>

/* jansson's own limit is 2048; valid documents are far less deep, and deeper ones are attacks. */
enum { MAX_DEPTH = 512 };

static void drop_reference(void *value)
{
    json_decref(value);
}

json_t *json_own(struct arena *mem, json_t *value)
{
    if (value == NULL) {
        fputs("fatal error: out of memory for a JSON value\n", stderr);
        abort();
    }
    arena_defer(mem, drop_reference, value);
    return value;
}

/* ---- parsing: json_read finds the values, jansson stores them ---- */

static json_t *build(struct json_reader *reader);

/* Fractions and long numbers are jansson's: it knows the decimal point of the locale, and the limits. */
static json_t *build_number(struct str text)
{
    enum { PLAIN_DIGITS = 18 };
    bool is_negative = text.data[0] == '-';
    json_int_t number = 0;
    for (size_t i = is_negative; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9' || text.len > PLAIN_DIGITS)
            return json_loadb(text.data, text.len, JSON_DECODE_ANY, NULL);
        number = number * 10 + (text.data[i] - '0');
    }
    return json_integer(is_negative ? -number : number);
}

static json_t *build_array(struct json_reader *reader)
{
    json_t *array = json_array();
    for (bool is_first = true; json_read_item(reader, is_first); is_first = false) {
        if (json_array_append_new(array, build(reader)) != 0)
            json_read_refuse(reader, "an item is invalid");
    }
    return array;
}

static json_t *build_object(struct json_reader *reader)
{
    json_t *object = json_object();
    struct str key;
    for (size_t count = 0; json_read_key(reader, count == 0, &key);) {
        if (json_object_setn_new_nocheck(object, key.data, key.len, build(reader)) != 0 ||
            json_object_size(object) != ++count)
            json_read_refuse(reader, "a member is invalid or occurs twice");
    }
    return object;
}

static json_t *build_string(struct json_reader *reader, struct str text)
{
    if (memchr(text.data, '\0', text.len) == NULL)
        return json_stringn_nocheck(text.data, text.len);
    json_read_refuse(reader, "a string has a NUL");
    return NULL;
}

/* A new reference. After a failure the reader has a problem, and the result is incomplete or NULL. */
static json_t *build(struct json_reader *reader)
{
    struct str text = {0};
    switch (json_read(reader, &text)) {
    case READ_NULL:
        return json_null();
    case READ_TRUE:
        return json_true();
    case READ_FALSE:
        return json_false();
    case READ_NUMBER:
        return build_number(text);
    case READ_STRING:
        return build_string(reader, text);
    case READ_ARRAY:
        return build_array(reader);
    case READ_OBJECT:
        return build_object(reader);
    case READ_FAILED:
        break;
    }
    return NULL;
}

/* jansson parses again what was refused: for its message with the place. */
static bool parse(struct json_reader *reader, size_t max_bytes, json_t **ret_value, struct err *err)
{
    size_t len = (size_t)(reader->end - reader->start);
    if (len > max_bytes)
        return fail(err, ERR_PROTOCOL, "the JSON text has %zu bytes, more than the limit of %zu", len,
                    max_bytes);
    json_t *value = build(reader);
    if (value == NULL || !json_read_end(reader)) {
        json_decref(value);
        if (reader->is_too_deep)
            return fail(err, ERR_PROTOCOL, "the JSON text is nested more than %d levels deep", MAX_DEPTH);
        json_error_t problem;
        value = json_loadb(reader->start, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &problem);
        if (value == NULL)
            return fail(err, ERR_PROTOCOL, "not JSON: line %d column %d: %s", problem.line, problem.column,
                        problem.text);
    }
    *ret_value = json_own(reader->mem, value);
    return true;
}

bool json_parse(struct arena *mem, struct str text, size_t max_bytes, json_t **ret_value, struct err *err)
{
    struct json_reader reader = json_reader(mem, text, MAX_DEPTH);
    return parse(&reader, max_bytes, ret_value, err);
}

static void wipe(void *value)
{
    json_t *json = value, *member;
    const char *name;
    size_t i;
    if (json_is_string(json))
        explicit_bzero((char *)(uintptr_t)json_string_value(json), json_string_length(json));
    json_object_foreach (json, name, member)
        wipe(member);
    json_array_foreach (json, i, member)
        wipe(member);
}

bool json_parse_secret(struct arena *mem, struct str text, size_t max_bytes, json_t **ret_value,
                       struct err *err)
{
    struct json_reader reader = json_reader(mem, text, MAX_DEPTH);
    reader.wipes = true;
    TRY(parse(&reader, max_bytes, ret_value, err));
    arena_defer(mem, wipe, *ret_value); /* registered before the decref: clean-ups run in reverse order */
    return true;
}

static struct str dump(struct arena *mem, const json_t *value, size_t flags)
{
    char *text = json_dumps(value, flags | JSON_SORT_KEYS | JSON_ENCODE_ANY);
    if (text == NULL) {
        fputs("fatal error: a JSON value cannot be printed\n", stderr);
        abort();
    }
    struct str copy = str_copy(mem, str_c(text));
    free(text);
    return copy;
}

struct str json_print(struct arena *mem, const json_t *value)
{
    return dump(mem, value, JSON_COMPACT);
}

struct str json_print_pretty(struct arena *mem, const json_t *value)
{
    struct str text = dump(mem, value, JSON_INDENT(2));
    return str_printf(mem, "%.*s\n", STR_ARG(text));
}

struct str json_print_secret(struct arena *mem, const json_t *value)
{
    size_t len = json_dumpb(value, NULL, 0, 0);
    char *text = arena_alloc_secret(mem, len + 1);
    return str_n(text, json_dumpb(value, text, len, 0));
}

json_t *json_new_str(struct str text)
{
    json_t *value = json_stringn(text.data != NULL ? text.data : "", text.len);
    if (value != NULL)
        return value;
    struct arena *scratch = arena_new();
    struct str clean = str_printable(scratch, text, text.len * 3 + 8);
    value = json_stringn(clean.data, clean.len);
    arena_free(scratch);
    return value;
}

struct str json_text(const json_t *value)
{
    if (!json_is_string(value))
        return (struct str){NULL, 0};
    return str_n(json_string_value(value), json_string_length(value));
}

struct str json_member_text(const json_t *object, const char *key)
{
    return json_text(json_object_get(object, key));
}

json_t *json_at(const json_t *object, const char *path)
{
    char step[128];
    json_t *value = NULL;
    while (object != NULL) {
        size_t len = strcspn(path, ".");
        if (len >= sizeof step)
            return NULL;
        memcpy(step, path, len);
        step[len] = '\0';
        value = json_object_get(object, step);
        if (path[len] == '\0')
            break;
        path += len + 1;
        object = value;
    }
    return object == NULL || json_is_null(value) ? NULL : value;
}
