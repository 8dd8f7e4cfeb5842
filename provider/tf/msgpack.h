/*
 * msgpack.h — the DynamicValue codec: Terraform's MessagePack dialect, driven by a type. Knows protocol
 * section 2; must not know schemas or resources.
 */
#ifndef TF_MSGPACK_H
#define TF_MSGPACK_H

#include "tf/value.h"

/*
 * Decodes one value of `type`; the whole input must be used. Accepts every width of the MessagePack
 * specification, any extension as unknown (code 12 keeps its refinement), at most 128 levels. Text is copied
 * into the arena. No bytes at all are an error: what an empty DynamicValue means is up to the caller (section 2.1).
 * Errors: ERR_PROTOCOL with the path inside the value in `attribute`.
 */
bool msgpack_decode(struct arena *mem, struct str bytes, const struct type *type, struct value *ret_value,
                    struct err *err) MUST_USE;

/*
 * Encodes; `type` is the expected type (a dynamic place writes [type, value]). The value must have that
 * shape: anything else is a bug of ours and ends in ERR_INTERNAL. Strings that are not UTF-8 are refused
 * (ERR_INTERNAL): Terraform would throw the whole response away. Refinements are written back as received.
 */
bool msgpack_encode(struct arena *mem, const struct value *value, const struct type *type,
                    struct str *ret_bytes, struct err *err) MUST_USE;

#endif
