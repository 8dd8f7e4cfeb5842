/*
 * msgpack.c — Terraform's MessagePack dialect on msgpack-c: its packer, and its parser instantiated with callbacks that bound what
 * a hostile length may allocate. Knows protocol section 2; must not know schemas or resources.
 */
#include "tf/msgpack.h"

#include "tf/number.h"
#include "tf/path.h"

/* The parser's stack, hence the deepest nesting that it accepts; its own default of 32 is less than a type may have. */
enum { MAX_DEPTH = 128 };
#define MSGPACK_EMBED_STACK_SIZE MAX_DEPTH
#include <msgpack.h>

enum {
    EXT_UNKNOWN = 0,
    EXT_REFINED = 12,
    MAX_REFINEMENT_BYTES = 1024,
    MAX_MESSAGE_BYTES = 1024 * 1024 * 1024,
};

/* ---- bytes to a tree of msgpack_object, in the arena ---- */

struct tree {
    struct arena *mem;
    size_t spare_bytes; /* every object takes at least one byte: what the containers so far promised is taken off */
    const char *problem;
};

/* The parser stops at the first negative result. */
enum { TREE_OK = 0, TREE_REFUSED = -1 };

static int tree_refuse(struct tree *tree, const char *problem)
{
    tree->problem = problem;
    return TREE_REFUSED;
}

static int tree_take(struct tree *tree, size_t count)
{
    if (count > tree->spare_bytes)
        return tree_refuse(tree, "it promises more items than it has bytes");
    tree->spare_bytes -= count;
    return TREE_OK;
}

static msgpack_object tree_root(struct tree *tree)
{
    (void)tree;
    return (msgpack_object){.type = MSGPACK_OBJECT_NIL};
}

static int tree_unsigned(uint64_t n, msgpack_object *ret_object)
{
    ret_object->type = MSGPACK_OBJECT_POSITIVE_INTEGER;
    ret_object->via.u64 = n;
    return TREE_OK;
}

static int tree_signed(int64_t n, msgpack_object *ret_object)
{
    if (n >= 0)
        return tree_unsigned((uint64_t)n, ret_object);
    ret_object->type = MSGPACK_OBJECT_NEGATIVE_INTEGER;
    ret_object->via.i64 = n;
    return TREE_OK;
}

static int tree_real(double n, msgpack_object *ret_object)
{
    ret_object->type = MSGPACK_OBJECT_FLOAT64;
    ret_object->via.f64 = n;
    return TREE_OK;
}

static int tree_nil(struct tree *tree, msgpack_object *ret_object)
{
    (void)tree;
    ret_object->type = MSGPACK_OBJECT_NIL;
    return TREE_OK;
}

static int tree_bool(bool b, msgpack_object *ret_object)
{
    ret_object->type = MSGPACK_OBJECT_BOOLEAN;
    ret_object->via.boolean = b;
    return TREE_OK;
}

static int tree_array(struct tree *tree, unsigned count, msgpack_object *ret_object)
{
    if (tree_take(tree, count) != TREE_OK)
        return TREE_REFUSED;
    ret_object->type = MSGPACK_OBJECT_ARRAY;
    ret_object->via.array.size = 0;
    ret_object->via.array.ptr = arena_new_array(tree->mem, msgpack_object, count);
    return TREE_OK;
}

static int tree_array_item(struct tree *tree, msgpack_object *array, msgpack_object item)
{
    (void)tree;
    array->via.array.ptr[array->via.array.size++] = item;
    return TREE_OK;
}

static int tree_map(struct tree *tree, unsigned count, msgpack_object *ret_object)
{
    if (tree_take(tree, (size_t)count * 2) != TREE_OK)
        return TREE_REFUSED;
    ret_object->type = MSGPACK_OBJECT_MAP;
    ret_object->via.map.size = 0;
    ret_object->via.map.ptr = arena_new_array(tree->mem, msgpack_object_kv, count);
    return TREE_OK;
}

static int tree_map_item(struct tree *tree, msgpack_object *map, msgpack_object key, msgpack_object item)
{
    (void)tree;
    map->via.map.ptr[map->via.map.size++] = (msgpack_object_kv){.key = key, .val = item};
    return TREE_OK;
}

/* bin and str mean the same wherever this dialect uses either. */
static int tree_text(struct tree *tree, const char *message, const char *text, unsigned len, msgpack_object *ret_object)
{
    (void)tree;
    (void)message;
    ret_object->type = MSGPACK_OBJECT_STR;
    ret_object->via.str.ptr = text;
    ret_object->via.str.size = len;
    return TREE_OK;
}

/* `len` counts the code that comes first; the parser's 32-bit sum wraps to 0 for the longest extension there is. */
static int tree_ext(struct tree *tree, const char *message, const char *bytes, unsigned len, msgpack_object *ret_object)
{
    (void)message;
    if (len == 0)
        return tree_refuse(tree, "it promises more bytes than it has");
    ret_object->type = MSGPACK_OBJECT_EXT;
    ret_object->via.ext.type = (int8_t)bytes[0];
    ret_object->via.ext.ptr = bytes + 1;
    ret_object->via.ext.size = len - 1;
    return TREE_OK;
}

/* What the template calls by type. */
#define tree_uint8(tree, n, ret) ((void)(tree), tree_unsigned((n), (ret)))
#define tree_uint16 tree_uint8
#define tree_uint32 tree_uint8
#define tree_uint64 tree_uint8
#define tree_int8(tree, n, ret) ((void)(tree), tree_signed((n), (ret)))
#define tree_int16 tree_int8
#define tree_int32 tree_int8
#define tree_int64 tree_int8
#define tree_float(tree, n, ret) ((void)(tree), tree_real((double)(n), (ret)))
#define tree_double tree_float
#define tree_true(tree, ret) ((void)(tree), tree_bool(true, (ret)))
#define tree_false(tree, ret) ((void)(tree), tree_bool(false, (ret)))
#define tree_str tree_text
#define tree_bin tree_text

#define msgpack_unpack_struct(name) struct parser##name
#define msgpack_unpack_func(result, name) static result parser##name
#define msgpack_unpack_callback(name) tree##name
#define msgpack_unpack_object msgpack_object
#define msgpack_unpack_user struct tree
#include <msgpack/unpack_define.h>
#include <msgpack/unpack_template.h>

static bool parse(struct arena *mem, struct str bytes, msgpack_object *ret_object, struct err *err)
{
    struct parser_context parser = {.user = {.mem = mem, .spare_bytes = bytes.len}};
    parser_init(&parser);
    size_t used = 0;
    int result = bytes.len > 0 ? parser_execute(&parser, bytes.data, bytes.len, &used) : 0;
    if (result == 0)
        return fail(err, ERR_PROTOCOL, "the MessagePack value ends too early, after %zu bytes", bytes.len);
    if (result < 0) {
        const char *problem = parser.user.problem;
        if (problem == NULL)
            problem = result == MSGPACK_UNPACK_NOMEM_ERROR ? "it is nested too deeply" : "a byte has no meaning there";
        return fail(err, ERR_PROTOCOL, "the MessagePack value is wrong at byte %zu: %s", used, problem);
    }
    if (used != bytes.len)
        return fail(err, ERR_PROTOCOL, "the MessagePack value is followed by %zu more bytes", bytes.len - used);
    *ret_object = parser_data(&parser);
    return true;
}

/* ---- the tree to a value, led by the type ---- */

struct decoder {
    struct arena *mem;
    struct err *err;
};

static bool decode(struct decoder *d, const msgpack_object *object, const struct type *type, const struct path_link *at,
                   struct value *ret_value);

static bool refuse(struct decoder *d, const struct path_link *at, const struct type *type, const char *problem)
{
    struct str name = type_name(d->mem, type);
    return fail_at(d->err, ERR_PROTOCOL, path_links_text(d->mem, at), "a %.*s cannot be read: %s", STR_ARG(name), problem);
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
    return refuse(d, at, &type_number, "it is neither a number nor a text");
}

static bool decode_string(struct decoder *d, const msgpack_object *object, const struct path_link *at,
                          struct value *ret_value)
{
    if (object->type != MSGPACK_OBJECT_STR)
        return refuse(d, at, &type_string, "it is not a text");
    *ret_value = value_string(object_text(object));
    if (!str_is_utf8(ret_value->text))
        return refuse(d, at, &type_string, "the text is not UTF-8");
    return true;
}

/* List, set and tuple. Paths do not lead into sets: their elements have no index. */
static bool decode_items(struct decoder *d, const msgpack_object *object, const struct type *type,
                         const struct path_link *at, struct value *ret_value)
{
    if (object->type != MSGPACK_OBJECT_ARRAY)
        return refuse(d, at, type, "it is not an array");
    size_t count = object->via.array.size;
    if (type->kind == TYPE_TUPLE && count != type->count)
        return refuse(d, at, type, "it has another number of items");
    struct value *items = arena_new_array(d->mem, struct value, count);
    for (size_t i = 0; i < count; i++) {
        const struct path_link step = {.up = at, .step = {.kind = STEP_INDEX, .index = (int64_t)i}};
        const struct type *item_type = type->kind == TYPE_TUPLE ? type->members[i].type : type->element;
        TRY(decode(d, &object->via.array.ptr[i], item_type, type->kind == TYPE_SET ? at : &step, &items[i]));
    }
    *ret_value = type->kind == TYPE_SET ? value_set(d->mem, type, items, count) : value_list(type, items, count);
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
            return refuse(d, at, type, "a key is not a UTF-8 text");
        keys[i] = object_text(&pair->key);
        const struct path_link step = {.up = at, .step = {.kind = STEP_KEY, .name = keys[i]}};
        TRY(decode(d, &pair->val, type->element, &step, &items[i]));
    }
    *ret_value = value_map(d->mem, type, keys, items, count);
    for (size_t i = 1; i < count; i++) {
        if (str_eq(ret_value->keys[i - 1], ret_value->keys[i]))
            return refuse(d, at, type, "a key is there twice");
    }
    return true;
}

static bool decode_object(struct decoder *d, const msgpack_object *object, const struct type *type,
                          const struct path_link *at, struct value *ret_value)
{
    if (object->type != MSGPACK_OBJECT_MAP)
        return refuse(d, at, type, "it is not a map");
    if (object->via.map.size != type->count)
        return refuse(d, at, type, "it has another number of attributes than its type");
    struct value *items = arena_new_array(d->mem, struct value, type->count);
    for (size_t i = 0; i < type->count; i++) {
        const msgpack_object_kv *pair = &object->via.map.ptr[i];
        if (pair->key.type != MSGPACK_OBJECT_STR)
            return refuse(d, at, type, "the name of an attribute is not a text");
        /* Attributes come sorted, as in the type; nobody promises it. */
        struct str name = object_text(&pair->key);
        size_t member = str_eq(name, type->members[i].name) ? i : type_member_index(type, name);
        if (member == SIZE_MAX)
            return refuse(d, at, type, "it has an attribute that its type does not have");
        if (items[member].type != NULL)
            return refuse(d, at, type, "an attribute is there twice");
        const struct path_link step = {.up = at, .step = {.kind = STEP_ATTRIBUTE, .name = name}};
        TRY(decode(d, &pair->val, type->members[member].type, &step, &items[member]));
    }
    *ret_value = value_object(type, items);
    return true;
}

/* [type as JSON, value]; the value may again be in a dynamic place. */
static bool decode_dynamic(struct decoder *d, const msgpack_object *object, const struct path_link *at,
                           struct value *ret_value)
{
    const msgpack_object *parts = object->via.array.ptr;
    if (object->type != MSGPACK_OBJECT_ARRAY || object->via.array.size != 2 || parts[0].type != MSGPACK_OBJECT_STR)
        return refuse(d, at, &type_dynamic, "it is not a pair of type and value");
    const struct type *type;
    if (!type_parse(d->mem, object_text(&parts[0]), &type, d->err)) {
        ERR_SET(d->err, attribute, str_c(path_links_text(d->mem, at)));
        return false;
    }
    return decode(d, &parts[1], type, at, ret_value);
}

static bool decode(struct decoder *d, const msgpack_object *object, const struct type *type, const struct path_link *at,
                   struct value *ret_value)
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
        *ret_value = value_bool(object->via.boolean);
        return object->type == MSGPACK_OBJECT_BOOLEAN || refuse(d, at, type, "it is neither true nor false");
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

bool msgpack_decode(struct arena *mem, struct str bytes, const struct type *type, struct value *ret_value, struct err *err)
{
    /* One copy of everything; all texts of the value point into it. */
    struct str own = str_copy(mem, bytes);
    msgpack_object root;
    TRY(parse(mem, own, &root, err));
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
    return 0; /* an overflow is seen once, at the end */
}

static bool encode(struct encoder *e, const struct value *value, const struct type *type, const struct path_link *at);

static bool misfit(struct encoder *e, const struct path_link *at, const struct type *type, const char *problem)
{
    struct str name = type_name(e->mem, type);
    return fail_at(e->err, ERR_INTERNAL, path_links_text(e->mem, at), "a %.*s cannot be written: %s", STR_ARG(name), problem);
}

static void pack_text(struct encoder *e, struct str text)
{
    msgpack_pack_str(&e->packer, text.len);
    msgpack_pack_str_body(&e->packer, text.data, text.len);
}

static void encode_unknown(struct encoder *e, const struct value *value)
{
    if (value->refinement.len > 0)
        msgpack_pack_ext_with_body(&e->packer, value->refinement.data, value->refinement.len, EXT_REFINED);
    else
        msgpack_pack_ext_with_body(&e->packer, "", 1, EXT_UNKNOWN); /* d4 00 00: the payload is one zero byte */
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

static bool encode_items(struct encoder *e, const struct value *value, const struct type *type, const struct path_link *at)
{
    if (type->kind == TYPE_TUPLE && value->count != type->count)
        return misfit(e, at, type, "it has another number of items");
    msgpack_pack_array(&e->packer, value->count);
    for (size_t i = 0; i < value->count; i++) {
        const struct path_link step = {.up = at, .step = {.kind = STEP_INDEX, .index = (int64_t)i}};
        const struct type *item_type = type->kind == TYPE_TUPLE ? type->members[i].type : type->element;
        TRY(encode(e, &value->items[i], item_type, type->kind == TYPE_SET ? at : &step));
    }
    return true;
}

static bool encode_map(struct encoder *e, const struct value *value, const struct type *type, const struct path_link *at)
{
    msgpack_pack_map(&e->packer, value->count);
    for (size_t i = 0; i < value->count; i++) {
        if (!str_is_utf8(value->keys[i]))
            return misfit(e, at, type, "a key is not UTF-8");
        const struct path_link step = {.up = at, .step = {.kind = STEP_KEY, .name = value->keys[i]}};
        pack_text(e, value->keys[i]);
        TRY(encode(e, &value->items[i], type->element, &step));
    }
    return true;
}

static bool encode_object(struct encoder *e, const struct value *value, const struct type *type, const struct path_link *at)
{
    if (type_compare_names(value->type, type) != 0)
        return misfit(e, at, type, "it has other attributes than the expected type");
    msgpack_pack_map(&e->packer, value->count);
    for (size_t i = 0; i < value->count; i++) {
        const struct type_member *member = &type->members[i];
        const struct path_link step = {.up = at, .step = {.kind = STEP_ATTRIBUTE, .name = member->name}};
        pack_text(e, member->name);
        TRY(encode(e, &value->items[i], member->type, &step));
    }
    return true;
}

static bool encode(struct encoder *e, const struct value *value, const struct type *type, const struct path_link *at)
{
    if (value->type == NULL)
        return misfit(e, at, type, "the value has no type");
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
        return misfit(e, at, type, "the value is of another type");
    switch (type->kind) {
    case TYPE_STRING:
        if (!str_is_utf8(value->text))
            return misfit(e, at, type, "the text is not UTF-8");
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
        return misfit(e, at, type, "a known value has a type");
    case TYPE_LIST:
    case TYPE_SET:
    case TYPE_TUPLE:
        return encode_items(e, value, type, at);
    case TYPE_MAP:
        return encode_map(e, value, type, at);
    case TYPE_OBJECT:
        return encode_object(e, value, type, at);
    }
    return misfit(e, at, type, "its type is unknown");
}

bool msgpack_encode(struct arena *mem, const struct value *value, const struct type *type, struct str *ret_bytes,
                    struct err *err)
{
    struct encoder encoder = {.mem = mem, .err = err, .out = buf_new(mem, MAX_MESSAGE_BYTES)};
    msgpack_packer_init(&encoder.packer, &encoder.out, write_bytes);
    TRY(encode(&encoder, value, type, NULL));
    if (encoder.out.overflowed)
        return fail(err, ERR_INTERNAL, "the value is too large to be written");
    *ret_bytes = buf_str(&encoder.out);
    return true;
}
