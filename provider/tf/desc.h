/*
 * desc.h — the rows that schemac generates and all interpreters read: attributes, objects, constraints. The
 * contract between the schema records and the runtime; must not know any resource by name.
 */
#ifndef TF_DESC_H
#define TF_DESC_H

#include "tf/field.h"
#include "tf/type.h"

struct object_desc;
struct crud;
struct resource;

/* The C type of a row's field. */
enum field_kind {
    FIELD_STRING,  /* struct tf_string */
    FIELD_BOOL,    /* struct tf_bool */
    FIELD_INT,     /* struct tf_int: number with "integer": true */
    FIELD_NUMBER,  /* struct tf_number */
    FIELD_STRINGS, /* struct tf_strings: list/set/map of string */
    FIELD_OBJECTS, /* TF_OBJECTS(struct …): nested attributes and blocks */
    FIELD_VALUE,   /* struct value: any other type, untyped */
};

enum nesting { NESTING_NONE, NESTING_SINGLE, NESTING_LIST, NESTING_SET, NESTING_MAP };

enum attr_flag {
    ATTR_REQUIRED = 1 << 0,
    ATTR_OPTIONAL = 1 << 1,
    ATTR_COMPUTED = 1 << 2,
    ATTR_SENSITIVE = 1 << 3,
    ATTR_WRITE_ONLY = 1 << 4,
    ATTR_REPLACE = 1 << 5, /* "change": "replace" */
    ATTR_KEEP = 1 << 6,    /* "keep": computed, and an update never changes it: it stays known in plans */
    ATTR_BLOCK = 1 << 7,   /* a block, not an attribute */
    ATTR_LOCAL = 1 << 8,   /* "local": exists only in Terraform (timeouts, on_destroy), never in the API */
    ATTR_LATE = 1 << 9,    /* "create": false: set by its update after the creation */
    ATTR_ONCE = 1 << 10,   /* "once": only the response to the creation has it; kept afterwards */
};

enum constraint_kind {
    CONSTRAINT_ONE_OF, /* texts: allowed strings */
    CONSTRAINT_RANGE,  /* min, max of a number */
    CONSTRAINT_LENGTH, /* min, max characters (code points) of a string */
    CONSTRAINT_ITEMS,  /* min, max items of a collection */
    CONSTRAINT_MATCH,  /* name: a named pattern of tf/pattern.h ("resource_name", "cidr", "duration", …) */
    CONSTRAINT_CONFLICTS,    /* texts: sibling attributes that must not be set together with this one */
    CONSTRAINT_REQUIRES,     /* texts: sibling attributes that must be set when this one is */
    CONSTRAINT_EXACTLY_ONE,  /* texts: exactly one of these siblings and this one */
    CONSTRAINT_AT_LEAST_ONE, /* texts: at least one of these siblings and this one */
};

/* On a collection of strings ONE_OF, LENGTH and MATCH apply to each element (for maps: to each value). */
struct constraint {
    enum constraint_kind kind;
    const char *name;
    const char *const *texts;
    size_t text_count;
    int64_t min, max; /* INT64_MIN / INT64_MAX: open */
};

struct attr_desc {
    struct str name;
    const struct type *type; /* of the whole attribute, nested objects included */
    unsigned flags;
    enum field_kind field;
    size_t offset; /* of the field in the object's struct */
    enum nesting nesting;
    const struct object_desc *nested;
    int64_t min_items, max_items; /* blocks; 0 = no limit */
    const char *wire;             /* Lightsail member, "hardware.cpuCount"; NULL: filled by resource code */
    const char *request;          /* member of the requests that send it; NULL: none */
    unsigned char update; /* number of the call that changes it in place, from 1; 0: none (runtime/crud.h) */
    unsigned char refers; /* the kind of the object that it names (lightsail/kind.def); 0: none */
    const char *default_text; /* NULL: none; string unchanged, number as decimal, "true"/"false" */
    const struct constraint *constraints;
    size_t constraint_count;
    const char *doc;
    const char *deprecated; /* NULL: no */
};

struct object_desc {
    const char *name;              /* "instance", "instance_add_on" */
    const struct attr_desc *attrs; /* sorted by name: row i describes member i of `type` */
    size_t count;
    const struct type *type; /* TYPE_OBJECT */
    size_t size_bytes;       /* of the C struct */
};

enum timeout_kind { TIMEOUT_CREATE, TIMEOUT_READ, TIMEOUT_UPDATE, TIMEOUT_DELETE, TIMEOUT_KIND_COUNT };

/* A whole schema: the provider block, a resource, a data source. */
struct schema_desc {
    const char *type_name; /* "lightsail_instance"; "lightsail" for the provider */
    int64_t version;
    const char *doc;
    const char
        *replace_warning; /* what a replacement loses, shown in every plan that has one; NULL: no warning */
    const struct object_desc *object;
    const char *const
        *identity; /* names of the attributes that identify the object: stored in the state before any wait */
    size_t identity_count;
    int64_t timeout_ms[TIMEOUT_KIND_COUNT]; /* defaults; 0 = no such timeout */
    bool in_aws;                            /* has API operations, so it belongs to a region */
    const char *fixed_region;               /* the only region that has such objects; NULL: any region */
    bool id_is_path; /* `id` is the identity joined by '/', each part percent-encoded; false: by commas */
    const struct crud *crud;       /* struct of runtime/crud.h for the creation; NULL: code of the resource */
    const struct resource *viewed; /* of a derived data source or list: the resource whose objects it shows */
};

/*
 * Beside each generated row: checks that the field has the C type of the row, so that no interpreter uses a
 * wrong offset.
 */
#define DESC_ASSERT_FIELD(object, field, type)                                           \
    _Static_assert(__builtin_types_compatible_p(__typeof__(((object *)0)->field), type), \
                   #field " is no " #type)
#define DESC_ASSERT_OBJECTS(object, field, item_type)                                               \
    _Static_assert(__builtin_types_compatible_p(__typeof__(((object *)0)->field.v), item_type *) && \
                       sizeof(((object *)0)->field) == sizeof(struct tf_objects) &&                 \
                       offsetof(object, field.v) - offsetof(object, field) ==                       \
                           offsetof(struct tf_objects, v),                                          \
                   #field " is no TF_OBJECTS(" #item_type ")")

/* Row of an attribute by name, or NULL. */
static inline const struct attr_desc *object_attr(const struct object_desc *object, struct str name)
{
    for (size_t i = 0; i < object->count; i++) {
        if (str_eq(object->attrs[i].name, name))
            return &object->attrs[i];
    }
    return NULL;
}

#endif
