/*
 * value.h — Terraform's values: null, unknown or known, as an immutable tree. Knows equality and
 * transformations; must not know the encodings, schemas or resources.
 *
 * A `struct value` is copied by assignment; the data that it points to is never changed after it was built.
 * Everything lives in the arena of the call (or in static tables).
 */
#ifndef TF_VALUE_H
#define TF_VALUE_H

#include "tf/type.h"

enum value_state { VALUE_NULL, VALUE_UNKNOWN, VALUE_KNOWN };

/*
 * `type` is never NULL; for an attribute of type dynamic it is the value's own type, or `dynamic` when that
 * is unknown. `items` of an object are in the order of type->members, of a map in the order of `keys`, of a
 * set in the order of value_compare.
 */
struct value {
    enum value_state state;
    const struct type *type;
    bool boolean;
    struct str text; /* string: UTF-8, NFC when it was received; number: canonical decimal (number.h) */
    size_t count;    /* list, set, map, tuple: items; object: members of its type */
    const struct value *items;
    const struct str *keys; /* map: sorted, unique */
    struct str refinement;  /* unknown: the extension's payload as received, "" for a plain unknown */
};

struct value value_null(const struct type *type);
struct value value_unknown(const struct type *type);
struct value value_string(struct str text);
struct value value_bool(bool b);
struct value value_int(struct arena *mem, int64_t n);
/* `canonical` from number.h. */
struct value value_number(struct str canonical);
/* A list or a tuple. `items` must outlive the value. */
struct value value_list(const struct type *type, const struct value *items, size_t count);
/*
 * Sorts by value_compare and removes duplicates among wholly known items; all items with unknowns inside are
 * kept, because Terraform counts each of them. `items` must outlive the value, and is not changed. Every
 * known set is built by this function, because comparing relies on the order: after a change of an item,
 * build the set again.
 */
struct value value_set(struct arena *mem, const struct type *type, const struct value *items, size_t count);
/* Sorts by key; keys must be unique. */
struct value value_map(struct arena *mem, const struct type *type, const struct str *keys,
                       const struct value *items, size_t count);
/* `items` in the order of type->members. */
struct value value_object(const struct type *type, const struct value *items);

static inline bool value_is_null(struct value v)
{
    return v.state == VALUE_NULL;
}
static inline bool value_is_known(struct value v)
{
    return v.state == VALUE_KNOWN;
}
static inline bool value_is_unknown(struct value v)
{
    return v.state == VALUE_UNKNOWN;
}

/* No unknown anywhere inside. */
bool value_is_wholly_known(const struct value *v);
/*
 * Same state and same content; sets without order, numbers by value, strings byte by byte (what Terraform
 * sends is NFC already); unknowns equal unknowns (refinements ignored). Nulls, unknowns and empty collections
 * are equal only when their types are, which can differ only for type dynamic. Linear in the size of the
 * smaller value.
 */
bool value_equal(const struct value *a, const struct value *b);
/* A total order, 0 exactly for equal values: it defines the order of sets for comparing and encoding. */
int value_compare(const struct value *a, const struct value *b);

/* Member of a known object; NULL when the object is not known or has no such member. Borrowed. */
const struct value *value_member(const struct value *object, struct str name);
/* A copy of a known object with one member replaced. The name must exist. */
struct value value_with_member(struct arena *mem, const struct value *object, struct str name,
                               struct value member);
/* Item of a known map, or NULL. */
const struct value *value_map_get(const struct value *map, struct str key);

/* A copy in which every unknown is null: to store a value of which some parts could not be determined. */
struct value value_without_unknowns(struct arena *mem, const struct value *v);

/* A short text for diagnostics: `"abc"`, `5`, `null`, `(known after apply)`, `[2 items]`. */
struct str value_describe(struct arena *mem, const struct value *v);

#endif
