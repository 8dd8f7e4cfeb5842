/*
 * record.h — a schema record as schemac holds it after reading: what the emitters print.
 * Knows the language of schemas/README.md; must not know JSON or C text.
 */
#ifndef SCHEMAC_RECORD_H
#define SCHEMAC_RECORD_H

#include "base/str.h"
#include "schemac/report.h"

enum record_kind {
    RECORD_RESOURCE,
    RECORD_DATA,
    RECORD_PROVIDER,
    RECORD_EPHEMERAL,
    RECORD_LIST, /* the filters of a list resource, for the managed resource of the same name */
    RECORD_ACTION,
    RECORD_FUNCTION, /* parameters and a result, no attributes */
    RECORD_HISTORY,  /* an old version of a resource: only its struct and rows */
    RECORD_KIND_COUNT,
};

/* What tells the kinds apart where nothing else does. */
struct kind_facts {
    const char *word;   /* "kind" of the record */
    const char *folder; /* where the records live; "" is schemas/ itself */
    const char *prefix; /* of the C name */
    const char *one;    /* for messages: "a data source" */
};

extern const struct kind_facts kind_facts[RECORD_KIND_COUNT];

/* A type constraint; `["list","string"]` has the element string. */
enum type_word {
    WORD_STRING,
    WORD_NUMBER,
    WORD_BOOL,
    WORD_DYNAMIC,
    WORD_LIST,
    WORD_SET,
    WORD_MAP,
    WORD_OBJECT,
    WORD_TUPLE
};

struct type_expr {
    enum type_word word;
    const struct type_expr *element; /* list, set, map */
    struct str *names;               /* object: sorted; tuple: NULL */
    const struct type_expr **items;  /* object, tuple */
    size_t count;
};

/* The C type of the field; the order is that of enum field_kind. */
enum field {
    FIELD_IS_STRING,
    FIELD_IS_BOOL,
    FIELD_IS_INT,
    FIELD_IS_NUMBER,
    FIELD_IS_STRINGS,
    FIELD_IS_OBJECTS,
    FIELD_IS_VALUE
};

enum mode { MODE_NONE, MODE_REQUIRED, MODE_OPTIONAL, MODE_COMPUTED, MODE_OPTIONAL_COMPUTED };

/* The order is that of enum nesting. */
enum nest { NEST_NONE, NEST_SINGLE, NEST_LIST, NEST_SET, NEST_MAP };

/* Rules about values and siblings; the order is that of enum constraint_kind. */
enum rule_kind {
    RULE_ONE_OF,
    RULE_RANGE,
    RULE_LENGTH,
    RULE_ITEMS,
    RULE_MATCH,
    RULE_CONFLICTS,
    RULE_REQUIRES,
    RULE_EXACTLY_ONE,
    RULE_AT_LEAST_ONE,
    RULE_KIND_COUNT,
};

extern const char *const rule_keys[RULE_KIND_COUNT];

struct rule {
    enum rule_kind kind;
    struct str name;   /* match */
    struct str *texts; /* one_of, and the sibling rules */
    size_t text_count;
    int64_t min, max; /* INT64_MIN / INT64_MAX: open */
    const struct place *place;
};

struct attribute {
    struct str name, c_name, doc, deprecated, wire, default_text; /* data == NULL: not there */
    bool is_block;
    enum mode mode;
    enum field field;
    const struct type_expr *type; /* NULL for FIELD_IS_OBJECTS */
    bool replace, keep, sensitive, write_only, local;
    enum nest nest;
    struct object *nested;
    int64_t min_items, max_items;
    struct rule *rules;
    size_t rule_count;
    const struct place *place;
};

struct object {
    struct str c_name;             /* prefix of its symbols and of what is nested in it */
    struct str tag;                /* struct <tag> */
    struct attribute **attributes; /* as written: the order of the fields */
    struct attribute **sorted;     /* by name: the order of the rows */
    size_t count;
    const struct place *place;
};

enum step { STEP_CREATE, STEP_READ, STEP_UPDATE, STEP_DELETE, STEP_COUNT };

extern const char *const step_keys[STEP_COUNT];

struct operations {
    struct str *names;
    size_t count;
};

/* An argument of a function. */
struct parameter {
    struct str name, doc;
    const struct type_expr *type;
    bool allow_null, allow_unknown;
    const struct place *place;
};

struct record {
    enum record_kind kind;
    struct source *source;
    struct str name; /* "static_ip" */
    struct str
        c_name; /* "static_ip", "data_static_ip", "provider", "static_ip_v0": the prefix of every symbol and file */
    struct str type_name; /* "lightsail_static_ip"; of a function its name */
    struct str doc;
    struct str subcategory;     /* where the registry shows it; data == NULL: none */
    struct str replace_warning; /* of a resource; empty: none */
    int64_t version;
    struct str *identity;
    size_t identity_count;
    int64_t timeout_ms[STEP_COUNT]; /* 0: no such timeout */
    struct operations operations[STEP_COUNT];
    struct object *object; /* NULL for functions, which have what follows */
    struct str summary;
    struct parameter *parameters;
    size_t parameter_count;
    struct parameter *variadic; /* NULL: none */
    const struct type_expr *result;
    const struct place *place;
};

struct records {
    struct record **items;
    size_t count;
};

/* Whether it calls Lightsail: then it is in a region. */
bool record_has_operations(const struct record *record);
/* The attribute of that name, or NULL. */
struct attribute *object_find(const struct object *object, struct str name);

#endif
