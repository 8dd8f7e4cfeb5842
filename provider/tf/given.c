/*
 * given.c — values without the parts that mean "not given". Knows rows; must not know which code compares
 * values.
 */
#include "tf/given.h"

#include "tf/bind.h"

static struct value blank(const struct attr_desc *attr)
{
    struct value v = value_null(attr->type);
    v.text = (struct str){tf_blank, 0};
    return attr->default_text != NULL ? value_string(str_c(attr->default_text)) : v;
}

static struct value given_collection(struct arena *mem, const struct attr_desc *attr, const struct value *v)
{
    struct value *items = arena_new_array(mem, struct value, v->count), given = *v;
    struct str *keys = v->keys != NULL ? arena_new_array(mem, struct str, v->count) : NULL;
    given.count = 0;
    for (size_t i = 0; i < v->count; i++) {
        if (value_is_null(v->items[i]))
            continue;
        if (keys != NULL)
            keys[given.count] = v->keys[i];
        items[given.count++] = attr->nested != NULL ? given_object(mem, attr->nested, &v->items[i])
                                                    : v->items[i];
    }
    given.items = items;
    given.keys = keys;
    return v->type->kind == TYPE_SET ? value_set(mem, v->type, items, given.count) : given;
}

struct value given_attr(struct arena *mem, const struct attr_desc *attr, const struct value *v)
{
    if (given_is_blank(attr, v))
        return blank(attr);
    if (!value_is_known(*v) || (attr->field != FIELD_STRINGS && attr->field != FIELD_OBJECTS))
        return *v;
    return attr->nesting == NESTING_SINGLE ? given_object(mem, attr->nested, v)
                                           : given_collection(mem, attr, v);
}

struct value given_object(struct arena *mem, const struct object_desc *desc, const struct value *object)
{
    if (!value_is_known(*object))
        return *object;
    struct value *items = arena_new_array(mem, struct value, desc->count);
    for (size_t i = 0; i < desc->count; i++)
        items[i] = given_attr(mem, &desc->attrs[i], &object->items[i]);
    return value_object(desc->type, items);
}

bool given_same(struct arena *mem, const struct attr_desc *attr, const struct value *a, const struct value *b)
{
    struct value x = given_attr(mem, attr, a), y = given_attr(mem, attr, b);
    return value_equal(&x, &y);
}

/* ---- from models back to values ---- */

static bool is_equivalent(struct arena *mem, const struct attr_desc *attr, const void *model,
                          const struct value *v)
{
    if (model == NULL)
        return false;
    struct value of_model = bind_field_to_value(mem, model, attr);
    return value_equal(&of_model, v);
}

struct value given_planned(struct arena *mem, const struct attr_desc *attr, const void *after,
                           struct given_form before, struct given_form prior, struct given_form config)
{
    struct value planned = bind_field_to_value(mem, after, attr);
    if (is_equivalent(mem, attr, before.model, &planned))
        return *before.written;
    bool may_keep = is_equivalent(mem, attr, prior.model, &planned) &&
                    (!value_is_null(*prior.written) || value_is_null(*config.written));
    if (may_keep)
        return *prior.written;
    bool is_configured = is_equivalent(mem, attr, config.model, &planned) ||
                         given_is_blank(attr, config.written);
    return is_configured ? *config.written : planned;
}

struct value given_read(struct arena *mem, const struct object_desc *desc, const struct value *prior,
                        const void *before, const void *model)
{
    struct value is = bind_to_value(mem, model, desc);
    struct value *items = arena_new_array(mem, struct value, desc->count);
    for (size_t i = 0; i < desc->count; i++)
        items[i] = is_equivalent(mem, &desc->attrs[i], before, &is.items[i]) ? prior->items[i] : is.items[i];
    return value_object(desc->type, items);
}

struct value given_keep_blanks(struct arena *mem, const struct object_desc *desc, const struct value *config,
                               const struct value *object)
{
    struct value *items = arena_new_array(mem, struct value, desc->count);
    for (size_t i = 0; i < desc->count; i++)
        items[i] = given_is_blank(&desc->attrs[i], &config->items[i]) ? config->items[i] : object->items[i];
    return value_object(desc->type, items);
}
