/*
 * statejson_write.c — values to stored JSON. Knows protocol section 2.4; must not know schemas.
 */
#include "tf/path.h"
#include "tf/statejson.h"

enum { MAX_TEXT_BYTES = 256 * 1024 * 1024 };

struct encoder {
    struct arena *mem;
    struct err *err;
    struct buf out;
};

static bool encode(struct encoder *e, const struct value *value, const struct type *type,
                   const struct path_link *at);

static bool refuse_value(struct encoder *e, const struct path_link *at, const struct type *type,
                         const char *problem)
{
    struct str name = type_name(e->mem, type);
    return fail_at(e->err, ERR_INTERNAL, path_links_text(e->mem, at), "cannot write this as %.*s: %s",
                   STR_ARG(name), problem);
}

static void print_text(struct encoder *e, struct str text)
{
    buf_addc(&e->out, '"');
    size_t copied = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        buf_add(&e->out, str_slice(text, copied, i));
        buf_printf(&e->out, "\\u%04x", c);
        copied = i + 1;
    }
    buf_add(&e->out, str_slice(text, copied, text.len));
    buf_addc(&e->out, '"');
}

static bool encode_items(struct encoder *e, const struct value *value, const struct type *type,
                         const struct path_link *at)
{
    if (type->kind == TYPE_TUPLE && value->count != type->count)
        return refuse_value(e, at, type, "the number of items is wrong");
    buf_addc(&e->out, '[');
    for (size_t i = 0; i < value->count; i++) {
        const struct path_link step = {.up = at, .step = {.kind = STEP_INDEX, .index = (int64_t)i}};
        const struct type *item_type = type->kind == TYPE_TUPLE ? type->members[i].type : type->element;
        if (i > 0)
            buf_addc(&e->out, ',');
        TRY(encode(e, &value->items[i], item_type, type->kind == TYPE_SET ? at : &step));
    }
    buf_addc(&e->out, ']');
    return true;
}

/* Maps and objects. */
static bool encode_members(struct encoder *e, const struct value *value, const struct type *type,
                           const struct path_link *at)
{
    bool is_map = type->kind == TYPE_MAP;
    if (!is_map && type_compare_names(value->type, type) != 0)
        return refuse_value(e, at, type, "its attributes are not those of the expected type");
    buf_addc(&e->out, '{');
    for (size_t i = 0; i < value->count; i++) {
        struct str name = is_map ? value->keys[i] : type->members[i].name;
        const struct type *item_type = is_map ? type->element : type->members[i].type;
        const struct path_link step = {.up = at,
                                       .step = {.kind = is_map ? STEP_KEY : STEP_ATTRIBUTE, .name = name}};
        if (!str_is_utf8(name))
            return refuse_value(e, at, type, "a key is not UTF-8");
        if (i > 0)
            buf_addc(&e->out, ',');
        print_text(e, name);
        buf_addc(&e->out, ':');
        TRY(encode(e, &value->items[i], item_type, &step));
    }
    buf_addc(&e->out, '}');
    return true;
}

static bool encode_dynamic(struct encoder *e, const struct value *value, const struct path_link *at)
{
    buf_add(&e->out, STR("{\"value\":"));
    TRY(encode(e, value, value->type, at));
    buf_add(&e->out, STR(",\"type\":"));
    buf_add(&e->out, type_print(e->mem, value->type));
    buf_addc(&e->out, '}');
    return true;
}

static bool encode(struct encoder *e, const struct value *value, const struct type *type,
                   const struct path_link *at)
{
    if (value->type == NULL)
        return refuse_value(e, at, type, "the value has no type");
    if (value->state == VALUE_UNKNOWN)
        return refuse_value(e, at, type, "the value is unknown");
    if (type->kind == TYPE_DYNAMIC && value->type->kind != TYPE_DYNAMIC)
        return encode_dynamic(e, value, at);
    if (value->state == VALUE_NULL) {
        buf_add(&e->out, STR("null"));
        return true;
    }
    if (value->type->kind != type->kind)
        return refuse_value(e, at, type, "the value has a different type");
    switch (type->kind) {
    case TYPE_STRING:
        if (!str_is_utf8(value->text))
            return refuse_value(e, at, type, "the string is not UTF-8");
        print_text(e, value->text);
        return true;
    case TYPE_NUMBER:
        buf_add(&e->out, value->text);
        return true;
    case TYPE_BOOL:
        buf_add(&e->out, value->boolean ? STR("true") : STR("false"));
        return true;
    case TYPE_DYNAMIC:
        return refuse_value(e, at, type, "a known value has a type without values");
    case TYPE_LIST:
    case TYPE_SET:
    case TYPE_TUPLE:
        return encode_items(e, value, type, at);
    case TYPE_MAP:
    case TYPE_OBJECT:
        return encode_members(e, value, type, at);
    }
    return refuse_value(e, at, type, "its type is unknown");
}

bool statejson_encode(struct arena *mem, const struct value *value, const struct type *type,
                      struct str *ret_text, struct err *err)
{
    struct encoder encoder = {.mem = mem, .err = err, .out = buf_new(mem, MAX_TEXT_BYTES)};
    TRY(encode(&encoder, value, type, NULL));
    if (encoder.out.overflowed)
        return fail(err, ERR_INTERNAL, "the value is too large for JSON");
    *ret_text = buf_str(&encoder.out);
    return true;
}
