/*
 * response_read.c — responses into structs, through the members that the rows name. Makes no request; knows
 * no resource.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/api.h"
#include "tf/number.h"

static void fill_string(struct arena *mem, const json_t *v, struct tf_string *ret)
{
    if (json_is_string(v))
        *ret = tf_string(str_copy(mem, json_text(v)));
    else if (json_is_number(v) && fabs(json_number_value(v)) <= CLOCK_LAST_S)
        *ret = tf_string(clock_print_time(mem, json_number_value(v)));
}

static void fill_number(struct arena *mem, const json_t *v, struct tf_number *ret)
{
    struct str text;
    if (json_is_integer(v))
        *ret = (struct tf_number){TF_KNOWN, number_from_int64(mem, json_integer_value(v))};
    else if (json_is_real(v) && number_from_double(mem, json_real_value(v), &text))
        *ret = (struct tf_number){TF_KNOWN, text};
}

static int compare_keys(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* An object of texts is a map; its keys are sorted. */
static void fill_map(struct arena *mem, const json_t *v, struct tf_strings *ret)
{
    size_t count = 0;
    const char **names = arena_new_array(mem, const char *, json_object_size(v)), *name;
    json_t *item;
    json_object_foreach ((json_t *)(uintptr_t)v, name, item)
        names[count++] = name;
    qsort(names, count, sizeof *names, compare_keys);
    struct str *keys = arena_new_array(mem, struct str, count);
    *ret = (struct tf_strings){TF_KNOWN, count, keys, arena_new_array(mem, struct tf_string, count)};
    for (size_t i = 0; i < count; i++) {
        keys[i] = str_copy(mem, str_c(names[i]));
        fill_string(mem, json_object_get(v, names[i]), &ret->v[i]);
    }
}

static void fill_strings(struct arena *mem, const json_t *v, struct tf_strings *ret)
{
    if (json_is_object(v))
        fill_map(mem, v, ret);
    if (!json_is_array(v))
        return;
    *ret = (struct tf_strings){.is = TF_KNOWN, .count = json_array_size(v)};
    ret->v = arena_new_array(mem, struct tf_string, ret->count);
    for (size_t i = 0; i < ret->count; i++)
        fill_string(mem, json_array_get(v, i), &ret->v[i]);
}

static void fill_objects(struct call *c, const struct attr_desc *attr, const json_t *v,
                         struct tf_objects *ret)
{
    size_t count = json_is_array(v) ? json_array_size(v) : 1;
    if (!json_is_array(v) && !json_is_object(v))
        return;
    *ret = (struct tf_objects){.is = TF_KNOWN,
                               .count = count,
                               .v = arena_alloc_array(c->mem, count, attr->nested->size_bytes)};
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_is_array(v) ? json_array_get(v, i) : v;
        api_fill(c, attr->nested, item, (char *)ret->v + i * attr->nested->size_bytes);
    }
}

/* A real outside of the range has no integer: converting it is undefined. */
static bool is_int64_real(const json_t *v)
{
    return json_is_real(v) && json_real_value(v) >= -0x1p63 && json_real_value(v) < 0x1p63;
}

static void fill_field(struct call *c, const struct attr_desc *attr, const json_t *v, void *field)
{
    switch (attr->field) {
    case FIELD_STRING:
        *(struct tf_string *)field = (struct tf_string){0};
        fill_string(c->mem, v, field);
        break;
    case FIELD_BOOL:
        *(struct tf_bool *)field = json_is_boolean(v) ? tf_bool(json_is_true(v)) : (struct tf_bool){0};
        break;
    case FIELD_INT:
        *(struct tf_int *)field = json_is_integer(v) ? tf_int(json_integer_value(v))
                                  : is_int64_real(v) ? tf_int((int64_t)json_real_value(v))
                                                     : (struct tf_int){0};
        break;
    case FIELD_NUMBER:
        *(struct tf_number *)field = (struct tf_number){0};
        fill_number(c->mem, v, field);
        break;
    case FIELD_STRINGS:
        *(struct tf_strings *)field = (struct tf_strings){0};
        fill_strings(c->mem, v, field);
        break;
    case FIELD_OBJECTS:
        *(struct tf_objects *)field = (struct tf_objects){0};
        fill_objects(c, attr, v, field);
        break;
    case FIELD_VALUE:
        break; /* untyped fields are filled by the resource */
    }
}

void api_fill(struct call *c, const struct object_desc *desc, const json_t *object, void *model)
{
    for (size_t i = 0; i < desc->count; i++) {
        const struct attr_desc *attr = &desc->attrs[i];
        if (attr->wire == NULL)
            continue;
        bool sometimes = attr->wire[0] == '?';
        const json_t *v = json_at(object, attr->wire + sometimes);
        if (v != NULL || !sometimes)
            fill_field(c, attr, v, bind_field(model, attr));
    }
}
