/*
 * emit_parts.h — what the files that print C share: literals and types as text. Must not know records.
 */
#ifndef SCHEMAC_EMIT_PARTS_H
#define SCHEMAC_EMIT_PARTS_H

#include "schemac/record.h"

/* The enumerator of a type; the order is that of enum type_word. */
extern const char *const type_words[];

/* A C string literal. */
void add_literal(struct buf *out, struct str text);
/*
 * The expression that points to a type. Tables that it needs are written to `out` first. `base` is the prefix
 * of their names, `number` counts those of one base, from 0.
 */
struct str type_pointer(struct buf *out, struct str base, size_t *number, const struct type_expr *type);

/* emit_header and emit_tables of a function. */
struct str emit_function_header(struct arena *mem, const struct record *record);
struct str emit_function_tables(struct arena *mem, const struct record *record);

#endif
