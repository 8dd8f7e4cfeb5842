/*
 * value.c — values: building, comparing, transforming. Knows the value states and the order of sets; must not
 * know the encodings, schemas or resources.
 */
#include "tf/value.h"

#include "tf/number.h"

#include <stdlib.h>

/* ---- building ---- */

struct value value_null(const struct type *type)
{
    return (struct value){.state = VALUE_NULL, .type = type};
}

struct value value_unknown(const struct type *type)
{
    return (struct value){.state = VALUE_UNKNOWN, .type = type};
}

struct value value_string(struct str text)
{
    return (struct value){.state = VALUE_KNOWN, .type = &type_string, .text = text};
}

struct value value_bool(bool b)
{
    return (struct value){.state = VALUE_KNOWN, .type = &type_bool, .boolean = b};
}

struct value value_int(struct arena *mem, int64_t n)
{
    return value_number(number_from_int64(mem, n));
}

struct value value_number(struct str canonical)
{
    return (struct value){.state = VALUE_KNOWN, .type = &type_number, .text = canonical};
}

struct value value_list(const struct type *type, const struct value *items, size_t count)
{
    return (struct value){.state = VALUE_KNOWN, .type = type, .items = items, .count = count};
}

struct value value_object(const struct type *type, const struct value *items)
{
    return value_list(type, items, type->count);
}

/* Equal items keep their order: both pointers are into the same array. */
static int compare_item_pointers(const void *a, const void *b)
{
    const struct value *x = *(const struct value *const *)a;
    const struct value *y = *(const struct value *const *)b;
    int order = value_compare(x, y);
    return order != 0 ? order : (x > y) - (x < y);
}

static bool is_ordered_set(const struct value *items, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (value_compare(&items[i - 1], &items[i]) >= 0)
            return false;
    }
    return true;
}

struct value value_set(struct arena *mem, const struct type *type, const struct value *items, size_t count)
{
    if (is_ordered_set(items, count))
        return value_list(type, items, count);
    const struct value **order = arena_new_array(mem, const struct value *, count);
    for (size_t i = 0; i < count; i++)
        order[i] = &items[i];
    qsort(order, count, sizeof order[0], compare_item_pointers);

    struct value *sorted = arena_new_array(mem, struct value, count);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        /* Two unknowns may become different values: Terraform counts both, and a response must have both. */
        bool is_duplicate = i > 0 && value_equal(order[i - 1], order[i]) && value_is_wholly_known(order[i]);
        if (!is_duplicate)
            sorted[kept++] = *order[i];
    }
    return value_list(type, sorted, kept);
}

struct keyed {
    struct str key;
    const struct value *item;
};

static int compare_keyed(const void *a, const void *b)
{
    return str_cmp(((const struct keyed *)a)->key, ((const struct keyed *)b)->key);
}

struct value value_map(struct arena *mem, const struct type *type, const struct str *keys,
                       const struct value *items, size_t count)
{
    struct value map = value_list(type, items, count);
    map.keys = keys;
    bool is_sorted = true;
    for (size_t i = 1; i < count && is_sorted; i++)
        is_sorted = str_cmp(keys[i - 1], keys[i]) < 0;
    if (is_sorted)
        return map;

    struct keyed *order = arena_new_array(mem, struct keyed, count);
    for (size_t i = 0; i < count; i++)
        order[i] = (struct keyed){keys[i], &items[i]};
    qsort(order, count, sizeof order[0], compare_keyed);
    struct str *sorted_keys = arena_new_array(mem, struct str, count);
    struct value *sorted_items = arena_new_array(mem, struct value, count);
    for (size_t i = 0; i < count; i++) {
        sorted_keys[i] = order[i].key;
        sorted_items[i] = *order[i].item;
    }
    map.keys = sorted_keys;
    map.items = sorted_items;
    return map;
}

/* ---- comparing ---- */

bool value_is_wholly_known(const struct value *v)
{
    if (v->state == VALUE_UNKNOWN)
        return false;
    for (size_t i = 0; i < v->count; i++) {
        if (!value_is_wholly_known(&v->items[i]))
            return false;
    }
    return true;
}

static int compare_sizes(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

/* Both known and of the same kind, which has items. */
static int compare_items(const struct value *a, const struct value *b)
{
    int order = compare_sizes(a->count, b->count);
    if (order == 0 && a->count == 0)
        return type_compare(a->type, b->type); /* without items to compare, compare the types */
    if (order == 0 && a->type->kind == TYPE_OBJECT)
        order = type_compare_names(a->type, b->type);
    for (size_t i = 0; i < a->count && order == 0; i++) {
        if (a->type->kind == TYPE_MAP)
            order = str_cmp(a->keys[i], b->keys[i]);
        if (order == 0)
            order = value_compare(&a->items[i], &b->items[i]);
    }
    return order;
}

int value_compare(const struct value *a, const struct value *b)
{
    if (a->state != b->state)
        return a->state < b->state ? -1 : 1;
    if (a->state != VALUE_KNOWN)
        return type_compare(a->type, b->type);
    if (a->type->kind != b->type->kind)
        return a->type->kind < b->type->kind ? -1 : 1;
    switch (a->type->kind) {
    case TYPE_STRING:
        /*
         * Byte by byte: what Terraform sends is NFC already, and the API returns the text that was written.
         */
        return str_cmp(a->text, b->text);
    case TYPE_NUMBER:
        return number_compare(a->text, b->text);
    case TYPE_BOOL:
        return (int)a->boolean - (int)b->boolean;
    case TYPE_DYNAMIC: /* never the type of a known value */
    case TYPE_LIST:
    case TYPE_SET:
    case TYPE_MAP:
    case TYPE_OBJECT:
    case TYPE_TUPLE:
        break;
    }
    return compare_items(a, b);
}

bool value_equal(const struct value *a, const struct value *b)
{
    return value_compare(a, b) == 0;
}

/* ---- transforming ---- */

const struct value *value_member(const struct value *object, struct str name)
{
    if (object->state != VALUE_KNOWN || object->type->kind != TYPE_OBJECT)
        return NULL;
    size_t index = type_member_index(object->type, name);
    return index < object->count ? &object->items[index] : NULL;
}

struct value value_with_member(struct arena *mem, const struct value *object, struct str name,
                               struct value member)
{
    struct value *items = arena_new_array(mem, struct value, object->count);
    for (size_t i = 0; i < object->count; i++)
        items[i] = object->items[i];
    items[type_member_index(object->type, name)] = member;
    return value_object(object->type, items);
}

const struct value *value_map_get(const struct value *map, struct str key)
{
    if (map->state != VALUE_KNOWN || map->type->kind != TYPE_MAP)
        return NULL;
    size_t low = 0;
    size_t high = map->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_cmp(map->keys[middle], key);
        if (order == 0)
            return &map->items[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

struct value value_without_unknowns(struct arena *mem, const struct value *v)
{
    if (v->state == VALUE_UNKNOWN)
        return value_null(v->type);
    if (value_is_wholly_known(v))
        return *v;
    struct value *items = arena_new_array(mem, struct value, v->count);
    for (size_t i = 0; i < v->count; i++)
        items[i] = value_without_unknowns(mem, &v->items[i]);
    if (v->type->kind == TYPE_SET)
        return value_set(mem, v->type, items, v->count); /* new nulls change the order, may be duplicates */
    struct value result = *v;
    result.items = items;
    return result;
}

/* ---- describing ---- */

static struct str describe_count(struct arena *mem, size_t count, const char *one, const char *many)
{
    return str_printf(mem, "%zu %s", count, count == 1 ? one : many);
}

struct str value_describe(struct arena *mem, const struct value *v)
{
    enum { MAX_TEXT_BYTES = 80 };
    if (v->state == VALUE_NULL)
        return STR("null");
    if (v->state == VALUE_UNKNOWN)
        return STR("(known after apply)");
    struct str inner = {0};
    switch (v->type->kind) {
    case TYPE_STRING:
        inner = str_printable(mem, str_without_private_keys(mem, v->text), MAX_TEXT_BYTES);
        return str_printf(mem, "\"%.*s\"", STR_ARG(inner));
    case TYPE_NUMBER:
        return str_printable(mem, v->text, MAX_TEXT_BYTES);
    case TYPE_BOOL:
        return v->boolean ? STR("true") : STR("false");
    case TYPE_MAP:
        inner = describe_count(mem, v->count, "entry", "entries");
        return str_printf(mem, "{%.*s}", STR_ARG(inner));
    case TYPE_OBJECT:
        inner = describe_count(mem, v->count, "attribute", "attributes");
        return str_printf(mem, "{%.*s}", STR_ARG(inner));
    case TYPE_DYNAMIC: /* never the type of a known value */
    case TYPE_LIST:
    case TYPE_SET:
    case TYPE_TUPLE:
        break;
    }
    inner = describe_count(mem, v->count, "item", "items");
    return str_printf(mem, "[%.*s]", STR_ARG(inner));
}
