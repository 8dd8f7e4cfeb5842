/*
 * pattern.h — the named patterns of pattern.def as functions. Knows text forms; must not know attributes.
 */
#ifndef TF_PATTERN_H
#define TF_PATTERN_H

#include "base/str.h"

/*
 * Whether `text` has the form `name`; `ret_expected` describes the expected form. A name that is not in
 * pattern.def matches nothing.
 */
bool pattern_match(const char *name, struct str text, const char **ret_expected);

/*
 * "90s", "10m", "1h30m", "500ms" to milliseconds, at most 24 days; false when it is not a duration. Also used
 * for the timeouts.
 */
bool duration_parse(struct str text, int64_t *ret_ms) MUST_USE;

#endif
