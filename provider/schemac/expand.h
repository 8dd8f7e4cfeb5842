/*
 * expand.h — adds what follows from the rest of a record: the standard attributes, `id`, the operations of
 * its calls, and whole records of data sources and lists. JSON in, JSON out; must not know C text, and must
 * not report errors, which later checks find.
 */
#ifndef SCHEMAC_EXPAND_H
#define SCHEMAC_EXPAND_H

#include "base/json.h"
#include "schemac/record.h"

/* Adds to a record, in place, the attributes and operations that follow from it. `kind`: the kind of the
 * record. */
void expand_record(struct arena *mem, enum record_kind kind, json_t *record);

/* The record of a view of an expanded resource: a new reference; NULL when the resource has nothing to
 * show. */
json_t *expand_view(struct arena *mem, enum view view, const json_t *resource);

#endif
