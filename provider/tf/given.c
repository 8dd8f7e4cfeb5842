/*
 * given.c — values without what says nothing. Knows rows; must not know who asks.
 */
#include "tf/given.h"

const char tf_blank[1] = "";

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

struct value given_keep_blanks(struct arena *mem, const struct object_desc *desc, const struct value *config,
                               const struct value *object)
{
    struct value *items = arena_new_array(mem, struct value, desc->count);
    for (size_t i = 0; i < desc->count; i++)
        items[i] = given_is_blank(&desc->attrs[i], &config->items[i]) ? config->items[i] : object->items[i];
    return value_object(desc->type, items);
}
