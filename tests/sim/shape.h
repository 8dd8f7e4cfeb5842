/*
 * shape.h — the form of each operation's input, as rows: members, their types, which are required, which words and
 * numbers they take. It must not know what the values mean; handlers check that.
 */
#ifndef SIM_SHAPE_H
#define SIM_SHAPE_H

#include <stdbool.h>

#include "call.h"

enum kind {
    KIND_STRING,
    KIND_NAME,     /* ResourceName: \w[\w\-]*\w; dots are taken too, as the service takes them */
    KIND_NONEMPTY, /* .*\S.* */
    KIND_WORD,     /* one of words */
    KIND_INTEGER,  /* from minimum to maximum */
    KIND_BOOLEAN,
    KIND_TIME,
    KIND_STRINGS,
    KIND_STRUCTURE,  /* members */
    KIND_STRUCTURES, /* a list of them */
    KIND_MAP,
};

struct member {
    const char *name;
    enum kind kind;
    bool required;
    const char *const *words;
    const struct member *members; /* ended by a row without a name */
    long minimum, maximum;
};

/* Checks value against the rows; false after call_fail with the service's words. */
bool shape_check(struct call *call, const struct member *members, const json_t *value);

#endif
