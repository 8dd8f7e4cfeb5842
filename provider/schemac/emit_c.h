/*
 * emit_c.h — records as C: typed structs, const rows, the registry. Declarations and initialisers, never a
 * statement. Knows provider/tf/desc.h and provider/runtime/resource.h as texts; must not know JSON or what is
 * allowed in a record.
 */
#ifndef SCHEMAC_EMIT_C_H
#define SCHEMAC_EMIT_C_H

#include "schemac/record.h"

/* <name>.h: the structs, the constants of the one_of values, the extern declarations. */
struct str emit_header(struct arena *mem, const struct record *record);
/* <name>.c: types, constraints, rows. */
struct str emit_tables(struct arena *mem, const struct record *record);
/* registry.h and registry.c, from all records. */
struct str emit_registry_header(struct arena *mem);
struct str emit_registry(struct arena *mem, const struct records *records);

#endif
