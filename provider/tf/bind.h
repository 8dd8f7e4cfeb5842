/*
 * bind.h — values to generated C structs and back, through the rows of an object_desc. Knows rows and
 * offsets; must not know any resource. The only untyped code; a _Static_assert beside each generated row
 * checks it.
 */
#ifndef TF_BIND_H
#define TF_BIND_H

#include "tf/desc.h"

/*
 * Fills the struct at `ret_model` (desc->size_bytes, any content before) from an object value. Texts, keys
 * and untyped values are borrowed from it; the arrays are new. Null gives an all-zero struct, unknown a
 * struct of unknowns. A collection with an unknown or null element becomes unknown as a whole (FIELD_OBJECTS,
 * and FIELD_STRINGS of lists and sets); the entries of a map of strings each keep their state. Errors:
 * ERR_USER with the attribute's path for a number in a FIELD_INT that is not an int64, ERR_INTERNAL when the
 * value is not of desc->type.
 */
bool bind_to_struct(struct arena *mem, const struct value *object, const struct object_desc *desc,
                    void *ret_model, struct err *err) MUST_USE;

/*
 * The reverse: a known object value that borrows the struct's texts. It cannot fail, because the struct's
 * types are the schema's. A null field of a list, set or map block becomes an empty collection, because such
 * blocks are never null (protocol 3.3). A blank text (field.h) becomes "". Structs hold no refinements of
 * unknowns: these unknowns are plain.
 */
struct value bind_to_value(struct arena *mem, const void *model, const struct object_desc *desc);

/* One field as a value, and the reverse for one attribute. */
struct value bind_field_to_value(struct arena *mem, const void *model, const struct attr_desc *attr);

/* The address of a row's field in a struct. */
static inline void *bind_field(void *model, const struct attr_desc *attr)
{
    return (char *)model + attr->offset;
}

#endif
