/*
 * check_parts.h — what the files that check a record share. Must not know JSON or what is emitted.
 */
#ifndef SCHEMAC_CHECK_PARTS_H
#define SCHEMAC_CHECK_PARTS_H

#include "schemac/record.h"

const struct place *record_place(struct report *report, const struct record *record, const char *key);
/* Whether the word is somewhere in it. */
bool type_contains(const struct type_expr *type, enum type_word word);
/* A list, set or map whose elements have no type of their own: cannot be decoded reliably. */
bool has_collection_of_dynamic(const struct type_expr *type);
/* Notes what is wrong with a function's record, beyond its name and file. */
void check_function(struct report *report, const struct record *record);

/* Notes what is wrong with what a record says of the API. */
void check_api(struct report *report, const struct record *record);

#endif
