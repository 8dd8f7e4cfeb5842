/*
 * name_parts.h — the end of a name by the convention {environment}-{service}-{number}. Pure text; must not
 * know instances.
 */
#ifndef RESOURCES_FUNCTIONS_NAME_PARTS_H
#define RESOURCES_FUNCTIONS_NAME_PARTS_H

#include "base/str.h"

/* Digits without leading zeros: the form in which instance_name writes a number. */
bool name_is_number(struct str text);
/* Splits "collector-1" into "collector" and "1"; false when the text does not end with a hyphen and a
 * number. */
bool name_cut_number(struct str text, struct str *ret_stem, struct str *ret_number);

#endif
