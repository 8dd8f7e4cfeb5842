/*
 * type.h — Terraform's types (cty). Knows their shapes and their JSON text; must not know values or schemas.
 * Source: protocol, section 2.5.
 */
#ifndef TF_TYPE_H
#define TF_TYPE_H

#include "base/err.h"
#include "base/json.h"
#include "base/str.h"

enum type_kind {
    TYPE_STRING,
    TYPE_NUMBER,
    TYPE_BOOL,
    TYPE_DYNAMIC,
    TYPE_LIST,
    TYPE_SET,
    TYPE_MAP,
    TYPE_OBJECT,
    TYPE_TUPLE,
};

struct type_member;

/* Immutable; owned by a static table or an arena. */
struct type {
    enum type_kind kind;
    const struct type *element;        /* list, set, map */
    const struct type_member *members; /* object: sorted by name (byte order); tuple: in order, names empty */
    size_t count;                      /* of members */
};

struct type_member {
    struct str name;
    const struct type *type;
};

extern const struct type type_string, type_number, type_bool, type_dynamic;
extern const struct type type_list_string, type_set_string, type_map_string;

/* The same shape and the same names. */
bool type_equal(const struct type *a, const struct type *b);
/* A total order of types, 0 for equal ones; values without content are ordered by it. */
int type_compare(const struct type *a, const struct type *b);
/* The same for the names of the members only. */
int type_compare_names(const struct type *a, const struct type *b);
/* Whether the type is or contains `dynamic`. */
bool type_has_dynamic(const struct type *type);
/* Index of an object's member, or SIZE_MAX. */
size_t type_member_index(const struct type *object, struct str name);

/* `"string"`, `["list","string"]`, `["object",{"a":"number"}]`: in Attribute.type and dynamic values. */
struct str type_print(struct arena *mem, const struct type *type);
/*
 * The reverse, at most 64 levels deep; optional object attributes (third element) are accepted and ignored.
 * Errors: ERR_PROTOCOL.
 */
bool type_parse(struct arena *mem, struct str json, const struct type **ret_type, struct err *err) MUST_USE;
/* The reverse from parsed JSON, which may be freed afterwards. */
bool type_from_json(struct arena *mem, const json_t *json, const struct type **ret_type, struct err *err)
    MUST_USE;
/* The type's name in messages: "list of string". */
struct str type_name(struct arena *mem, const struct type *type);

#endif
