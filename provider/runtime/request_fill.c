/*
 * request_fill.c — structs into requests, through the members that the rows name. Makes no request; knows no
 * resource.
 */
#include "runtime/request_fill.h"

#include "tf/number.h"

static json_t *text_of(struct tf_string text)
{
    return TF_IS_KNOWN(text) ? json_new_str(text.v) : NULL;
}

static json_t *number_of(struct tf_number number)
{
    int64_t whole;
    if (!TF_IS_KNOWN(number))
        return NULL;
    return number_to_int64(number.v, &whole) ? json_integer(whole) : json_real(number_to_double(number.v));
}

/* A map becomes an object, any other collection a list. Null elements are left out. */
static json_t *texts_of(const struct attr_desc *attr, const struct tf_strings *texts)
{
    bool is_map = attr->type->kind == TYPE_MAP; /* an empty one may have no keys */
    if (!TF_IS_KNOWN(*texts))
        return NULL;
    json_t *all = is_map ? json_object() : json_array();
    for (size_t i = 0; i < texts->count; i++) {
        json_t *text = text_of(texts->v[i]);
        if (text != NULL && is_map)
            json_object_setn_new(all, texts->keys[i].data, texts->keys[i].len, text);
        else if (text != NULL)
            json_array_append_new(all, text);
    }
    return all;
}

static json_t *object_of(struct arena *mem, const struct object_desc *desc, const void *model)
{
    json_t *object = json_object();
    request_fill(mem, desc, model, NULL, NULL, object);
    return object;
}

static json_t *objects_of(struct arena *mem, const struct attr_desc *attr, const struct tf_objects *objects)
{
    if (!TF_IS_KNOWN(*objects) || (attr->nesting == NESTING_SINGLE && objects->count == 0))
        return NULL;
    if (attr->nesting == NESTING_SINGLE)
        return object_of(mem, attr->nested, objects->v);
    json_t *all = json_array();
    for (size_t i = 0; i < objects->count; i++)
        json_array_append_new(all, object_of(mem, attr->nested,
                                             (const char *)objects->v + i * attr->nested->size_bytes));
    return all;
}

static json_t *member_of(struct arena *mem, const struct attr_desc *attr, const void *field)
{
    const struct tf_bool *flag = field;
    const struct tf_int *whole = field;
    switch (attr->field) {
    case FIELD_STRING:
        return text_of(*(const struct tf_string *)field);
    case FIELD_BOOL:
        return TF_IS_KNOWN(*flag) ? json_boolean(flag->v) : NULL;
    case FIELD_INT:
        return TF_IS_KNOWN(*whole) ? json_integer(whole->v) : NULL;
    case FIELD_NUMBER:
        return number_of(*(const struct tf_number *)field);
    case FIELD_STRINGS:
        return texts_of(attr, field);
    case FIELD_OBJECTS:
        return objects_of(mem, attr, field);
    case FIELD_VALUE:
        return NULL; /* untyped fields are filled by the resource */
    }
    return NULL;
}

/* The object that contains the member: of "a.b" the object a, created when it is missing. */
static json_t *parent_of(struct arena *mem, json_t *in, struct str *path)
{
    struct str part, rest;
    while (str_cut(*path, '.', &part, &rest)) {
        const char *name = str_z(mem, part);
        json_t *inner = json_object_get(in, name);
        if (inner == NULL)
            json_object_set_new(in, name, inner = json_object());
        in = inner;
        *path = rest;
    }
    return in;
}

void request_fill(struct arena *mem, const struct object_desc *desc, const void *model, request_wants *wants,
                  const void *context, json_t *in)
{
    for (size_t i = 0; i < desc->count; i++) {
        const struct attr_desc *attr = &desc->attrs[i];
        if (attr->request == NULL || (wants != NULL && !wants(attr, context)))
            continue;
        json_t *value = member_of(mem, attr, (const char *)model + attr->offset);
        struct str path = str_c(attr->request);
        if (value != NULL) {
            json_t *parent = parent_of(mem, in, &path);
            json_object_set_new(parent, str_z(mem, path), value);
        }
    }
}

void request_add_fixed(const char *fixed, json_t *in)
{
    json_t *members = fixed != NULL ? json_loads(fixed, 0, NULL) : NULL;
    json_object_update_recursive(in, members);
    json_decref(members);
}
