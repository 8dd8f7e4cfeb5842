/*
 * check_parts.h — what the files that check a record share. Must not know JSON or what is emitted.
 */
#ifndef SCHEMAC_CHECK_PARTS_H
#define SCHEMAC_CHECK_PARTS_H

#include "schemac/record.h"

const struct place *record_place(struct report *report, const struct record *record, const char *key);
/* Whether the type is this word, or contains it. */
bool type_contains(const struct type_expr *type, enum type_word word);
/* A list, set or map whose elements have no fixed type: it cannot be decoded reliably. */
bool has_collection_of_dynamic(const struct type_expr *type);
/* Reports what is wrong with the record of a function, except its name and file. */
void check_function(struct report *report, const struct record *record);

/* "sizeInGb", "hardware.cpuCount": a member of a request or a response. */
bool is_member_path(struct str path);
/* Reports what is wrong with what a record says about the API. */
void check_api(struct report *report, const struct record *record);
/* The same for the attributes of a resource (check_rows.c), and for those of any other record, where these
 * keys are not allowed. */
void check_api_rows(struct report *report, const struct record *record);
void check_no_api_rows(struct report *report, const struct record *record);
/* Whether the kind of object exists, or no kind is named. */
void check_object_name(struct report *report, const struct place *at, struct str name);

#endif
