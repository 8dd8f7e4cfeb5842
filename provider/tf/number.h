/*
 * number.h — Terraform's numbers as canonical decimal text, so that no digit is lost. Knows the decimal
 * arithmetic that comparing needs; must not use floating point except in the named conversions.
 */
#ifndef TF_NUMBER_H
#define TF_NUMBER_H

#include "base/str.h"

/*
 * The canonical text of a decimal number, one for each value: no unnecessary zeros, no "+", "-0" is "0";
 * plain digits ("12", "-0.5", for "1e40" 41 of them), or "<digits>e<exponent>" when that would be more than
 * 1,100 digits with zeros at one end. False when `text` is not a number as in JSON (a leading "+" and leading
 * zeros are accepted), or when its exponent is beyond ±999,999,999.
 */
bool number_parse(struct arena *mem, struct str text, struct str *ret_canonical) MUST_USE;
/* The texts of these are canonical, in the arena. */
struct str number_from_int64(struct arena *mem, int64_t n);
struct str number_from_uint64(struct arena *mem, uint64_t n);
/* The shortest decimal text that reads back as the same double; false for NaN and infinities. */
bool number_from_double(struct arena *mem, double n, struct str *ret_canonical) MUST_USE;
/* Integers that fit; false otherwise. */
bool number_to_int64(struct str canonical, int64_t *ret_n) MUST_USE;
bool number_to_uint64(struct str canonical, uint64_t *ret_n) MUST_USE;
/* The nearest double; ±infinity beyond its range. */
double number_to_double(struct str canonical);
/* -1, 0, 1 by value. */
int number_compare(struct str canonical_a, struct str canonical_b);

#endif
