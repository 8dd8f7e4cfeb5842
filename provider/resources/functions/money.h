/*
 * money.h — amounts in US dollars as whole numbers of billionths, so that no amount is ever rounded. Must not
 * know bundles.
 */
#ifndef RESOURCES_FUNCTIONS_MONEY_H
#define RESOURCES_FUNCTIONS_MONEY_H

#include "base/str.h"

/* From canonical decimal text (tf/number.h): 0 or more, at most 9 decimals, less than 9.2 billion. */
bool money_parse(struct str canonical, int64_t *ret_billionths) MUST_USE;
/* total + price × count; false on overflow. */
bool money_add(int64_t *total, int64_t price, int64_t count) MUST_USE;
/* Canonical decimal text. */
struct str money_print(struct arena *mem, int64_t billionths);

#endif
