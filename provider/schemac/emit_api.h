/*
 * emit_api.h — the calls of a record as C: the rows of struct crud, the resource or view itself, the states
 * that can be moved. Knows provider/runtime/crud.h and derived.h as texts; must not know JSON or what is
 * allowed in a record.
 */
#ifndef SCHEMAC_EMIT_API_H
#define SCHEMAC_EMIT_API_H

#include "schemac/record.h"

/* What the header declares besides the structs. */
void add_api_externs(struct buf *out, const struct record *record);
/* Before the schema: struct crud, moves. */
void add_api_rows(struct buf *out, const struct record *record);
/* After it: the resource or view that has no C file. */
void add_api_objects(struct buf *out, const struct record *record);
/* The members of a row: request, update, refers. */
void add_api_members(struct buf *out, const struct record *record, const struct attribute *a);

#endif
