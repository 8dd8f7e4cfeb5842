/*
 * fuzz_types.h — the types that a fuzz input selects with its first byte, and how a violated property is
 * reported. Knows types; must not know any codec.
 */
#ifndef TESTS_FUZZ_FUZZ_TYPES_H
#define TESTS_FUZZ_FUZZ_TYPES_H

#include <stdio.h>
#include <stdlib.h>

#include "tf/value.h"

/* Seeds name these by position: append only. */
static const char *const FUZZ_TYPES[] = {
    "\"dynamic\"",
    "\"string\"",
    "\"number\"",
    "\"bool\"",
    "[\"list\",\"string\"]",
    "[\"set\",\"string\"]",
    "[\"map\",\"string\"]",
    "[\"set\",\"number\"]",
    "[\"tuple\",[\"string\",\"number\",\"bool\",\"dynamic\"]]",
    "[\"object\",{\"a\":\"string\",\"b\":\"number\",\"c\":\"bool\"}]",
    "[\"list\",\"dynamic\"]",
    "[\"map\",\"dynamic\"]",
    "[\"set\",[\"object\",{\"cidrs\":[\"set\",\"string\"],\"from\":\"number\",\"to\":\"number\"}]]",
    "[\"object\",{\"any\":\"dynamic\",\"nested\":[\"list\",[\"object\",{\"deep\":[\"map\",[\"list\","
    "\"number\"]],"
    "\"flag\":\"bool\"}]],\"rules\":[\"set\",[\"object\",{\"cidrs\":[\"list\",\"string\"],\"port\":"
    "\"number\"}]],"
    "\"tags\":[\"map\",\"string\"]}]",
    "[\"list\",[\"list\",[\"list\",[\"list\",[\"list\",[\"list\",\"string\"]]]]]]",
    "[\"object\",{}]",
};

/* Ends the run with a report of libFuzzer, which keeps the input. */
__attribute__((unused)) static void fuzz_require(bool holds, const char *what, const struct err *err)
{
    if (holds)
        return;
    fprintf(stderr, "broken: %s: %s\n", what, err->text);
    abort();
}

/* The type that the first byte selects; NULL for an empty input. */
__attribute__((unused)) static const struct type *fuzz_type(struct arena *mem, const uint8_t *data,
                                                            size_t size)
{
    if (size == 0)
        return NULL;
    const struct type *type = NULL;
    struct err err = {0};
    const char *json = FUZZ_TYPES[data[0] % (sizeof FUZZ_TYPES / sizeof FUZZ_TYPES[0])];
    fuzz_require(type_parse(mem, str_c(json), &type, &err), "a type of the table", &err);
    return type;
}

#endif
