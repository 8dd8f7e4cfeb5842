/*
 * msgpack.c — Terraform's MessagePack dialect, decoded by type, on msgpack-c's objects and packer. Knows
 * protocol section 2; must not know schemas or resources.
 */
#include "tf/msgpack.h"

#include "tf/msgpack_parse.h"
#include "tf/number.h"
#include "tf/path.h"

enum {
    EXT_UNKNOWN = 0,
    EXT_REFINED = 12,
    MAX_REFINEMENT_BYTES = 1024,
    MAX_MESSAGE_BYTES = 1024 * 1024 * 1024,
};

/* ---- bytes to a value, decoded by type ---- */

struct decoder {
    struct arena *mem;
    struct err *err;
};

static bool decode(struct decoder *d, const msgpack_object *object, const struct type *type,
                   const struct path_link *at, struct value *ret_value);

static bool refuse(struct decoder *d, const struct path_link *at, const struct type *type,
                   const char *problem)
{
    struct str name = type_name(d->mem, type);
    return fail_at(d->err, ERR_PROTOCOL, path_links_text(d->mem, at), "cannot read this as %.*s: %s",
                   STR_ARG(name), problem);
}

static struct str object_text(const msgpack_object *object)
{
    return str_n(object->via.str.ptr, object->via.str.size);
}

static bool decode_unknown(struct decoder *d, const msgpack_object *object, const struct type *type,
                           const struct path_link *at, struct value *ret_value)
{
    *ret_value = value_unknown(type);
    if (object->via.ext.type != EXT_REFINED)
        return true;
    if (object->via.ext.size > MAX_REFINEMENT_BYTES)
        return refuse(d, at, type, "the refinement of the unknown value is too long");
    ret_value->refinement = str_n(object->via.ext.ptr, object->via.ext.size);
    return true;
}

static bool decode_number(struct decoder *d, const msgpack_object *object, const struct path_link *at,
                          struct value *ret_value)
{
    *ret_value = value_number((struct str){0});
    switch (object->type) {
    case MSGPACK_OBJECT_POSITIVE_INTEGER:
        ret_value->text = number_from_uint64(d->mem, object->via.u64);
        return true;
    case MSGPACK_OBJECT_NEGATIVE_INTEGER:
        ret_value->text = number_from_int64(d->mem, object->via.i64);
        return true;
    case MSGPACK_OBJECT_FLOAT64:
        if (number_from_double(d->mem, object->via.f64, &ret_value->text))
            return true;
        return refuse(d, at, &type_number, "it is infinite or not a number");
    case MSGPACK_OBJECT_STR:
        if (number_parse(d->mem, object_text(object), &ret_value->text))
            return true;
        return refuse(d, at, &type_number, "the text is not a decimal number");
    case MSGPACK_OBJECT_NIL:
    case MSGPACK_OBJECT_BOOLEAN:
    case MSGPACK_OBJECT_FLOAT32:
    case MSGPACK_OBJECT_ARRAY:
    case MSGPACK_OBJECT_MAP:
    case MSGPACK_OBJECT_BIN:
    case MSGPACK_OBJECT_EXT:
        break;
    }
    return refuse(d, at, &type_number, "it is neither a number nor a string");
}

static bool decode_string(struct decoder *d, const msgpack_object *object, const struct path_link *at,
                          struct value *ret_value)
{
    if (object->type != MSGPACK_OBJECT_STR)
        return refuse(d, at, &type_string, "it is not a string");
    *ret_value = value_string(object_text(object));
    if (!str_is_utf8(ret_value->text))
        return refuse(d, at, &type_string, "the string is not UTF-8");
    return true;
}

/* List, set and tuple. Paths do not lead into sets, because elements of a set have no index. */
static bool decode_items(struct decoder *d, const msgpack_object *object, const struct type *type,
                         const struct path_link *at, struct value *ret_value)
{
    if (object->type != MSGPACK_OBJECT_ARRAY)
        return refuse(d, at, type, "it is not an array");
    size_t count = object->via.array.size;
    if (type->kind == TYPE_TUPLE && count != type->count)
        return refuse(d, at, type, "the number of items is wrong");
    struct value *items = arena_new_array(d->mem, struct value, count);
    for (size_t i = 0; i < count; i++) {
        const struct path_link step = {.up = at, .step = {.kind = STEP_INDEX, .index = (int64_t)i}};
        const struct type *item_type = type->kind == TYPE_TUPLE ? type->members[i].type : type->element;
        TRY(decode(d, &object->via.array.ptr[i], item_type, type->kind == TYPE_SET ? at : &step, &items[i]));
    }
    *ret_value = type->kind == TYPE_SET ? value_set(d->mem, type, items, count)
                                        : value_list(type, items, count);
    return true;
}

static bool decode_map(struct decoder *d, const msgpack_object *object, const struct type *type,
                       const struct path_link *at, struct value *ret_value)
{
    if (object->type != MSGPACK_OBJECT_MAP)
        return refuse(d, at, type, "it is not a map");
    size_t count = object->via.map.size;
    struct str *keys = arena_new_array(d->mem, struct str, count);
    struct value *items = arena_new_array(d->mem, struct value, count);
    for (size_t i = 0; i < count; i++) {
        const msgpack_object_kv *pair = &object->via.map.ptr[i];
        if (pair->key.type != MSGPACK_OBJECT_STR || !str_is_utf8(object_text(&pair->key)))
            return refuse(d, at, type, "a key is not a UTF-8 string");
        keys[i] = object_text(&pair->key);
        const struct path_link step = {.up = at, .step = {.kind = STEP_KEY, .name = keys[i]}};
        TRY(decode(d, &pair->val, type->element, &step, &items[i]));
    }
    *ret_value = value_map(d->mem, type, keys, items, count);
    for (size_t i = 1; i < count; i++) {
        if (str_eq(ret_value->keys[i - 1], ret_value->keys[i]))
            return refuse(d, at, type, "a key occurs twice");
    }
    return true;
}

static bool decode_object(struct decoder *d, const msgpack_object *object, const struct type *type,
                          const struct path_link *at, struct value *ret_value)
{
    if (object->type != MSGPACK_OBJECT_MAP)
        return refuse(d, at, type, "it is not a map");
    if (object->via.map.size != type->count)
        return refuse(d, at, type, "the number of attributes is not that of its type");
    struct value *items = arena_new_array(d->mem, struct value, type->count);
    for (size_t i = 0; i < type->count; i++) {
        const msgpack_object_kv *pair = &object->via.map.ptr[i];
        if (pair->key.type != MSGPACK_OBJECT_STR)
            return refuse(d, at, type, "the name of an attribute is not a string");
        /* Attributes arrive sorted, as in the type, but the protocol does not guarantee that. */
        struct str name = object_text(&pair->key);
        size_t member = str_eq(name, type->members[i].name) ? i : type_member_index(type, name);
        if (member == SIZE_MAX)
            return refuse(d, at, type, "it has an attribute that its type does not have");
        if (items[member].type != NULL)
            return refuse(d, at, type, "an attribute occurs twice");
        const struct path_link step = {.up = at, .step = {.kind = STEP_ATTRIBUTE, .name = name}};
        TRY(decode(d, &pair->val, type->members[member].type, &step, &items[member]));
    }
    *ret_value = value_object(type, items);
    return true;
}

/* [type as JSON, value]; the value may be of type dynamic again. */
static bool decode_dynamic(struct decoder *d, const msgpack_object *object, const struct path_link *at,
                           struct value *ret_value)
{
    bool is_pair = object->type == MSGPACK_OBJECT_ARRAY && object->via.array.size == 2;
    if (!is_pair || object->via.array.ptr[0].type != MSGPACK_OBJECT_STR)
        return refuse(d, at, &type_dynamic, "it is not a pair of type and value");
    const msgpack_object *parts = object->via.array.ptr;
    const struct type *type;
    if (!type_parse(d->mem, object_text(&parts[0]), &type, d->err)) {
        ERR_SET(d->err, attribute, str_c(path_links_text(d->mem, at)));
        return false;
    }
    return decode(d, &parts[1], type, at, ret_value);
}

static bool decode(struct decoder *d, const msgpack_object *object, const struct type *type,
                   const struct path_link *at, struct value *ret_value)
{
    if (object->type == MSGPACK_OBJECT_NIL) {
        *ret_value = value_null(type);
        return true;
    }
    if (object->type == MSGPACK_OBJECT_EXT)
        return decode_unknown(d, object, type, at, ret_value);
    switch (type->kind) {
    case TYPE_STRING:
        return decode_string(d, object, at, ret_value);
    case TYPE_NUMBER:
        return decode_number(d, object, at, ret_value);
    case TYPE_BOOL:
        if (object->type != MSGPACK_OBJECT_BOOLEAN)
            return refuse(d, at, type, "it is neither true nor false");
        *ret_value = value_bool(object->via.boolean);
        return true;
    case TYPE_DYNAMIC:
        return decode_dynamic(d, object, at, ret_value);
    case TYPE_LIST:
    case TYPE_SET:
    case TYPE_TUPLE:
        return decode_items(d, object, type, at, ret_value);
    case TYPE_MAP:
        return decode_map(d, object, type, at, ret_value);
    case TYPE_OBJECT:
        return decode_object(d, object, type, at, ret_value);
    }
    return refuse(d, at, type, "its type is unknown");
}

bool msgpack_decode(struct arena *mem, struct str bytes, const struct type *type, struct value *ret_value,
                    struct err *err)
{
    /* One copy of everything; all texts of the value point into it. */
    struct str own = str_copy(mem, bytes);
    msgpack_object root;
    TRY(msgpack_parse(mem, own, &root, err));
    struct decoder decoder = {mem, err};
    struct value value;
    TRY(decode(&decoder, &root, type, NULL, &value));
    *ret_value = value;
    return true;
}

/* ---- a value to bytes ---- */

struct encoder {
    struct arena *mem;
    struct err *err;
    msgpack_packer packer;
    struct buf out;
};

static int write_bytes(void *data, const char *bytes, size_t len)
{
    buf_add(data, str_n(bytes, len));
    return 0; /* an overflow is checked once, at the end */
}

static bool encode(struct encoder *e, const struct value *value, const struct type *type,
                   const struct path_link *at);

static bool refuse_value(struct encoder *e, const struct path_link *at, const struct type *type,
                         const char *problem)
{
    struct str name = type_name(e->mem, type);
    return fail_at(e->err, ERR_INTERNAL, path_links_text(e->mem, at), "cannot write this as %.*s: %s",
                   STR_ARG(name), problem);
}

static void pack_text(struct encoder *e, struct str text)
{
    msgpack_pack_str(&e->packer, text.len);
    msgpack_pack_str_body(&e->packer, text.data, text.len);
}

static void encode_unknown(struct encoder *e, const struct value *value)
{
    /* Plain unknowns have a payload of one zero byte: d4 00 00. */
    if (value->refinement.len > 0)
        msgpack_pack_ext_with_body(&e->packer, value->refinement.data, value->refinement.len, EXT_REFINED);
    else
        msgpack_pack_ext_with_body(&e->packer, "", 1, EXT_UNKNOWN);
}

static void encode_number(struct encoder *e, struct str text)
{
    int64_t as_signed;
    uint64_t as_unsigned;
    if (number_to_int64(text, &as_signed))
        msgpack_pack_int64(&e->packer, as_signed);
    else if (number_to_uint64(text, &as_unsigned))
        msgpack_pack_uint64(&e->packer, as_unsigned);
    else
        pack_text(e, text);
}

static bool encode_items(struct encoder *e, const struct value *value, const struct type *type,
                         const struct path_link *at)
{
    if (type->kind == TYPE_TUPLE && value->count != type->count)
        return refuse_value(e, at, type, "the number of items is wrong");
    msgpack_pack_array(&e->packer, value->count);
    for (size_t i = 0; i < value->count; i++) {
        const struct path_link step = {.up = at, .step = {.kind = STEP_INDEX, .index = (int64_t)i}};
        const struct type *item_type = type->kind == TYPE_TUPLE ? type->members[i].type : type->element;
        TRY(encode(e, &value->items[i], item_type, type->kind == TYPE_SET ? at : &step));
    }
    return true;
}

static bool encode_map(struct encoder *e, const struct value *value, const struct type *type,
                       const struct path_link *at)
{
    msgpack_pack_map(&e->packer, value->count);
    for (size_t i = 0; i < value->count; i++) {
        if (!str_is_utf8(value->keys[i]))
            return refuse_value(e, at, type, "a key is not UTF-8");
        const struct path_link step = {.up = at, .step = {.kind = STEP_KEY, .name = value->keys[i]}};
        pack_text(e, value->keys[i]);
        TRY(encode(e, &value->items[i], type->element, &step));
    }
    return true;
}

static bool encode_object(struct encoder *e, const struct value *value, const struct type *type,
                          const struct path_link *at)
{
    if (type_compare_names(value->type, type) != 0)
        return refuse_value(e, at, type, "its attributes are not those of the expected type");
    msgpack_pack_map(&e->packer, value->count);
    for (size_t i = 0; i < value->count; i++) {
        const struct type_member *member = &type->members[i];
        const struct path_link step = {.up = at, .step = {.kind = STEP_ATTRIBUTE, .name = member->name}};
        pack_text(e, member->name);
        TRY(encode(e, &value->items[i], member->type, &step));
    }
    return true;
}

static bool encode(struct encoder *e, const struct value *value, const struct type *type,
                   const struct path_link *at)
{
    if (value->type == NULL)
        return refuse_value(e, at, type, "the value has no type");
    if (type->kind == TYPE_DYNAMIC && value->type->kind != TYPE_DYNAMIC) {
        struct str type_text = type_print(e->mem, value->type);
        msgpack_pack_array(&e->packer, 2);
        msgpack_pack_bin_with_body(&e->packer, type_text.data, type_text.len);
        return encode(e, value, value->type, at);
    }
    if (value->state == VALUE_NULL) {
        msgpack_pack_nil(&e->packer);
        return true;
    }
    if (value->state == VALUE_UNKNOWN) {
        encode_unknown(e, value);
        return true;
    }
    if (value->type->kind != type->kind)
        return refuse_value(e, at, type, "the value has a different type");
    switch (type->kind) {
    case TYPE_STRING:
        if (!str_is_utf8(value->text))
            return refuse_value(e, at, type, "the string is not UTF-8");
        pack_text(e, value->text);
        return true;
    case TYPE_NUMBER:
        encode_number(e, value->text);
        return true;
    case TYPE_BOOL:
        if (value->boolean)
            msgpack_pack_true(&e->packer);
        else
            msgpack_pack_false(&e->packer);
        return true;
    case TYPE_DYNAMIC:
        return refuse_value(e, at, type, "a known value has a type without values");
    case TYPE_LIST:
    case TYPE_SET:
    case TYPE_TUPLE:
        return encode_items(e, value, type, at);
    case TYPE_MAP:
        return encode_map(e, value, type, at);
    case TYPE_OBJECT:
        return encode_object(e, value, type, at);
    }
    return refuse_value(e, at, type, "its type is unknown");
}

bool msgpack_encode(struct arena *mem, const struct value *value, const struct type *type,
                    struct str *ret_bytes, struct err *err)
{
    struct encoder encoder = {.mem = mem, .err = err, .out = buf_new(mem, MAX_MESSAGE_BYTES)};
    msgpack_packer_init(&encoder.packer, &encoder.out, write_bytes);
    TRY(encode(&encoder, value, type, NULL));
    if (encoder.out.overflowed)
        return fail(err, ERR_INTERNAL, "the value is too large");
    *ret_bytes = buf_str(&encoder.out);
    return true;
}
