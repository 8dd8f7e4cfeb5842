/*
 * shape.h — the form of each operation's input, as rows: members, their types, which are required, which
 * words and numbers are valid. It must not know what the values mean; handlers check that.
 */
#ifndef SIM_SHAPE_H
#define SIM_SHAPE_H

#include <stdbool.h>

#include "call.h"

enum form {
    FORM_STRING,
    FORM_NAME,     /* ResourceName: \w[\w\-]*\w; dots are accepted too, as the service does */
    FORM_NONEMPTY, /* .*\S.* */
    FORM_WORD,     /* one of words */
    FORM_INTEGER,  /* from minimum to maximum */
    FORM_BOOLEAN,
    FORM_DOUBLE,
    FORM_TIME,
    FORM_STRINGS, /* each one of words, when there are any */
    FORM_INTEGERS,
    FORM_STRUCTURE,  /* members */
    FORM_STRUCTURES, /* a list of them */
    FORM_MAP,
};

struct member {
    const char *name;
    enum form form;
    bool required;
    const char *const *words;
    const struct member *members; /* ended by a row without a name */
    long minimum, maximum;
};

/* clang-format off */
#define OPTIONAL(n, k) {.name = n, .form = FORM_##k}
#define REQUIRED(n, k) {.name = n, .form = FORM_##k, .required = true}
#define WORD(n, w, r) {.name = n, .form = FORM_WORD, .words = w, .required = r}
#define WORDS(n, w, r) {.name = n, .form = FORM_STRINGS, .words = w, .required = r}
#define NUMBER(n, low, high, r) {.name = n, .form = FORM_INTEGER, .required = r, .minimum = low, .maximum = high}
#define PARTS(n, k, m, r) {.name = n, .form = FORM_##k, .members = m, .required = r}
#define INPUT(...) (const struct member[]){__VA_ARGS__, {0}}
/* clang-format on */

/* The input of an operation without members, and of a list that has only a page token. */
extern const struct member nothing_members[], page_members[];

/* Checks value against the rows; false after call_fail with the service's message. */
bool shape_check(struct call *call, const struct member *members, const json_t *value);

/* The service's message for a value that does not match the pattern of its member; always false. */
bool shape_fail_pattern(struct call *call, const char *path, const char *value, const char *pattern);

#endif
