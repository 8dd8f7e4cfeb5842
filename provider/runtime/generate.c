/*
 * generate.c — from a state to a configuration that would produce it: for generated files. Knows rows only.
 * Source: protocol section 4.15 (GenerateResourceConfig).
 */
#include "runtime/engine.h"

static struct value config_of(struct call *c, const struct object_desc *desc, const struct value *state);

static struct value config_of_nested(struct call *c, const struct attr_desc *attr, const struct value *state)
{
    if (attr->nesting == NESTING_SINGLE)
        return config_of(c, attr->nested, state);
    struct value *items = arena_new_array(c->mem, struct value, state->count);
    for (size_t i = 0; i < state->count; i++)
        items[i] = config_of(c, attr->nested, &state->items[i]);
    struct value config = *state;
    config.items = items;
    return attr->nesting == NESTING_SET ? value_set(c->mem, state->type, items, state->count) : config;
}

static struct value config_of_attr(struct call *c, const struct attr_desc *attr, const struct value *state)
{
    bool configurable = attr->flags & (ATTR_REQUIRED | ATTR_OPTIONAL | ATTR_BLOCK);
    bool timeouts = (attr->flags & ATTR_BLOCK) && (attr->flags & ATTR_LOCAL);
    if (!configurable || (attr->flags & ATTR_WRITE_ONLY) || attr->deprecated != NULL || timeouts)
        return value_null(attr->type);
    if (attr->nested != NULL && value_is_known(*state))
        return config_of_nested(c, attr, state);
    if (attr->default_text != NULL) {
        struct value standard = plan_default(c->mem, attr);
        if (value_equal(&standard, state))
            return value_null(attr->type);
    }
    return *state;
}

/* Of arguments that exclude each other, the first in the order of the rows stays. */
static void drop_conflicts(const struct object_desc *desc, struct value *items)
{
    for (size_t i = 0; i < desc->count; i++) {
        const struct attr_desc *attr = &desc->attrs[i];
        for (size_t r = 0; r < attr->constraint_count && value_is_known(items[i]); r++) {
            const struct constraint *rule = &attr->constraints[r];
            if (rule->kind != CONSTRAINT_CONFLICTS && rule->kind != CONSTRAINT_EXACTLY_ONE)
                continue;
            for (size_t t = 0; t < rule->text_count; t++) {
                size_t other = type_member_index(desc->type, str_c(rule->texts[t]));
                if (other != SIZE_MAX)
                    items[other] = value_null(desc->attrs[other].type);
            }
        }
    }
}

/* The version of a write-only value has no meaning without it. */
static void drop_versions(const struct object_desc *desc, struct value *items)
{
    for (size_t i = 0; i < desc->count; i++) {
        for (size_t r = 0; r < desc->attrs[i].constraint_count; r++) {
            const struct constraint *rule = &desc->attrs[i].constraints[r];
            for (size_t t = 0; rule->kind == CONSTRAINT_REQUIRES && t < rule->text_count; t++) {
                const struct attr_desc *other = object_attr(desc, str_c(rule->texts[t]));
                if (other != NULL && (other->flags & ATTR_WRITE_ONLY))
                    items[i] = value_null(desc->attrs[i].type);
            }
        }
    }
}

/*
 * `x_arn` repeats what `x_name` says (resources/instance/instance_ref.h). As a literal text it would be wrong
 * after a replacement of x, because the ARN then changes.
 */
static void drop_second_names(struct call *c, const struct object_desc *desc, struct value *items)
{
    const struct str suffix = STR("_arn");
    for (size_t i = 0; i < desc->count; i++) {
        struct str name = desc->attrs[i].name;
        if (!str_ends_with(name, suffix))
            continue;
        struct str stem = str_slice(name, 0, name.len - suffix.len);
        size_t other = type_member_index(desc->type, str_printf(c->mem, "%.*s_name", STR_ARG(stem)));
        if (other != SIZE_MAX && value_is_known(items[other]))
            items[i] = value_null(desc->attrs[i].type);
    }
}

static struct value config_of(struct call *c, const struct object_desc *desc, const struct value *state)
{
    if (!value_is_known(*state))
        return *state;
    struct value *items = arena_new_array(c->mem, struct value, desc->count);
    for (size_t i = 0; i < desc->count; i++)
        items[i] = config_of_attr(c, &desc->attrs[i], &state->items[i]);
    drop_conflicts(desc, items);
    drop_versions(desc, items);
    drop_second_names(c, desc, items);
    return value_object(desc->type, items);
}

void runtime_generate_config(struct runtime *runtime, struct call *c, struct str type_name,
                             struct dynamic_value state, struct str *ret_config)
{
    *ret_config = (struct str){NULL, 0};
    const struct resource *resource = engine_resource(runtime, c, type_name);
    struct value stored;
    if (resource == NULL || !engine_decode(c, state, resource->schema->object, "the state", &stored))
        return;
    struct value config = config_of(c, resource->schema->object, &stored);
    /* A configuration without `region` gets the provider's region. */
    struct value region = engine_region(c, &config);
    if (value_is_known(region) && c->client != NULL && str_eq(region.text, call_region(c)))
        config = value_with_member(c->mem, &config, STR("region"), value_null(&type_string));
    if (!engine_encode(c, &config, resource->schema->object, ret_config))
        *ret_config = (struct str){NULL, 0};
}
