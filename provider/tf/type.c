/*
 * type.c — types: comparing, printing and parsing their JSON. Knows cty's type system; must not know values
 * or schemas.
 */
#include "tf/type.h"

#include <stdlib.h>

enum { MAX_TYPE_DEPTH = 64, MAX_TYPE_BYTES = 16 * 1024 * 1024 };

const struct type type_string = {.kind = TYPE_STRING};
const struct type type_number = {.kind = TYPE_NUMBER};
const struct type type_bool = {.kind = TYPE_BOOL};
const struct type type_dynamic = {.kind = TYPE_DYNAMIC};
const struct type type_list_string = {.kind = TYPE_LIST, .element = &type_string};
const struct type type_set_string = {.kind = TYPE_SET, .element = &type_string};
const struct type type_map_string = {.kind = TYPE_MAP, .element = &type_string};

static const char *const KIND_NAMES[] = {
    [TYPE_STRING] = "string",   [TYPE_NUMBER] = "number", [TYPE_BOOL] = "bool",
    [TYPE_DYNAMIC] = "dynamic", [TYPE_LIST] = "list",     [TYPE_SET] = "set",
    [TYPE_MAP] = "map",         [TYPE_OBJECT] = "object", [TYPE_TUPLE] = "tuple",
};

int type_compare(const struct type *a, const struct type *b)
{
    if (a == b)
        return 0;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->element != NULL || b->element != NULL)
        return type_compare(a->element, b->element);
    if (a->count != b->count)
        return a->count < b->count ? -1 : 1;
    for (size_t i = 0; i < a->count; i++) {
        int order = str_cmp(a->members[i].name, b->members[i].name);
        if (order == 0)
            order = type_compare(a->members[i].type, b->members[i].type);
        if (order != 0)
            return order;
    }
    return 0;
}

int type_compare_names(const struct type *a, const struct type *b)
{
    if (a == b)
        return 0;
    if (a->count != b->count)
        return a->count < b->count ? -1 : 1;
    int order = 0;
    for (size_t i = 0; i < a->count && order == 0; i++)
        order = str_cmp(a->members[i].name, b->members[i].name);
    return order;
}

bool type_equal(const struct type *a, const struct type *b)
{
    return type_compare(a, b) == 0;
}

bool type_has_dynamic(const struct type *type)
{
    if (type->kind == TYPE_DYNAMIC)
        return true;
    if (type->element != NULL)
        return type_has_dynamic(type->element);
    for (size_t i = 0; i < type->count; i++) {
        if (type_has_dynamic(type->members[i].type))
            return true;
    }
    return false;
}

size_t type_member_index(const struct type *object, struct str name)
{
    size_t low = 0;
    size_t high = object->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_cmp(object->members[middle].name, name);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return SIZE_MAX;
}

/* ---- JSON ---- */

static json_t *to_json(const struct type *type);

static json_t *members_to_json(const struct type *type)
{
    bool is_object = type->kind == TYPE_OBJECT;
    json_t *list = is_object ? json_object() : json_array();
    for (size_t i = 0; i < type->count; i++) {
        struct str name = type->members[i].name;
        json_t *member = to_json(type->members[i].type);
        if (is_object)
            json_object_setn_new_nocheck(list, name.data, name.len, member);
        else
            json_array_append_new(list, member);
    }
    return list;
}

/* A new reference for the caller. */
static json_t *to_json(const struct type *type)
{
    json_t *name = json_string(KIND_NAMES[type->kind]);
    if (type->kind < TYPE_LIST)
        return name;
    json_t *pair = json_array();
    json_array_append_new(pair, name);
    json_array_append_new(pair, type->element != NULL ? to_json(type->element) : members_to_json(type));
    return pair;
}

struct str type_print(struct arena *mem, const struct type *type)
{
    static const struct str simple[] = {
        [TYPE_STRING] = STR("\"string\""),
        [TYPE_NUMBER] = STR("\"number\""),
        [TYPE_BOOL] = STR("\"bool\""),
        [TYPE_DYNAMIC] = STR("\"dynamic\""),
    };
    if (type->kind < TYPE_LIST)
        return simple[type->kind];
    return json_print(mem, json_own(mem, to_json(type)));
}

static bool from_json(struct arena *mem, const json_t *json, int depth, const struct type **ret_type,
                      struct err *err);

static bool simple_from_name(struct str name, const struct type **ret_type, struct err *err)
{
    static const struct type *const simple[] = {&type_string, &type_number, &type_bool, &type_dynamic};
    for (size_t i = 0; i < sizeof simple / sizeof simple[0]; i++) {
        if (str_eqc(name, KIND_NAMES[simple[i]->kind])) {
            *ret_type = simple[i];
            return true;
        }
    }
    return fail(err, ERR_PROTOCOL, "'%.*s' is not the name of a type", STR_ARG(name));
}

static int compare_members(const void *a, const void *b)
{
    return str_cmp(((const struct type_member *)a)->name, ((const struct type_member *)b)->name);
}

static bool object_from_json(struct arena *mem, json_t *json, int depth, struct type *type, struct err *err)
{
    if (!json_is_object(json))
        return fail(err, ERR_PROTOCOL, "an object type needs its attributes as a JSON object");
    struct type_member *members = arena_new_array(mem, struct type_member, json_object_size(json));
    const char *name;
    size_t name_len;
    json_t *member;
    json_object_keylen_foreach (json, name, name_len, member) {
        members[type->count].name = str_copy(mem, str_n(name, name_len));
        TRY(from_json(mem, member, depth, &members[type->count].type, err));
        type->count++;
    }
    qsort(members, type->count, sizeof members[0], compare_members);
    type->members = members;
    return true;
}

static bool tuple_from_json(struct arena *mem, const json_t *json, int depth, struct type *type,
                            struct err *err)
{
    if (!json_is_array(json))
        return fail(err, ERR_PROTOCOL, "a tuple type needs its items as a JSON array");
    type->count = json_array_size(json);
    struct type_member *members = arena_new_array(mem, struct type_member, type->count);
    for (size_t i = 0; i < type->count; i++)
        TRY(from_json(mem, json_array_get(json, i), depth, &members[i].type, err));
    type->members = members;
    return true;
}

/* The names of optional attributes matter only to conversions in Terraform's own language. */
static bool check_optional_names(const json_t *names, const struct type *object, struct err *err)
{
    if (!json_is_array(names))
        return fail(err, ERR_PROTOCOL, "the optional attributes of an object type are a JSON array of names");
    for (size_t i = 0; i < json_array_size(names); i++) {
        struct str name = json_text(json_array_get(names, i));
        if (name.data == NULL || type_member_index(object, name) == SIZE_MAX)
            return fail(err, ERR_PROTOCOL,
                        "an optional name of an object type is not one of its "
                        "attributes");
    }
    return true;
}

static bool from_json(struct arena *mem, const json_t *json, int depth, const struct type **ret_type,
                      struct err *err)
{
    if (json_is_string(json))
        return simple_from_name(json_text(json), ret_type, err);
    if (depth == 0)
        return fail(err, ERR_PROTOCOL, "a type is nested more than %d levels deep", MAX_TYPE_DEPTH);
    size_t count = json_array_size(json); /* 0 when it is not an array */
    struct str name = json_text(json_array_get(json, 0));
    if (count < 2 || name.data == NULL)
        return fail(err, ERR_PROTOCOL, "a type is a name or an array that starts with one");

    struct type *type = arena_new_object(mem, struct type);
    for (type->kind = TYPE_LIST; type->kind <= TYPE_TUPLE && !str_eqc(name, KIND_NAMES[type->kind]);)
        type->kind++;
    json_t *second = json_array_get(json, 1);
    bool has_optional_names = type->kind == TYPE_OBJECT && count == 3;
    if (type->kind > TYPE_TUPLE || (count > 2 && !has_optional_names))
        return fail(err, ERR_PROTOCOL, "'%.*s' is not the name of a type with %zu parts", STR_ARG(name),
                    count - 1);
    if (type->kind == TYPE_OBJECT)
        TRY(object_from_json(mem, second, depth - 1, type, err));
    else if (type->kind == TYPE_TUPLE)
        TRY(tuple_from_json(mem, second, depth - 1, type, err));
    else
        TRY(from_json(mem, second, depth - 1, &type->element, err));
    if (has_optional_names)
        TRY(check_optional_names(json_array_get(json, 2), type, err));
    *ret_type = type;
    return true;
}

bool type_from_json(struct arena *mem, const json_t *json, const struct type **ret_type, struct err *err)
{
    return from_json(mem, json, MAX_TYPE_DEPTH, ret_type, err);
}

bool type_parse(struct arena *mem, struct str json, const struct type **ret_type, struct err *err)
{
    if (str_eq(json, STR("\"string\""))) {
        *ret_type = &type_string; /* the most frequent dynamic types need no parser */
        return true;
    }
    json_t *document;
    TRY(json_parse(mem, json, MAX_TYPE_BYTES, &document, err));
    return type_from_json(mem, document, ret_type, err);
}

struct str type_name(struct arena *mem, const struct type *type)
{
    if (type->kind == TYPE_DYNAMIC)
        return STR("any type");
    if (type->element == NULL)
        return str_c(KIND_NAMES[type->kind]);
    struct str element = type_name(mem, type->element);
    return str_printf(mem, "%s of %.*s", KIND_NAMES[type->kind], STR_ARG(element));
}
