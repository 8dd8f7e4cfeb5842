/*
 * expand.h — what a record leaves out because it follows from the rest: the standard attributes, `id`, the operations behind its calls, and
 * whole records of data sources and lists. JSON in, JSON out; must not know C text, nor complain: what is wrong is found afterwards.
 */
#ifndef SCHEMAC_EXPAND_H
#define SCHEMAC_EXPAND_H

#include "base/json.h"
#include "schemac/record.h"

/* Adds to a record, in place, the attributes and operations that follow from it. `kind`: what the record is. */
void expand_record(struct arena *mem, enum record_kind kind, json_t *record);

/* The record of a view of an expanded resource: a new reference; NULL when the resource has nothing to view. */
json_t *expand_view(struct arena *mem, enum view view, const json_t *resource);

#endif
