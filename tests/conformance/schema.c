/*
 * schema.c — from protobuf to tables. Must not know the provider's own declarations.
 */
#include "schema.h"

#include <stdio.h>

static struct str wrap(struct arena *mem, enum nesting nesting, struct str object)
{
    static const char *const words[] = {
        [NESTING_LIST] = "list", [NESTING_SET] = "set", [NESTING_MAP] = "map", [NESTING_GROUP] = NULL};
    if (nesting == NESTING_SINGLE || nesting == NESTING_GROUP || words[nesting] == NULL)
        return object;
    return str_printf(mem, "[\"%s\",%.*s]", words[nesting], STR_ARG(object));
}

static const struct type *parse_type(struct arena *mem, struct str json)
{
    const struct type *type = NULL;
    struct err err = {0};
    return type_parse(mem, json, &type, &err) ? type : NULL;
}

struct reading {
    struct arena *mem;
    const char *name;    /* of the schema */
    const char *problem; /* the first */
};

static void complain(struct reading *reading, const char *where, const char *what)
{
    if (reading->problem == NULL)
        reading->problem = str_printf(reading->mem, "%s.%s: %s", reading->name, where, what).data;
}

static bool name_is_good(const char *name)
{
    if (name[0] == '\0')
        return false;
    for (const char *at = name; *at != '\0'; at++)
        if (!((*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9') || *at == '_'))
            return false;
    return true;
}

static void check_flags(struct reading *reading, const Tfplugin6__Schema__Attribute *wire, bool in_set)
{
    if (!name_is_good(wire->name))
        complain(reading, wire->name, "a name with characters other than a-z, 0-9 and _");
    if ((wire->type.len > 0) == (wire->nested_type != NULL))
        complain(reading, wire->name, "exactly one of type and nested_type");
    if (!wire->required && !wire->optional && !wire->computed)
        complain(reading, wire->name, "neither required nor optional nor computed");
    if (wire->required && (wire->optional || wire->computed))
        complain(reading, wire->name, "required, and something else");
    if (wire->write_only && (wire->computed || in_set))
        complain(reading, wire->name, "write-only, and computed or in a set");
    if (wire->description == NULL || wire->description[0] == '\0')
        complain(reading, wire->name, "no description");
}

static const struct block *read_block(struct reading *reading,
                                      Tfplugin6__Schema__Attribute *const *attributes, size_t attribute_count,
                                      Tfplugin6__Schema__NestedBlock *const *blocks, size_t block_count,
                                      bool in_set);

static bool read_attribute(struct reading *reading, const Tfplugin6__Schema__Attribute *wire, bool in_set,
                           struct attribute *ret_attribute)
{
    check_flags(reading, wire, in_set);
    struct attribute attribute = {
        .name = str_z(reading->mem, str_c(wire->name)),
        .required = wire->required,
        .optional = wire->optional,
        .computed = wire->computed,
        .sensitive = wire->sensitive,
        .write_only = wire->write_only,
    };
    if (wire->nested_type != NULL) {
        attribute.nesting = (enum nesting)wire->nested_type->nesting;
        if (attribute.nesting == NESTING_NONE || attribute.nesting > NESTING_MAP)
            return complain(reading, wire->name, "no nesting mode"), false;
        attribute.nested = read_block(reading, wire->nested_type->attributes, wire->nested_type->n_attributes,
                                      NULL, 0, in_set || attribute.nesting == NESTING_SET);
        TRY(attribute.nested != NULL);
        attribute.type = parse_type(reading->mem, wrap(reading->mem, attribute.nesting,
                                                       type_print(reading->mem, attribute.nested->type)));
    } else {
        attribute.type = parse_type(reading->mem, str_n((const char *)wire->type.data, wire->type.len));
        if (attribute.type != NULL && attribute.type->kind == TYPE_SET && type_has_dynamic(attribute.type))
            complain(reading, wire->name, "dynamic inside a set");
    }
    if (attribute.type == NULL)
        return complain(reading, wire->name, "an invalid type"), false;
    *ret_attribute = attribute;
    return true;
}

static void check_counts(struct reading *reading, const Tfplugin6__Schema__NestedBlock *wire)
{
    bool has_fixed_count = wire->nesting == TFPLUGIN6__SCHEMA__NESTED_BLOCK__NESTING_MODE__SINGLE;
    bool has_no_count = wire->nesting == TFPLUGIN6__SCHEMA__NESTED_BLOCK__NESTING_MODE__MAP ||
                        wire->nesting == TFPLUGIN6__SCHEMA__NESTED_BLOCK__NESTING_MODE__GROUP;
    if (wire->min_items < 0 || wire->max_items < 0)
        complain(reading, wire->type_name, "a negative number of items");
    if (has_fixed_count && (wire->min_items != wire->max_items || wire->min_items > 1))
        complain(reading, wire->type_name, "a single block has min = max, 0 or 1");
    if (has_no_count && (wire->min_items != 0 || wire->max_items != 0))
        complain(reading, wire->type_name, "no limits in maps and groups");
    if (!has_fixed_count && wire->max_items != 0 && wire->min_items > wire->max_items)
        complain(reading, wire->type_name, "min is above max");
}

static bool read_nested_block(struct reading *reading, const Tfplugin6__Schema__NestedBlock *wire,
                              bool in_set, struct nested_block *ret_block)
{
    if (wire->block == NULL || wire->nesting == TFPLUGIN6__SCHEMA__NESTED_BLOCK__NESTING_MODE__INVALID)
        return complain(reading, wire->type_name, "a nested block without block or nesting"), false;
    if (!name_is_good(wire->type_name))
        complain(reading, wire->type_name, "a name with characters other than a-z, 0-9 and _");
    check_counts(reading, wire);
    struct nested_block nested = {
        .name = str_z(reading->mem, str_c(wire->type_name)),
        .nesting = (enum nesting)wire->nesting,
        .min_items = wire->min_items,
        .max_items = wire->max_items,
        .block = read_block(reading, wire->block->attributes, wire->block->n_attributes,
                            wire->block->block_types, wire->block->n_block_types,
                            in_set || (enum nesting)wire->nesting == NESTING_SET),
    };
    TRY(nested.block != NULL);
    nested.type = parse_type(reading->mem, wrap(reading->mem, nested.nesting,
                                                type_print(reading->mem, nested.block->type)));
    *ret_block = nested;
    return nested.type != NULL;
}

static void add_member(struct buf *json, const char *name, const struct type *type)
{
    struct str text = type_print(json->mem, type);
    buf_printf(json, "%s\"%s\":%.*s", json->data[json->len - 1] == '{' ? "" : ",", name, STR_ARG(text));
}

static const struct block *read_block(struct reading *reading,
                                      Tfplugin6__Schema__Attribute *const *attributes, size_t attribute_count,
                                      Tfplugin6__Schema__NestedBlock *const *blocks, size_t block_count,
                                      bool in_set)
{
    struct block *block = arena_new_object(reading->mem, struct block);
    struct attribute *rows = arena_new_array(reading->mem, struct attribute, attribute_count);
    struct nested_block *nested = arena_new_array(reading->mem, struct nested_block, block_count);
    struct buf json = buf_new(reading->mem, BUF_DEFAULT_MAX_BYTES);
    buf_add(&json, STR("[\"object\",{"));
    for (size_t i = 0; i < attribute_count; i++) {
        if (!read_attribute(reading, attributes[i], in_set, &rows[i]))
            return NULL;
        add_member(&json, rows[i].name, rows[i].type);
    }
    for (size_t i = 0; i < block_count; i++) {
        if (!read_nested_block(reading, blocks[i], in_set, &nested[i]))
            return NULL;
        add_member(&json, nested[i].name, nested[i].type);
    }
    buf_add(&json, STR("}]"));
    *block = (struct block){rows, attribute_count, nested, block_count,
                            parse_type(reading->mem, buf_str(&json))};
    /* With two of one name there are fewer members than attributes. */
    if (block->type == NULL || block->type->count != attribute_count + block_count)
        complain(reading, "", "two attributes or blocks of one name");
    return block->type != NULL ? block : NULL;
}

const struct schema *schema_from_wire(struct arena *mem, const char *name, const Tfplugin6__Schema *wire,
                                      const char **ret_problem)
{
    struct reading reading = {.mem = mem, .name = name};
    struct schema *schema = NULL;
    if (wire == NULL || wire->block == NULL) {
        complain(&reading, "", "no block");
    } else {
        if (wire->version < 0)
            complain(&reading, "", "a negative version");
        const struct block *block = read_block(&reading, wire->block->attributes, wire->block->n_attributes,
                                               wire->block->block_types, wire->block->n_block_types, false);
        if (block != NULL) {
            schema = arena_new_object(mem, struct schema);
            *schema = (struct schema){str_z(mem, str_c(name)), wire->version, block};
        }
    }
    *ret_problem = reading.problem;
    return schema;
}

const struct attribute *block_attribute(const struct block *block, const char *name)
{
    for (size_t i = 0; i < block->attribute_count; i++)
        if (strcmp(block->attributes[i].name, name) == 0)
            return &block->attributes[i];
    return NULL;
}

static struct value nobody_wrote(struct arena *mem, const struct nested_block *nested)
{
    switch (nested->nesting) {
    case NESTING_LIST:
        return value_list(nested->type, NULL, 0);
    case NESTING_SET:
        return value_set(mem, nested->type, NULL, 0);
    case NESTING_MAP:
        return value_map(mem, nested->type, NULL, NULL, 0);
    case NESTING_GROUP:
        return block_empty(mem, nested->block);
    case NESTING_SINGLE:
    case NESTING_NONE:
        break;
    }
    return value_null(nested->type);
}

struct value block_empty(struct arena *mem, const struct block *block)
{
    struct value *items = arena_new_array(mem, struct value, block->type->count);
    for (size_t i = 0; i < block->type->count; i++)
        items[i] = value_null(block->type->members[i].type);
    struct value empty = value_object(block->type, items);
    for (size_t i = 0; i < block->block_count; i++)
        empty = value_with_member(mem, &empty, str_c(block->blocks[i].name),
                                  nobody_wrote(mem, &block->blocks[i]));
    return empty;
}

/* ---- what Terraform proposes -------------------------------------------------------------------------------- */

static bool has_computed(const struct block *block)
{
    for (size_t i = 0; i < block->attribute_count; i++)
        if (block->attributes[i].computed ||
            (block->attributes[i].nested != NULL && has_computed(block->attributes[i].nested)))
            return true;
    for (size_t i = 0; i < block->block_count; i++)
        if (has_computed(block->blocks[i].block))
            return true;
    return false;
}

/* Whether this element of the prior set corresponds to the configured one: equal in all configured values. */
static bool is_same_element(const struct block *block, const struct value *prior, const struct value *config)
{
    for (size_t i = 0; i < block->attribute_count; i++) {
        const struct attribute *attribute = &block->attributes[i];
        const struct value *p = value_member(prior, str_c(attribute->name));
        const struct value *c = value_member(config, str_c(attribute->name));
        if (attribute->computed && value_is_null(*c))
            continue;
        if (!value_equal(p, c))
            return false;
    }
    return true;
}

static struct value propose_nested(struct arena *mem, const struct block *block, enum nesting nesting,
                                   const struct value *prior, const struct value *config)
{
    if (!value_is_known(*config) || !has_computed(block))
        return *config;
    if (nesting == NESTING_SINGLE || nesting == NESTING_GROUP)
        return block_propose(mem, block, prior, config);
    struct value *items = arena_new_array(mem, struct value, config->count);
    for (size_t i = 0; i < config->count; i++) {
        struct value nothing = value_null(block->type);
        const struct value *before = &nothing;
        if (value_is_known(*prior) && nesting == NESTING_LIST && i < prior->count)
            before = &prior->items[i];
        if (value_is_known(*prior) && nesting == NESTING_MAP && value_map_get(prior, config->keys[i]) != NULL)
            before = value_map_get(prior, config->keys[i]);
        for (size_t j = 0; value_is_known(*prior) && nesting == NESTING_SET && j < prior->count; j++)
            if (is_same_element(block, &prior->items[j], &config->items[i]))
                before = &prior->items[j];
        items[i] = block_propose(mem, block, before, &config->items[i]);
    }
    if (nesting == NESTING_SET)
        return value_set(mem, config->type, items, config->count);
    if (nesting == NESTING_MAP)
        return value_map(mem, config->type, config->keys, items, config->count);
    return value_list(config->type, items, config->count);
}

struct value block_propose(struct arena *mem, const struct block *block, const struct value *prior,
                           const struct value *config)
{
    if (!value_is_known(*config))
        return *config;
    struct value nothing = block_empty(mem, block);
    if (!value_is_known(*prior))
        prior = &nothing;
    struct value proposed = *config;
    for (size_t i = 0; i < block->attribute_count; i++) {
        const struct attribute *attribute = &block->attributes[i];
        struct str name = str_c(attribute->name);
        const struct value *p = value_member(prior, name), *c = value_member(config, name);
        if (attribute->write_only)
            proposed = value_with_member(mem, &proposed, name, value_null(attribute->type));
        else if (attribute->computed && value_is_null(*c))
            proposed = value_with_member(mem, &proposed, name, *p);
        else if (attribute->nested != NULL)
            proposed = value_with_member(mem, &proposed, name,
                                         propose_nested(mem, attribute->nested, attribute->nesting, p, c));
    }
    for (size_t i = 0; i < block->block_count; i++) {
        const struct nested_block *nested = &block->blocks[i];
        struct str name = str_c(nested->name);
        proposed = value_with_member(mem, &proposed, name,
                                     propose_nested(mem, nested->block, nested->nesting,
                                                    value_member(prior, name), value_member(config, name)));
    }
    return proposed;
}
