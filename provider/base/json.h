/*
 * json.h — a thin wrapper around jansson: values that an arena owns, limits, and errors with line and column.
 * Knows JSON; must not know any schema. The layers above use jansson's own accessors on `json_t *` directly.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <jansson.h>

#include "base/err.h"
#include "base/str.h"

/*
 * Moves the reference to the arena, which drops it when it is freed; NULL (out of memory) ends the process.
 * Returns `value`.
 */
json_t *json_own(struct arena *mem, json_t *value);

/*
 * Parses one JSON document of at most `max_bytes`. Duplicate keys and NUL inside strings are errors; the
 * depth limit is 512. The result belongs to the arena. Errors: ERR_PROTOCOL with line and column.
 */
bool json_parse(struct arena *mem, struct str text, size_t max_bytes, json_t **ret_value, struct err *err)
    MUST_USE;

/*
 * The same for a text with secrets: the arena wipes the strings of the result, which jansson alone would not.
 */
bool json_parse_secret(struct arena *mem, struct str text, size_t max_bytes, json_t **ret_value,
                       struct err *err) MUST_USE;

/* Compact text with sorted keys, in the arena. */
struct str json_print(struct arena *mem, const json_t *value);
/* The same, indented by two, with a newline at the end: for files that people read. */
struct str json_print_pretty(struct arena *mem, const json_t *value);

/* One line with the keys in their original order, in memory that the arena wipes. */
struct str json_print_secret(struct arena *mem, const json_t *value);

/* A new string value (the caller owns the reference); bytes that are not UTF-8 are replaced by U+FFFD. */
json_t *json_new_str(struct str text);

/* The text of a string value, or the empty text (data == NULL) when it is not one. Borrowed from `value`. */
struct str json_text(const json_t *value);
/* json_text of a member. */
struct str json_member_text(const json_t *object, const char *key);
/* Follows "a.b.c" through objects; NULL when a step is missing or JSON null. Borrowed. */
json_t *json_at(const json_t *object, const char *path);

#endif
