/*
 * laws.c — the two checks that Terraform's core makes of every provider, made by the provider itself first: a
 * plan may only differ from the configuration where the schema allows it, and an apply must keep the planned
 * values. Knows rows and values only. Source: protocol sections 4.6 and 4.7.
 */
#include "runtime/engine.h"

struct checker {
    struct call *c;
    bool good;
};

static void check_object(struct checker *k, const struct object_desc *desc, const struct value *prior,
                         const struct value *config, const struct value *planned, struct path path);

static const struct value *element_of(const struct value *collection, const struct attr_desc *attr, size_t i,
                                      struct str key)
{
    if (collection == NULL || !value_is_known(*collection))
        return NULL;
    if (attr->nesting == NESTING_MAP)
        return value_map_get(collection, key);
    return attr->nesting == NESTING_LIST && i < collection->count ? &collection->items[i] : NULL;
}

static void breach(struct checker *k, struct path path, const char *what)
{
    k->good = false;
    engine_bug(k->c, path, "The plan %s at '%.*s'.", what, STR_ARG(path_print(k->c->mem, path)));
}

static void check_nested(struct checker *k, const struct attr_desc *attr, const struct value *prior,
                         const struct value *config, const struct value *planned, struct path path)
{
    if (!value_is_known(*planned) || planned->count != config->count) {
        breach(k, path, "has another number of elements than the configuration");
        return;
    }
    if (attr->nesting == NESTING_SINGLE) {
        check_object(k, attr->nested, prior, config, planned, path);
        return;
    }
    if (attr->nesting == NESTING_SET)
        return; /* The elements of a set have no position to compare by. Only their number can be checked. */
    for (size_t i = 0; i < config->count; i++) {
        struct str key = attr->nesting == NESTING_MAP ? config->keys[i] : (struct str){NULL, 0};
        const struct value *after = element_of(planned, attr, i, key);
        struct path inner = attr->nesting == NESTING_MAP ? path_key(k->c->mem, path, key)
                                                         : path_index(k->c->mem, path, (int64_t)i);
        if (after == NULL)
            breach(k, inner, "lacks an element of the configuration");
        else
            check_object(k, attr->nested, element_of(prior, attr, i, key), &config->items[i], after, inner);
    }
}

static void check_attr(struct checker *k, const struct attr_desc *attr, const struct value *prior,
                       const struct value *config, const struct value *planned, struct path path)
{
    if (attr->flags & ATTR_WRITE_ONLY) {
        if (!value_is_null(*planned))
            breach(k, path, "holds a write-only value");
        return;
    }
    if (value_equal(planned, config))
        return;
    if (prior != NULL && !value_is_null(*prior) && !value_is_null(*config) && value_equal(planned, prior))
        return; /* an equal value in another form */
    if (value_is_null(*config)) {
        if (!(attr->flags & ATTR_COMPUTED))
            breach(k, path, "sets an attribute that is not computed");
        return;
    }
    if (attr->nested != NULL && value_is_known(*config))
        check_nested(k, attr, prior, config, planned, path);
    else
        breach(k, path, "differs from the configuration");
}

static void check_object(struct checker *k, const struct object_desc *desc, const struct value *prior,
                         const struct value *config, const struct value *planned, struct path path)
{
    if (!value_is_known(*config) || !value_is_known(*planned)) {
        if (!value_equal(config, planned))
            breach(k, path, "differs from the configuration");
        return;
    }
    for (size_t i = 0; i < desc->count; i++) {
        const struct value *before = prior != NULL && value_is_known(*prior) ? &prior->items[i] : NULL;
        check_attr(k, &desc->attrs[i], before, &config->items[i], &planned->items[i],
                   path_attribute(k->c->mem, path, desc->attrs[i].name));
    }
}

bool laws_plan_is_valid(struct call *c, const struct object_desc *desc, const struct value *prior,
                        const struct value *config, const struct value *planned)
{
    struct checker k = {.c = c, .good = true};
    check_object(&k, desc, prior, config, planned, (struct path){0});
    return k.good;
}

/* ---- apply ---- */

static struct value merge(struct call *c, const struct value *planned, const struct value *actual)
{
    if (value_is_unknown(*planned))
        return value_without_unknowns(c->mem, actual);
    if (value_is_wholly_known(planned))
        return *planned;
    /* Known as a whole, but with unknown values inside: compares the parts where both sides have the same
     * shape. */
    bool same_shape = value_is_known(*actual) && planned->count == actual->count &&
                      planned->type->kind == actual->type->kind;
    if (!same_shape || planned->type->kind == TYPE_SET)
        return value_is_known(*actual) ? value_without_unknowns(c->mem, actual)
                                       : value_without_unknowns(c->mem, planned);
    struct value *items = arena_new_array(c->mem, struct value, planned->count);
    for (size_t i = 0; i < planned->count; i++)
        items[i] = merge(c, &planned->items[i], &actual->items[i]);
    struct value merged = *planned;
    merged.items = items;
    return merged;
}

static void warn_difference(struct call *c, const struct attr_desc *attr, const struct value *plan,
                            const struct value *real)
{
    diag_warning(c->mem, &c->diags, path_attribute(c->mem, (struct path){0}, attr->name),
                 STR("AWS reports another value than planned"),
                 "%.*s was planned as %.*s, but AWS reports %.*s. The next plan will show the difference.",
                 STR_ARG(attr->name), STR_ARG(engine_shown(c, attr, plan)),
                 STR_ARG(engine_shown(c, attr, real)));
}

struct value laws_final_state(struct call *c, const struct object_desc *desc, const struct value *prior,
                              const struct value *planned, const struct value *actual)
{
    struct value *items = arena_new_array(c->mem, struct value, desc->count);
    for (size_t i = 0; i < desc->count; i++) {
        const struct attr_desc *attr = &desc->attrs[i];
        const struct value *plan = &planned->items[i], *real = &actual->items[i];
        items[i] = (attr->flags & ATTR_WRITE_ONLY) ? value_null(attr->type) : merge(c, plan, real);
        if (attr->flags & ATTR_WRITE_ONLY)
            continue;
        /* A value that the resource left null or as it was before was not reported by AWS. A value that it
         * set must be the planned value. */
        bool told = !value_is_null(*real) && (prior == NULL || !value_equal(real, &prior->items[i]));
        bool is_open = given_is_blank(attr, plan) && attr->default_text == NULL;
        if (told && value_is_wholly_known(plan) && !is_open && !given_same(c->mem, attr, plan, real))
            warn_difference(c, attr, plan, real);
    }
    return value_object(desc->type, items);
}
