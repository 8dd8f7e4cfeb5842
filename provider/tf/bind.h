/*
 * bind.h — values to generated C structs and back, through the rows of an object_desc. Knows rows and offsets;
 * must not know any resource. The only untyped place, guarded by _Static_assert beside each generated row.
 */
#ifndef TF_BIND_H
#define TF_BIND_H

#include "tf/desc.h"

/*
 * Fills the struct at `ret_model` (desc->size_bytes, any content) from a known object value; null gives an all-zero struct. Collections with an unknown
 * or null element become unknown as a whole in the struct (FIELD_OBJECTS, FIELD_STRINGS lists and sets); a null entry of a map of strings stays a null entry.
 * A number that is no int64 in a FIELD_INT is ERR_USER with the attribute's path.
 */
bool bind_to_struct(struct arena *mem, const struct value *object, const struct object_desc *desc, void *ret_model, struct err *err) MUST_USE;

/* The reverse: a known object value. Never fails: the struct's types are the schema's. */
struct value bind_to_value(struct arena *mem, const void *model, const struct object_desc *desc);

/* One field as a value, and the reverse for one attribute. */
struct value bind_field_to_value(struct arena *mem, const void *model, const struct attr_desc *attr);

/* Where the field of a row is. */
static inline void *bind_field(void *model, const struct attr_desc *attr)
{
    return (char *)model + attr->offset;
}

#endif
