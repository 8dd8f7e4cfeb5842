/*
 * schema.h — a schema in the form of the wire, with the type that it implies, and the values that Terraform
 * derives from it. Knows protocol sections 2.5, 3 and 4.6; must not know how values are encoded or what a
 * resource is for.
 */
#ifndef CONFORMANCE_SCHEMA_H
#define CONFORMANCE_SCHEMA_H

#include "tf/value.h"
#include "tfplugin6.pb-c.h"

enum nesting { NESTING_NONE, NESTING_SINGLE, NESTING_LIST, NESTING_SET, NESTING_MAP, NESTING_GROUP };

struct block;

struct attribute {
    const char *name;
    const struct type *type; /* also of a nested one */
    bool required, optional, computed, sensitive, write_only;
    enum nesting nesting;       /* NESTING_NONE: a plain type */
    const struct block *nested; /* the content */
};

struct nested_block {
    const char *name;
    const struct type *type;
    enum nesting nesting;
    int64_t min_items, max_items;
    const struct block *block;
};

struct block {
    const struct attribute *attributes;
    size_t attribute_count;
    const struct nested_block *blocks;
    size_t block_count;
    const struct type *type; /* one object of it */
};

struct schema {
    const char *name;
    int64_t version;
    const struct block *block;
};

/*
 * Reads a schema and checks it by section 3: `ret_problem` is the first violation, NULL when there is none.
 * NULL when it cannot be read at all.
 */
const struct schema *schema_from_wire(struct arena *mem, const char *name, const Tfplugin6__Schema *wire,
                                      const char **ret_problem);

const struct attribute *block_attribute(const struct block *block, const char *name);

/* A configuration: null attributes, and blocks that are not written (empty collections; single: null). */
struct value block_empty(struct arena *mem, const struct block *block);

/*
 * The value that Terraform proposes: the configuration, and prior values where nothing is configured (section
 * 4.6).
 */
struct value block_propose(struct arena *mem, const struct block *block, const struct value *prior,
                           const struct value *config);

#endif
