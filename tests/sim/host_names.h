/*
 * host_names.h — the form of host names, and how one is written: lower case, without a dot at the end. It must
 * not know what a name is used for.
 */
#ifndef SIM_HOST_NAMES_H
#define SIM_HOST_NAMES_H

#include <stdbool.h>

/* Which characters a label may have besides letters, digits and hyphens. */
enum labels { LABELS_OF_HOSTS, LABELS_OF_RECORDS /* _ at any place, and * as the whole first label */ };

/* At least two labels of at most 63 characters each, 253 in all. */
bool host_name_is_valid(const char *name, enum labels labels);

/* A copy in lower case, without a dot at the end. The caller frees it. */
char *host_name_copy(const char *name);

/* Whether a name is the zone or below it; both in lower case. */
bool host_name_is_in(const char *name, const char *zone);

#endif
