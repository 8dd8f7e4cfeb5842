/*
 * number.h — Terraform's numbers as canonical decimal text, so that no digit is ever lost. Knows decimal arithmetic only
 * as far as comparing needs it; must not use floating point but at the conversions named so.
 */
#ifndef TF_NUMBER_H
#define TF_NUMBER_H

#include "base/str.h"

/*
 * Canonical text of a decimal number ("12", "-0.5", "1e40"-like input becomes plain digits up to 1,100 of them, beyond that
 * "<digits>e<exponent>"): no leading or trailing zeros, no "+", "-0" is "0". False when `text` is not a JSON-like number
 * (also accepts a leading "+" and no infinities).
 */
bool number_parse(struct arena *mem, struct str text, struct str *ret_canonical) MUST_USE;
struct str number_from_int64(struct arena *mem, int64_t n);
struct str number_from_uint64(struct arena *mem, uint64_t n);
/* The shortest decimal text that reads back as the same double; false for NaN and infinities. */
bool number_from_double(struct arena *mem, double n, struct str *ret_canonical) MUST_USE;
/* Whole numbers that fit; false otherwise. */
bool number_to_int64(struct str canonical, int64_t *ret_n) MUST_USE;
bool number_to_uint64(struct str canonical, uint64_t *ret_n) MUST_USE;
double number_to_double(struct str canonical);
/* -1, 0, 1 by value. */
int number_compare(struct str canonical_a, struct str canonical_b);

#endif
