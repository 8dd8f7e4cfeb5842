/*
 * bind.c — interprets the rows of object_desc: values to structs and back. Knows rows and offsets; must not
 * know any resource.
 */
#include "tf/bind.h"

#include "tf/number.h"
#include "tf/path.h"

/* The layout that TF_OBJECTS gives every generated field of nested objects. */
_Static_assert(sizeof(TF_OBJECTS(char)) == sizeof(struct tf_objects), "one layout for all nested objects");

const char tf_blank[1] = "";

struct binder {
    struct arena *mem;
    struct err *err;
};

static const void *field_at(const void *model, const struct attr_desc *attr)
{
    return (const char *)model + attr->offset;
}

static enum tf_known known_of(const struct value *value)
{
    if (value->state == VALUE_KNOWN)
        return TF_KNOWN;
    return value->state == VALUE_UNKNOWN ? TF_UNKNOWN : TF_NULL;
}

/* ---- values into structs ---- */

static bool object_to_struct(struct binder *b, const struct value *object, const struct object_desc *desc,
                             const struct path_link *at, void *ret_model);

static bool int_to_field(struct binder *b, const struct value *value, const struct path_link *at,
                         struct tf_int *ret_field)
{
    ret_field->is = known_of(value);
    if (ret_field->is != TF_KNOWN || number_to_int64(value->text, &ret_field->v))
        return true;
    struct str shown = value_describe(b->mem, value);
    return fail_at(b->err, ERR_USER, path_links_text(b->mem, at),
                   "%.*s is not a whole number in the supported range", STR_ARG(shown));
}

/*
 * A list or set with a null or unknown item is not a list of strings yet; in a map the item keeps its state.
 */
static void strings_to_field(struct binder *b, const struct value *value, struct tf_strings *ret_field)
{
    *ret_field = (struct tf_strings){.is = known_of(value)};
    if (ret_field->is != TF_KNOWN)
        return;
    struct tf_string *texts = arena_new_array(b->mem, struct tf_string, value->count);
    for (size_t i = 0; i < value->count; i++) {
        const struct value *item = &value->items[i];
        if (item->state != VALUE_KNOWN && value->type->kind != TYPE_MAP) {
            ret_field->is = TF_UNKNOWN;
            return;
        }
        texts[i] = (struct tf_string){known_of(item), item->text};
    }
    ret_field->count = value->count;
    ret_field->keys = value->keys;
    ret_field->v = texts;
}

/* `items`: the object itself when the nesting is single. */
static bool objects_to_field(struct binder *b, const struct value *value, const struct attr_desc *attr,
                             const struct path_link *at, struct tf_objects *ret_field)
{
    *ret_field = (struct tf_objects){.is = known_of(value)};
    if (ret_field->is != TF_KNOWN)
        return true;
    bool is_single = attr->nesting == NESTING_SINGLE;
    const struct value *items = is_single ? value : value->items;
    size_t count = is_single ? 1 : value->count;
    for (size_t i = 0; i < count; i++) {
        if (items[i].state != VALUE_KNOWN) {
            ret_field->is = TF_UNKNOWN;
            return true;
        }
    }
    char *models = arena_alloc_array(b->mem, count, attr->nested->size_bytes);
    for (size_t i = 0; i < count; i++) {
        struct path_link step = {.up = at, .step = {.kind = STEP_INDEX, .index = (int64_t)i}};
        if (attr->nesting == NESTING_MAP)
            step.step = (struct path_step){.kind = STEP_KEY, .name = value->keys[i]};
        /* Paths do not lead into sets, because elements of a set have no index. */
        bool has_step = attr->nesting == NESTING_LIST || attr->nesting == NESTING_MAP;
        TRY(object_to_struct(b, &items[i], attr->nested, has_step ? &step : at,
                             models + i * attr->nested->size_bytes));
    }
    ret_field->count = count;
    ret_field->keys = is_single ? NULL : value->keys;
    ret_field->v = models;
    return true;
}

static bool value_to_field(struct binder *b, const struct value *value, const struct attr_desc *attr,
                           const struct path_link *at, void *field)
{
    switch (attr->field) {
    case FIELD_STRING:
        *(struct tf_string *)field = (struct tf_string){known_of(value), value->text};
        return true;
    case FIELD_BOOL:
        *(struct tf_bool *)field = (struct tf_bool){known_of(value), value->boolean};
        return true;
    case FIELD_INT:
        return int_to_field(b, value, at, field);
    case FIELD_NUMBER:
        *(struct tf_number *)field = (struct tf_number){known_of(value), value->text};
        return true;
    case FIELD_STRINGS:
        strings_to_field(b, value, field);
        return true;
    case FIELD_OBJECTS:
        return objects_to_field(b, value, attr, at, field);
    case FIELD_VALUE:
        *(struct value *)field = *value;
        return true;
    }
    return fail(b->err, ERR_INTERNAL, "the row of '%.*s' has an unknown field kind", STR_ARG(attr->name));
}

static bool object_to_struct(struct binder *b, const struct value *object, const struct object_desc *desc,
                             const struct path_link *at, void *ret_model)
{
    memset(ret_model, 0, desc->size_bytes);
    if (object->state == VALUE_NULL)
        return true;
    for (size_t i = 0; i < desc->count; i++) {
        const struct attr_desc *attr = &desc->attrs[i];
        const struct path_link step = {.up = at, .step = {.kind = STEP_ATTRIBUTE, .name = attr->name}};
        struct value unknown = value_unknown(attr->type);
        const struct value *member = object->state == VALUE_KNOWN ? &object->items[i] : &unknown;
        TRY(value_to_field(b, member, attr, &step, bind_field(ret_model, attr)));
    }
    return true;
}

bool bind_to_struct(struct arena *mem, const struct value *object, const struct object_desc *desc,
                    void *ret_model, struct err *err)
{
    if (object->state == VALUE_KNOWN && type_compare_names(object->type, desc->type) != 0)
        return fail(err, ERR_INTERNAL, "the value's attributes are not those of '%s'", desc->name);
    struct binder binder = {mem, err};
    return object_to_struct(&binder, object, desc, NULL, ret_model);
}

/* ---- structs into values ---- */

static struct value absent(enum tf_known is, const struct type *type)
{
    return is == TF_UNKNOWN ? value_unknown(type) : value_null(type);
}

/* A collection of the kind that the attribute's type has. */
static struct value collect(struct arena *mem, const struct type *type, const struct str *keys,
                            const struct value *items, size_t count)
{
    if (type->kind == TYPE_MAP)
        return value_map(mem, type, keys, items, count);
    if (type->kind == TYPE_SET)
        return value_set(mem, type, items, count);
    return value_list(type, items, count);
}

static struct value string_to_value(const struct tf_string *field)
{
    bool has_text = field->is == TF_KNOWN || tf_string_is_blank(*field);
    return has_text ? value_string(field->v) : absent(field->is, &type_string);
}

static struct value strings_to_value(struct arena *mem, const struct tf_strings *field,
                                     const struct type *type)
{
    struct value *items = arena_new_array(mem, struct value, field->count);
    for (size_t i = 0; i < field->count; i++)
        items[i] = string_to_value(&field->v[i]);
    return collect(mem, type, field->keys, items, field->count);
}

static struct value objects_to_value(struct arena *mem, const struct tf_objects *field,
                                     const struct attr_desc *attr)
{
    const char *models = field->v;
    if (attr->nesting == NESTING_SINGLE)
        return bind_to_value(mem, models, attr->nested);
    struct value *items = arena_new_array(mem, struct value, field->count);
    for (size_t i = 0; i < field->count; i++)
        items[i] = bind_to_value(mem, models + i * attr->nested->size_bytes, attr->nested);
    return collect(mem, attr->type, field->keys, items, field->count);
}

struct value bind_field_to_value(struct arena *mem, const void *model, const struct attr_desc *attr)
{
    const void *field = field_at(model, attr);
    if (attr->field == FIELD_VALUE) {
        const struct value *value = field;
        return value->type != NULL ? *value : value_null(attr->type);
    }
    enum tf_known is = *(const enum tf_known *)field; /* the first member of each of these structs */
    bool is_block_collection = (attr->flags & ATTR_BLOCK) != 0 && attr->nesting != NESTING_SINGLE;
    if (is == TF_NULL && is_block_collection)
        return collect(mem, attr->type, NULL, NULL, 0); /* protocol 3.3: such blocks are empty, never null */
    if (is != TF_KNOWN && attr->field != FIELD_STRING)
        return absent(is, attr->type);
    switch (attr->field) {
    case FIELD_STRING:
        return string_to_value(field);
    case FIELD_BOOL:
        return value_bool(((const struct tf_bool *)field)->v);
    case FIELD_INT:
        return value_int(mem, ((const struct tf_int *)field)->v);
    case FIELD_NUMBER:
        return value_number(((const struct tf_number *)field)->v);
    case FIELD_STRINGS:
        return strings_to_value(mem, field, attr->type);
    case FIELD_OBJECTS:
        return objects_to_value(mem, field, attr);
    case FIELD_VALUE:
        break;
    }
    return value_null(attr->type);
}

struct value bind_to_value(struct arena *mem, const void *model, const struct object_desc *desc)
{
    struct value *items = arena_new_array(mem, struct value, desc->count);
    for (size_t i = 0; i < desc->count; i++)
        items[i] = bind_field_to_value(mem, model, &desc->attrs[i]);
    return value_object(desc->type, items);
}
