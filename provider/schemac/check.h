/*
 * check.h — checks records: each by itself, and all of them together. Knows Terraform's rules for schemas and
 * those of schemas/README.md; must not know JSON or what is emitted.
 */
#ifndef SCHEMAC_CHECK_H
#define SCHEMAC_CHECK_H

#include "schemac/record.h"

/* Reports what is wrong with one record. */
void check_record(struct report *report, const struct record *record);

/* Reports conflicts between records: duplicate names, missing old versions, a missing provider record
 * (unless `is_partial`). */
void check_records(struct report *report, const struct records *records, bool is_partial);

/* `#define` of one value of a one_of: INSTANCE_STATE_RUNNING. */
struct str constant_name(struct arena *mem, const struct object *object, const struct attribute *a,
                         struct str value);

/* Position of an argument in C: FUNCTION_PARSE_PORT_TEXT. */
struct str position_name(struct arena *mem, const struct record *record, const struct parameter *parameter);

#endif
