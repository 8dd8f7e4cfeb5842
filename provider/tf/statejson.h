/*
 * statejson.h — the JSON of state files (RawState.json, DynamicValue.json) to values, decoded by type. Knows
 * protocol section 2.4; must not know schemas or upgrades.
 */
#ifndef TF_STATEJSON_H
#define TF_STATEJSON_H

#include "tf/value.h"

/*
 * Lenient as Terraform is: missing object attributes become null, attributes that the type lacks are dropped,
 * "5" is a number and 5 a string where the type requires it. Numbers keep all their digits. At most 128
 * levels, 256 MiB; a NUL is allowed in strings, not in keys. Texts live as long as the arena. Errors:
 * ERR_PROTOCOL; a value of another type with its path in `attribute`, if all of the text is JSON.
 */
bool statejson_decode(struct arena *mem, struct str text, const struct type *type, struct value *ret_value,
                      struct err *err) MUST_USE;

/*
 * The reverse, compact (values of type dynamic become {"value":…,"type":…}), for tests and tools. Errors:
 * ERR_INTERNAL for unknowns, for strings that are not UTF-8 and for a value of another type than `type`.
 */
bool statejson_encode(struct arena *mem, const struct value *value, const struct type *type,
                      struct str *ret_text, struct err *err) MUST_USE;

#endif
