/*
 * record.h — a schema record after reading, as the emitters use it. Knows the language of schemas/README.md;
 * must not know C text.
 */
#ifndef SCHEMAC_RECORD_H
#define SCHEMAC_RECORD_H

#include "base/json.h"
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

/* How the kinds differ where the code does not decide it. */
struct kind_facts {
    const char *word;   /* "kind" of the record */
    const char *folder; /* directory of the records; "" is schemas/ itself */
    const char *prefix; /* prefix of the C name */
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
    /* What the calls of the record do with it. data == NULL: not set. `request` is then the last part of
     * `api`, unless users cannot set the attribute. */
    struct str request, update, refers;
    bool has_request; /* `request` is in the record */
    bool late;        /* "create": false */
    bool once;
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

/* A call that changes something, as declared in a record. */
struct declared_call {
    struct str op; /* data == NULL: no call */
    struct str
        under; /* the member of the request that contains the attributes; data == NULL: the request itself */
    struct str fixed; /* members that are always sent, as JSON; data == NULL: none */
    bool has_sends;   /* `sends` is in the record */
    bool sends_all;   /* of an update: all of its attributes, not only the changed ones */
    bool until_ready; /* of an update: it waits for `ready` before and after */
    const struct place *place;
};

/* Attributes that are the same in many records, which name them only. */
enum standard {
    STANDARD_ARN,
    STANDARD_CREATED_AT,
    STANDARD_SUPPORT_CODE,
    STANDARD_AVAILABILITY_ZONE,
    STANDARD_TAGS,
    STANDARD_AUTO_SNAPSHOT,
    STANDARD_DELETION_PROTECTION,
    STANDARD_COUNT
};

/* Records that follow from the record of a resource. */
enum view { VIEW_DATA, VIEW_DATA_LIST, VIEW_LIST, VIEW_COUNT };

/* Decisions of a resource without a C file of its own. The order is that of struct crud
 * (provider/runtime/crud.h). */
enum hook {
    HOOK_VALIDATE,
    HOOK_PLAN,
    HOOK_REQUEST,
    HOOK_EFFECT,
    HOOK_FILL,
    HOOK_MAY_DELETE,
    HOOK_IS_READY,
    HOOK_COUNT
};

extern const char *const standard_words[STANDARD_COUNT];
extern const char *const view_words[VIEW_COUNT];
extern const char *const hook_words[HOOK_COUNT];

/* A resource type of another provider whose state can be moved to this resource. */
struct declared_move {
    struct str provider, type;
    int64_t version; /* the newest version that is supported */
    struct str *ours, *theirs;
    size_t count;
    const struct place *place;
};

/* How the API creates, changes and deletes the resource of a record. */
struct declared_api {
    struct str object; /* a row of lightsail/kind.def; data == NULL: none */
    struct declared_call create, remove, *updates;
    size_t update_count;
    struct str ready_at; /* data == NULL: ready when the operations have ended */
    struct str *ready, *failed;
    size_t ready_count, failed_count;
    struct str detail_at; /* data == NULL: none */
    struct str *failed_codes;
    size_t failed_code_count;
    bool standard[STANDARD_COUNT], views[VIEW_COUNT];
    struct str *filters;
    size_t filter_count;
    struct declared_move *moves;
    size_t move_count;
    struct str hooks[HOOK_COUNT]; /* the first part of the name of the function; data == NULL: none */
    bool by_hand;
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
        c_name; /* "static_ip", "data_static_ip", "provider", "static_ip_v0": the prefix of every symbol
                 * and file name */
    struct str type_name; /* "lightsail_static_ip"; for a function its name */
    struct str doc;
    struct str subcategory;     /* group of the page in the registry; data == NULL: none */
    struct str replace_warning; /* of a resource; empty: none */
    struct str fixed_region;    /* the only region that has such objects; data == NULL: any region */
    bool id_is_path;            /* of a resource: "id": "path" */
    int64_t version;
    struct str *identity;
    size_t identity_count;
    int64_t timeout_ms[STEP_COUNT]; /* 0: no such timeout */
    struct operations operations[STEP_COUNT];
    struct declared_api api;
    struct record *views[VIEW_COUNT]; /* views that follow from this resource; NULL: no such view */
    const struct record *viewed;      /* the resource that this view follows from; NULL: the record has a file
                                  * of its own */
    enum view view;
    struct object *object; /* NULL for functions, which have the following members */
    struct str summary;
    struct parameter *parameters;
    size_t parameter_count;
    struct parameter *variadic; /* NULL: none */
    const struct type_expr *result;
    json_t *json; /* the complete record, with everything that follows from it */
    const struct place *place;
};

struct records {
    struct record **items;
    size_t count;
};

/* Whether it calls Lightsail. If so, it has a region. */
bool record_has_operations(const struct record *record);
/* The attribute of that name, or NULL. */
struct attribute *object_find(const struct object *object, struct str name);

#endif
