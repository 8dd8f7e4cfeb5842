/*
 * report.h — error messages about schema records, with file, line and column, and the line of a place in the
 * document. Knows JSON text; must not know what the records mean.
 */
#ifndef SCHEMAC_REPORT_H
#define SCHEMAC_REPORT_H

#include "base/str.h"

/* One input file. */
struct source {
    const char *path;
    struct str text;
    size_t number; /* position on the command line */
};

/* A place in a document: the root (parent == NULL), a member of an object, or an item of an array. */
struct place {
    const struct place *parent;
    const struct source *source;
    const char *key; /* NULL: an item */
    size_t index;
};

struct complaint;

struct report {
    struct arena *mem;
    struct complaint *items;
    size_t count, capacity;
};

const struct place *place_root(struct arena *mem, const struct source *source);
const struct place *place_member(struct arena *mem, const struct place *parent, const char *key);
const struct place *place_item(struct arena *mem, const struct place *parent, size_t index);

/* Line and column (from 1, in bytes) of a place in valid JSON: of the key, of the first byte of the item,
 * or of the innermost place that exists. */
void place_position(const struct place *place, size_t *ret_line, size_t *ret_column);

/* Reports "message; what to write instead" at a place. */
void complain(struct report *report, const struct place *place, const char *format, ...) PRINTF_LIKE(3, 4);
/* The same at a known line and column. */
void complain_at(struct report *report, const struct source *source, size_t line, size_t column,
                 const char *format, ...) PRINTF_LIKE(5, 6);

/* Prints all reports to stderr as file:line:column: message, in the order of the files and lines. */
void report_print(struct report *report);

#endif
