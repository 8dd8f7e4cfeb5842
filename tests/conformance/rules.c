/*
 * rules.c — AssertPlanValid, AssertObjectCompatible and related rules, in a second implementation. Must not
 * use runtime/.
 */
#include "rules.h"

static const char *problem(struct arena *mem, const char *path, const char *what, const struct value *one,
                           const struct value *other)
{
    struct str a = one != NULL ? value_describe(mem, one) : STR("");
    struct str b = other != NULL ? value_describe(mem, other) : STR("");
    return str_printf(mem, "%s: %s%s%.*s%s%.*s", path[0] != '\0' ? path : "(root)", what,
                      one != NULL ? " " : "", STR_ARG(a), other != NULL ? " / " : "", STR_ARG(b))
        .data;
}

static const char *below(struct arena *mem, const char *path, const char *name)
{
    return path[0] == '\0' ? name : str_printf(mem, "%s.%s", path, name).data;
}

static const char *at(struct arena *mem, const char *path, size_t index)
{
    return str_printf(mem, "%s[%zu]", path, index).data;
}

static const char *at_key(struct arena *mem, const char *path, struct str key)
{
    return str_printf(mem, "%s[\"%.*s\"]", path, STR_ARG(key)).data;
}

/*
 * Two sets may be the same when each element of one has a partner in the other; unknown elements match any.
 */
typedef const char *partners(struct arena *mem, const struct block *block, const struct value *a,
                             const struct value *b);

static const char *check_sets(struct arena *mem, const char *path, const struct block *block,
                              const struct value *a, const struct value *b, partners *check)
{
    bool a_is_known = value_is_wholly_known(a), b_is_known = value_is_wholly_known(b);
    if (a_is_known && b_is_known && a->count != b->count)
        return problem(mem, path, "sets of different sizes", a, b);
    for (int side = 0; side < 2; side++) {
        const struct value *from = side == 0 ? a : b, *to = side == 0 ? b : a;
        for (size_t i = 0; i < from->count; i++) {
            bool has_partner = value_is_unknown(from->items[i]);
            for (size_t j = 0; j < to->count && !has_partner; j++)
                has_partner = value_is_unknown(to->items[j]) ||
                              (side == 0 ? check(mem, block, &from->items[i], &to->items[j])
                                         : check(mem, block, &to->items[j], &from->items[i])) == NULL;
            if (!has_partner)
                return problem(mem, path, side == 0 ? "element is missing:" : "element is not expected:",
                               &from->items[i], NULL);
        }
    }
    return NULL;
}

/* ---- plans ---------------------------------------------------------------------------------------------------- */

static const char *plan_object(struct arena *mem, const char *path, const struct block *block,
                               const struct value *prior, const struct value *config,
                               const struct value *planned);

static const char *plan_set_partner(struct arena *mem, const struct block *block, const struct value *config,
                                    const struct value *planned)
{
    struct value nothing = value_null(block->type);
    return plan_object(mem, "", block, &nothing, config, planned);
}

static const struct value *prior_item(const struct value *prior, size_t index, const struct value *nothing)
{
    return value_is_known(*prior) && index < prior->count ? &prior->items[index] : nothing;
}

/* The items of a nested attribute or of a block, both known. */
static const char *plan_items(struct arena *mem, const char *path, const struct block *block,
                              enum nesting nesting, const struct value *prior, const struct value *config,
                              const struct value *planned)
{
    struct value nothing = value_null(block->type);
    if (nesting == NESTING_SINGLE || nesting == NESTING_GROUP)
        return plan_object(mem, path, block, value_is_known(*prior) ? prior : &nothing, config, planned);
    if (nesting == NESTING_SET)
        return check_sets(mem, path, block, config, planned, plan_set_partner);
    if (config->count != planned->count)
        return problem(mem, path, "another number of items", config, planned);
    const char *found = NULL;
    for (size_t i = 0; i < planned->count && found == NULL; i++) {
        const struct value *configured = &config->items[i], *before = prior_item(prior, i, &nothing);
        const char *where;
        if (nesting == NESTING_MAP) {
            where = at_key(mem, path, planned->keys[i]);
            configured = value_map_get(config, planned->keys[i]);
            if (configured == NULL)
                return problem(mem, where, "a key that is not configured", NULL, NULL);
            before = value_is_known(*prior) ? value_map_get(prior, planned->keys[i]) : NULL;
            before = before != NULL ? before : &nothing;
        } else {
            where = at(mem, path, i);
        }
        found = plan_object(mem, where, block, before, configured, &planned->items[i]);
    }
    return found;
}

static const char *plan_attribute(struct arena *mem, const char *path, const struct attribute *attribute,
                                  const struct value *prior, const struct value *config,
                                  const struct value *planned)
{
    if (attribute->write_only)
        return value_is_null(*planned) ? NULL : problem(mem, path, "write-only, planned", planned, NULL);
    if (value_equal(planned, config))
        return NULL;
    if (value_equal(planned, prior) && !value_is_null(*prior) && !value_is_null(*config))
        return NULL;
    if (attribute->computed && (!attribute->optional || value_is_null(*config)))
        return NULL;
    if (!attribute->computed && value_is_null(*config))
        return problem(mem, path, "not configured and not computed, but planned", planned, NULL);
    if (attribute->nested != NULL && value_is_known(*config) && value_is_known(*planned))
        return plan_items(mem, path, attribute->nested, attribute->nesting, prior, config, planned);
    return problem(mem, path, "planned / configured differ:", planned, config);
}

static const char *plan_block(struct arena *mem, const char *path, const struct nested_block *nested,
                              const struct value *prior, const struct value *config,
                              const struct value *planned)
{
    bool is_collection = nested->nesting == NESTING_LIST || nested->nesting == NESTING_SET ||
                         nested->nesting == NESTING_MAP;
    if (value_is_null(*planned) && is_collection)
        return problem(mem, path, "a collection of blocks is never null", NULL, NULL);
    if (value_is_unknown(*config) || value_is_unknown(*planned))
        return value_equal(config, planned) && str_eq(config->refinement, planned->refinement)
                   ? NULL
                   : problem(mem, path, "unknown blocks must not change:", planned, config);
    if (value_is_null(*config) != value_is_null(*planned))
        return problem(mem, path, "block present in one only:", planned, config);
    if (value_is_null(*planned))
        return NULL;
    for (size_t i = 0; is_collection && i < planned->count; i++)
        if (value_is_unknown(planned->items[i]) && nested->nesting != NESTING_SET)
            return problem(mem, at(mem, path, i), "a block itself is never unknown", NULL, NULL);
    return plan_items(mem, path, nested->block, nested->nesting, prior, config, planned);
}

static const char *plan_object(struct arena *mem, const char *path, const struct block *block,
                               const struct value *prior, const struct value *config,
                               const struct value *planned)
{
    if (value_is_null(*planned) != value_is_null(*config))
        return problem(mem, path, "present in one only, planned / configured:", planned, config);
    if (value_is_null(*planned))
        return NULL;
    if (value_is_unknown(*config) || value_is_unknown(*planned))
        return value_equal(config, planned)
                   ? NULL
                   : problem(mem, path, "an object that is unknown in one only", NULL, NULL);
    struct value nothing = block_empty(mem, block);
    if (!value_is_known(*prior))
        prior = &nothing;
    const char *found = NULL;
    for (size_t i = 0; i < block->attribute_count && found == NULL; i++) {
        struct str name = str_c(block->attributes[i].name);
        found = plan_attribute(mem, below(mem, path, block->attributes[i].name), &block->attributes[i],
                               value_member(prior, name), value_member(config, name),
                               value_member(planned, name));
    }
    for (size_t i = 0; i < block->block_count && found == NULL; i++) {
        struct str name = str_c(block->blocks[i].name);
        found = plan_block(mem, below(mem, path, block->blocks[i].name), &block->blocks[i],
                           value_member(prior, name), value_member(config, name),
                           value_member(planned, name));
    }
    return found;
}

const char *rules_plan(struct arena *mem, const struct block *block, const struct value *prior,
                       const struct value *config, const struct value *planned)
{
    return plan_object(mem, "", block, prior, config, planned);
}

/* ---- results --------------------------------------------------------------------------------------------------- */

static const char *result_value(struct arena *mem, const char *path, const struct value *planned,
                                const struct value *actual);

static const char *result_set_partner(struct arena *mem, const struct block *block,
                                      const struct value *planned, const struct value *actual)
{
    (void)block;
    return result_value(mem, "", planned, actual);
}

static const char *result_value(struct arena *mem, const char *path, const struct value *planned,
                                const struct value *actual)
{
    if (value_is_unknown(*planned))
        return NULL;
    if (value_is_unknown(*actual))
        return problem(mem, path, "was known, is unknown now:", planned, NULL);
    if (value_is_null(*planned) != value_is_null(*actual))
        return problem(mem, path, "was / is now:", planned, actual);
    if (value_is_null(*planned))
        return NULL;
    const char *found = NULL;
    switch (planned->type->kind) {
    case TYPE_SET:
        return check_sets(mem, path, NULL, planned, actual, result_set_partner);
    case TYPE_MAP:
        if (planned->count != actual->count)
            return problem(mem, path, "another number of keys:", planned, actual);
        for (size_t i = 0; i < planned->count && found == NULL; i++) {
            const char *where = at_key(mem, path, planned->keys[i]);
            const struct value *item = value_map_get(actual, planned->keys[i]);
            found = item != NULL ? result_value(mem, where, &planned->items[i], item)
                                 : problem(mem, where, "is missing now", NULL, NULL);
        }
        return found;
    case TYPE_LIST:
    case TYPE_TUPLE:
        if (planned->count != actual->count)
            return problem(mem, path, "another number of items:", planned, actual);
        for (size_t i = 0; i < planned->count && found == NULL; i++)
            found = result_value(mem, at(mem, path, i), &planned->items[i], &actual->items[i]);
        return found;
    case TYPE_OBJECT:
        for (size_t i = 0; i < planned->count && found == NULL; i++)
            found = result_value(mem, below(mem, path, planned->type->members[i].name.data),
                                 &planned->items[i], &actual->items[i]);
        return found;
    case TYPE_STRING:
    case TYPE_NUMBER:
    case TYPE_BOOL:
    case TYPE_DYNAMIC:
        break;
    }
    return value_equal(planned, actual) ? NULL : problem(mem, path, "was / is now:", planned, actual);
}

const char *rules_result(struct arena *mem, const struct block *block, const struct value *planned,
                         const struct value *actual)
{
    if (value_is_null(*planned) != value_is_null(*actual))
        return problem(mem, "",
                       value_is_null(*actual) ? "was present, but is absent now"
                                              : "was absent, but is present now",
                       NULL, NULL);
    if (value_is_null(*planned))
        return NULL;
    for (size_t i = 0; i < block->block_count; i++)
        if (block->blocks[i].nesting != NESTING_SINGLE &&
            value_is_null(*value_member(actual, str_c(block->blocks[i].name))))
            return problem(mem, block->blocks[i].name, "a collection of blocks is never null", NULL, NULL);
    return result_value(mem, "", planned, actual);
}

/*
 * ---- stored values
 * ---------------------------------------------------------------------------------------------
 */

static const char *stored_object(struct arena *mem, const char *path, const struct block *block,
                                 const struct value *object);

static const char *stored_items(struct arena *mem, const char *path, const struct block *block,
                                const struct value *value)
{
    if (!value_is_known(*value))
        return NULL;
    if (value->type->kind == TYPE_OBJECT)
        return stored_object(mem, path, block, value);
    const char *found = NULL;
    for (size_t i = 0; i < value->count && found == NULL; i++)
        found = stored_object(mem, at(mem, path, i), block, &value->items[i]);
    return found;
}

static const char *stored_object(struct arena *mem, const char *path, const struct block *block,
                                 const struct value *object)
{
    if (!value_is_known(*object))
        return NULL;
    const char *found = NULL;
    for (size_t i = 0; i < block->attribute_count && found == NULL; i++) {
        const struct attribute *attribute = &block->attributes[i];
        const struct value *value = value_member(object, str_c(attribute->name));
        const char *where = below(mem, path, attribute->name);
        if (attribute->write_only && !value_is_null(*value))
            return problem(mem, where, "write-only, but stored", NULL, NULL);
        if (attribute->nested != NULL)
            found = stored_items(mem, where, attribute->nested, value);
    }
    for (size_t i = 0; i < block->block_count && found == NULL; i++) {
        const struct value *value = value_member(object, str_c(block->blocks[i].name));
        const char *where = below(mem, path, block->blocks[i].name);
        if (value_is_null(*value) && block->blocks[i].nesting != NESTING_SINGLE)
            return problem(mem, where, "a collection of blocks is never null", NULL, NULL);
        found = stored_items(mem, where, block->blocks[i].block, value);
    }
    return found;
}

static const char *first_unknown(struct arena *mem, const char *path, const struct value *value)
{
    if (value_is_unknown(*value))
        return problem(mem, path, "is unknown", NULL, NULL);
    const char *found = NULL;
    for (size_t i = 0; value_is_known(*value) && value->items != NULL && i < value->count && found == NULL;
         i++)
        found = first_unknown(mem,
                              value->type->kind == TYPE_OBJECT
                                  ? below(mem, path, value->type->members[i].name.data)
                                  : at(mem, path, i),
                              &value->items[i]);
    return found;
}

const char *rules_stored(struct arena *mem, const struct block *block, const struct value *state)
{
    const char *found = first_unknown(mem, "", state);
    return found != NULL ? found : stored_object(mem, "", block, state);
}

const char *rules_difference(struct arena *mem, const struct value *a, const struct value *b)
{
    if (value_equal(a, b))
        return NULL;
    if (value_is_known(*a) && value_is_known(*b) && a->type->kind == TYPE_OBJECT && b->count == a->count)
        for (size_t i = 0; i < a->count; i++) {
            const char *inner = rules_difference(mem, &a->items[i], &b->items[i]);
            if (inner != NULL)
                return str_printf(mem, "%.*s%s%s", STR_ARG(a->type->members[i].name),
                                  inner[0] == ':' ? "" : ".", inner)
                    .data;
        }
    struct str left = value_describe(mem, a), right = value_describe(mem, b);
    return str_printf(mem, ": %.*s / %.*s", STR_ARG(left), STR_ARG(right)).data;
}

struct value rules_identity_beside(struct arena *mem, const json_t *input, const struct value *identity,
                                   const struct value *found)
{
    const json_t *names = json_object_get(input, "identity_changes");
    struct value before = *identity;
    for (size_t i = 0; value_is_known(*found) && value_is_known(before) && i < json_array_size(names); i++) {
        const struct value *now = value_member(found, json_text(json_array_get(names, i)));
        if (now != NULL)
            before = value_with_member(mem, &before, json_text(json_array_get(names, i)), *now);
    }
    return before;
}
