/*
 * field.h — the C types of the fields in generated structs. Each value includes whether it is present:
 * all-zero is null. Must not know anything else.
 */
#ifndef TF_FIELD_H
#define TF_FIELD_H

#include "tf/value.h"

enum tf_known { TF_NULL, TF_UNKNOWN, TF_KNOWN };

struct tf_string {
    enum tf_known is;
    struct str v;
};
/* The text of a null that was written as "" (given.h): it means null, and is returned as "". */
extern const char tf_blank[1];
struct tf_bool {
    enum tf_known is;
    bool v;
};
/* A whole number. */
struct tf_int {
    enum tf_known is;
    int64_t v;
};
/* Any number, as canonical decimal text. */
struct tf_number {
    enum tf_known is;
    struct str v;
};
/* List, set or map of strings; `keys` only for maps, sorted. A null map entry is a key without a value. */
struct tf_strings {
    enum tf_known is;
    size_t count;
    const struct str *keys;
    struct tf_string *v;
};
/*
 * Nested objects: single (count 1), list, set or map (`keys`). The generated field has the same layout with a typed
 * pointer: struct { enum tf_known is; size_t count; const struct str *keys; struct instance_add_on *v; } add_on;
 */
struct tf_objects {
    enum tf_known is;
    size_t count;
    const struct str *keys;
    void *v;
};
#define TF_OBJECTS(item_type)   \
    struct {                    \
        enum tf_known is;       \
        size_t count;           \
        const struct str *keys; \
        item_type *v;           \
    }

static inline struct tf_string tf_string(struct str s)
{
    return (struct tf_string){TF_KNOWN, s};
}
/* Known when there is a text (data != NULL), else null. */
static inline struct tf_string tf_string_or_null(struct str s)
{
    return s.data != NULL ? tf_string(s) : (struct tf_string){0};
}
static inline struct tf_bool tf_bool(bool b)
{
    return (struct tf_bool){TF_KNOWN, b};
}
static inline struct tf_int tf_int(int64_t n)
{
    return (struct tf_int){TF_KNOWN, n};
}
#define TF_IS_KNOWN(field) ((field).is == TF_KNOWN)
#define TF_IS_NULL(field) ((field).is == TF_NULL)
#define TF_IS_UNKNOWN(field) ((field).is == TF_UNKNOWN)
/* A plain unknown, for plans: `plan->arn = TF_UNKNOWN_OF(plan->arn);` */
#define TF_UNKNOWN_OF(field) ((__typeof__(field)){.is = TF_UNKNOWN})
#define TF_NULL_OF(field) ((__typeof__(field)){.is = TF_NULL})

static inline bool tf_string_is_blank(struct tf_string s)
{
    return s.is == TF_NULL && s.v.data == tf_blank;
}

static inline bool tf_string_equal(struct tf_string a, struct tf_string b)
{
    return a.is == b.is && (a.is != TF_KNOWN || str_eq(a.v, b.v));
}

#endif
