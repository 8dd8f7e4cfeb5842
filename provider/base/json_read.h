/*
 * json_read.h — reads a JSON text value by value, without building a tree: for decoders that know which
 * values they expect. Knows the grammar of JSON; must not know any schema.
 */
#ifndef BASE_JSON_READ_H
#define BASE_JSON_READ_H

#include <stdbool.h>

#include "base/str.h"

/* The caller may copy a reader, to read a part of the text again. */
struct json_reader {
    struct arena *mem;
    const char *start, *at, *end;
    size_t levels_left;
    bool wipes; /* the arena wipes the texts that are not a part of the input: for secrets */
    bool is_too_deep;
    const char *problem; /* what is wrong at `at`; NULL: nothing until there */
};

enum json_token {
    READ_FAILED,
    READ_NULL,
    READ_TRUE,
    READ_FALSE,
    READ_NUMBER,
    READ_STRING,
    READ_ARRAY,
    READ_OBJECT
};

/* `text` must outlive everything that is read from it. */
struct json_reader json_reader(struct arena *mem, struct str text, size_t max_depth);

/*
 * The next value. `ret_text` is the number as it is written, or the content of the string: a part of the
 * input, or a copy in the arena if it has escapes. A string may contain NUL. After READ_ARRAY call
 * json_read_item, after READ_OBJECT json_read_key, until it returns false.
 */
enum json_token json_read(struct json_reader *reader, struct str *ret_text) MUST_USE;

/*
 * Whether another item follows, which must be read next; false after the last one, and if the text is invalid
 * (`problem`). `is_first`: no item of this array was read yet.
 */
bool json_read_item(struct json_reader *reader, bool is_first) MUST_USE;
/* The same for an object. A key has no NUL. The caller must refuse a key that occurs twice. */
bool json_read_key(struct json_reader *reader, bool is_first, struct str *ret_key) MUST_USE;

/* Whether nothing follows but blanks. */
bool json_read_end(struct json_reader *reader) MUST_USE;

/* Sets `problem` unless it is set; returns false. */
bool json_read_refuse(struct json_reader *reader, const char *problem);
/* The line of `at`, from 1. */
size_t json_read_line(const struct json_reader *reader);

#endif
