/*
 * values.h — what the tests of the value layer share: types from text, values as text, and a seeded generator
 * of both. Knows tf's types and values; must not know any codec.
 */
#ifndef TESTS_UNIT_TF_VALUES_H
#define TESTS_UNIT_TF_VALUES_H

#include "../testing.h"

#include "tf/number.h"
#include "tf/value.h"

#define UNUSED_HELPER __attribute__((unused))

UNUSED_HELPER static const struct type *type_of(struct arena *mem, const char *json)
{
    const struct type *type = NULL;
    struct err err;
    if (!type_parse(mem, str_c(json), &type, &err))
        fail_msg("type %s: %s", json, err.text);
    return type;
}

/* ---- a value as text that shows everything: states, refinements, types in dynamic places ---- */

UNUSED_HELPER static void show_into(struct buf *out, const struct value *v, const struct type *place)
{
    if (place->kind == TYPE_DYNAMIC && v->type->kind != TYPE_DYNAMIC) {
        struct str type = type_print(out->mem, v->type);
        buf_printf(out, "<%.*s>", STR_ARG(type));
        show_into(out, v, v->type);
        return;
    }
    if (v->state == VALUE_NULL) {
        buf_add(out, STR("null"));
        return;
    }
    if (v->state == VALUE_UNKNOWN) {
        buf_add(out, STR("unknown"));
        for (size_t i = 0; i < v->refinement.len; i++)
            buf_printf(out, "%s%02x", i == 0 ? ":" : "", (unsigned char)v->refinement.data[i]);
        return;
    }
    switch (place->kind) {
    case TYPE_STRING:
        buf_printf(out, "\"%.*s\"", STR_ARG(v->text));
        return;
    case TYPE_NUMBER:
        buf_add(out, v->text);
        return;
    case TYPE_BOOL:
        buf_add(out, v->boolean ? STR("true") : STR("false"));
        return;
    case TYPE_DYNAMIC:
        buf_add(out, STR("?"));
        return;
    case TYPE_LIST:
    case TYPE_SET:
    case TYPE_MAP:
    case TYPE_OBJECT:
    case TYPE_TUPLE:
        break;
    }
    bool is_named = place->kind == TYPE_MAP || place->kind == TYPE_OBJECT;
    buf_addc(out, is_named ? '{' : '[');
    for (size_t i = 0; i < v->count; i++) {
        if (i > 0)
            buf_add(out, STR(", "));
        if (is_named) {
            buf_add(out, place->kind == TYPE_MAP ? v->keys[i] : place->members[i].name);
            buf_addc(out, '=');
        }
        show_into(out, &v->items[i], place->element != NULL ? place->element : place->members[i].type);
    }
    buf_addc(out, is_named ? '}' : ']');
}

UNUSED_HELPER static struct str show(struct arena *mem, const struct value *v, const struct type *place)
{
    struct buf out = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    show_into(&out, v, place);
    return buf_str(&out);
}

/* ---- random types and values, the same for the same seed ---- */

struct generator {
    struct arena *mem;
    uint64_t state;
    bool unknowns;
};

UNUSED_HELPER static uint64_t generate(struct generator *g, uint64_t limit)
{
    g->state ^= g->state << 13;
    g->state ^= g->state >> 7;
    g->state ^= g->state << 17;
    return (g->state * UINT64_C(0x2545F4914F6CDD1D) >> 16) % limit;
}

UNUSED_HELPER static struct str generate_text(struct generator *g)
{
    static const char *const pieces[] = {"a",  "Z",    "0",    " ",        "\"",           "\\",
                                         "\n", "\x01", "\x7f", "\xc3\xa9", "\xe6\xbc\xa2", "\xf0\x9f\x98\x80",
                                         "/",  "-"};
    struct buf out = buf_new(g->mem, 4096);
    size_t count = generate(g, 16) == 0 ? generate(g, 300) : generate(g, 8);
    for (size_t i = 0; i < count; i++) {
        if (generate(g, 40) == 0)
            buf_addc(&out, '\0');
        else
            buf_add(&out, str_c(pieces[generate(g, sizeof pieces / sizeof pieces[0])]));
    }
    return buf_str(&out);
}

UNUSED_HELPER static struct str generate_number(struct generator *g)
{
    struct str canonical = {0};
    struct buf text = buf_new(g->mem, 4096);
    switch (generate(g, 5)) {
    case 0:
        return number_from_int64(g->mem, (int64_t)generate(g, 1000) - 500);
    case 1:
        return number_from_uint64(g->mem, g->state);
    case 2:
        return number_from_int64(g->mem, (int64_t)g->state);
    case 3:
        if (number_from_double(g->mem, ((double)generate(g, 1 << 30) - (1 << 29)) / 1024, &canonical))
            return canonical;
        break;
    default:
        break;
    }
    if (generate(g, 2) == 0)
        buf_addc(&text, '-');
    size_t digits = 1 + generate(g, 40);
    for (size_t i = 0; i < digits; i++)
        buf_addc(&text, (char)('0' + generate(g, 10)));
    buf_printf(&text, ".%de%d", (int)generate(g, 100000), (int)generate(g, 3000) - 1500);
    assert_true(number_parse(g->mem, buf_str(&text), &canonical));
    return canonical;
}

UNUSED_HELPER static const struct type *generate_type(struct generator *g, int depth)
{
    static const struct type *const simple[] = {&type_string, &type_number, &type_bool, &type_dynamic};
    if (depth == 0 || generate(g, 3) == 0)
        return simple[generate(g, 4)];
    struct type *type = arena_new_object(g->mem, struct type);
    type->kind = TYPE_LIST + (enum type_kind)generate(g, 5);
    if (type->kind <= TYPE_MAP) {
        type->element = generate_type(g, depth - 1);
        return type;
    }
    type->count = generate(g, 5);
    struct type_member *members = arena_new_array(g->mem, struct type_member, type->count);
    for (size_t i = 0; i < type->count; i++) {
        members[i].type = generate_type(g, depth - 1);
        if (type->kind == TYPE_OBJECT)
            members[i].name = str_printf(g->mem, "m%zu_%d", i, (int)generate(g, 100));
    }
    type->members = members;
    return type;
}

UNUSED_HELPER static struct value generate_value(struct generator *g, const struct type *type, int depth)
{
    if (generate(g, 8) == 0)
        return value_null(type);
    if (g->unknowns && generate(g, 8) == 0) {
        struct value unknown = value_unknown(type);
        if (generate(g, 2) == 0)
            unknown.refinement = STR("\x81\x01\xc2");
        return unknown;
    }
    size_t count = depth > 0 ? generate(g, 5) : 0;
    struct value *items;
    struct str *keys;
    switch (type->kind) {
    case TYPE_STRING:
        return value_string(generate_text(g));
    case TYPE_NUMBER:
        return value_number(generate_number(g));
    case TYPE_BOOL:
        return value_bool(generate(g, 2) == 0);
    case TYPE_DYNAMIC:
        type = generate_type(g, depth > 0 ? depth - 1 : 0);
        return type->kind == TYPE_DYNAMIC ? value_null(type)
                                          : generate_value(g, type, depth > 0 ? depth - 1 : 0);
    case TYPE_LIST:
    case TYPE_SET:
    case TYPE_MAP:
        break;
    case TYPE_OBJECT:
    case TYPE_TUPLE:
        count = type->count;
        break;
    }
    items = arena_new_array(g->mem, struct value, count);
    keys = arena_new_array(g->mem, struct str, count);
    for (size_t i = 0; i < count; i++) {
        items[i] = generate_value(g, type->element != NULL ? type->element : type->members[i].type,
                                  depth > 0 ? depth - 1 : 0);
        keys[i] = str_printf(g->mem, "%d\xc3\xa9%zu", (int)generate(g, 100), i);
    }
    if (type->kind == TYPE_SET)
        return value_set(g->mem, type, items, count);
    if (type->kind == TYPE_MAP)
        return value_map(g->mem, type, keys, items, count);
    return value_list(type, items, count);
}

#endif
