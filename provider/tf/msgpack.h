/*
 * msgpack.h — the DynamicValue codec: Terraform's MessagePack dialect, decoded by type. Knows protocol
 * section 2; must not know schemas or resources.
 */
#ifndef TF_MSGPACK_H
#define TF_MSGPACK_H

#include "tf/value.h"

/*
 * Decodes one value of `type`; the whole input must be used. Accepts every width of the MessagePack
 * specification, any extension as unknown (code 12 keeps its refinement), at most 128 levels. Text is copied
 * into the arena. Empty input is an error; the caller must handle an empty DynamicValue (section 2.1).
 * Errors: ERR_PROTOCOL with the path inside the value in `attribute`.
 */
bool msgpack_decode(struct arena *mem, struct str bytes, const struct type *type, struct value *ret_value,
                    struct err *err) MUST_USE;

/*
 * Encodes; `type` is the expected type (for type dynamic it writes [type, value]). A value of another type is
 * a bug of this program and gives ERR_INTERNAL. Strings that are not UTF-8 are refused (ERR_INTERNAL),
 * because Terraform would discard the whole response. Refinements are written as received.
 */
bool msgpack_encode(struct arena *mem, const struct value *value, const struct type *type,
                    struct str *ret_bytes, struct err *err) MUST_USE;

#endif
