/*
 * json.c — json.h implemented with jansson. Knows JSON; must not know any schema.
 */
#include "base/json.h"

#include <stdio.h>
#include <stdlib.h>

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

/* jansson's own limit is 2048; valid documents are far less deep, and deeper ones are attacks. */
static bool too_deep(struct str text)
{
    enum { MAX_DEPTH = 512 };
    int depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (in_string) {
            if (c == '\\')
                i++;
            else if (c == '"')
                in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            if (++depth > MAX_DEPTH)
                return true;
        } else if (c == '}' || c == ']') {
            depth--;
        }
    }
    return false;
}

bool json_parse(struct arena *mem, struct str text, size_t max_bytes, json_t **ret_value, struct err *err)
{
    if (text.len > max_bytes)
        return fail(err, ERR_PROTOCOL, "the JSON text has %zu bytes, more than the limit of %zu", text.len,
                    max_bytes);
    if (too_deep(text))
        return fail(err, ERR_PROTOCOL, "the JSON text is nested more than 512 levels deep");
    json_error_t problem;
    json_t *value = json_loadb(text.data != NULL ? text.data : "", text.len,
                               JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &problem);
    if (value == NULL)
        return fail(err, ERR_PROTOCOL, "not JSON: line %d column %d: %s", problem.line, problem.column,
                    problem.text);
    *ret_value = json_own(mem, value);
    return true;
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
    TRY(json_parse(mem, text, max_bytes, ret_value, err));
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
