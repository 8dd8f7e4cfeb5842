/*
 * load.h — reads schema records from JSON. Knows the keys of schemas/README.md and the types of their values;
 * must not know which combinations are valid (check.h) or what is emitted.
 */
#ifndef SCHEMAC_LOAD_H
#define SCHEMAC_LOAD_H

#include "schemac/record.h"

/* Reads one file. NULL when the file cannot be used at all; the errors are in the report. `number` is its
 * position among the files. */
struct record *load_record(struct arena *mem, struct report *report, const char *path, size_t number);

/* Reads the views that follow from a resource, into record->views. */
void load_views(struct arena *mem, struct report *report, struct record *record);

#endif
