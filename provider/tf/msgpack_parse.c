/*
 * msgpack_parse.c — bytes to a tree of msgpack_object, by msgpack-c's parser template with callbacks that use
 * the arena. Knows MessagePack; must not know Terraform's dialect of it.
 */
#include "tf/msgpack_parse.h"

struct tree {
    struct arena *mem;
    size_t spare_bytes; /* every object takes at least one byte, so the lengths read so far are subtracted */
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
        return tree_refuse(tree, "it announces more items than it has bytes");
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

/* bin and str mean the same in this dialect. */
static int tree_text(struct tree *tree, const char *message, const char *text, unsigned len,
                     msgpack_object *ret_object)
{
    (void)tree;
    (void)message;
    ret_object->type = MSGPACK_OBJECT_STR;
    ret_object->via.str.ptr = text;
    ret_object->via.str.size = len;
    return TREE_OK;
}

/* `len` includes the type byte: a 32-bit sum, which is 0 for the longest possible extension. */
static int tree_ext(struct tree *tree, const char *message, const char *bytes, unsigned len,
                    msgpack_object *ret_object)
{
    (void)message;
    if (len == 0)
        return tree_refuse(tree, "it announces more bytes than it has");
    ret_object->type = MSGPACK_OBJECT_EXT;
    ret_object->via.ext.type = (int8_t)bytes[0];
    ret_object->via.ext.ptr = bytes + 1;
    ret_object->via.ext.size = len - 1;
    return TREE_OK;
}

/* The callbacks of the template, by type. */
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

bool msgpack_parse(struct arena *mem, struct str bytes, msgpack_object *ret_object, struct err *err)
{
    struct parser_context parser; /* its stack of 8 KiB is set as it grows */
    parser.user = (struct tree){.mem = mem, .spare_bytes = bytes.len};
    parser_init(&parser);
    size_t used = 0;
    int result = bytes.len > 0 ? parser_execute(&parser, bytes.data, bytes.len, &used) : 0;
    if (result == 0)
        return fail(err, ERR_PROTOCOL, "the MessagePack value ends too early, after %zu bytes", bytes.len);
    if (result < 0) {
        const char *problem = parser.user.problem;
        if (problem == NULL)
            problem = result == MSGPACK_UNPACK_NOMEM_ERROR ? "it is nested too deeply"
                                                           : "a byte has no meaning in MessagePack";
        return fail(err, ERR_PROTOCOL, "invalid MessagePack value at byte %zu: %s", used, problem);
    }
    if (used != bytes.len)
        return fail(err, ERR_PROTOCOL, "the MessagePack value is followed by %zu more bytes",
                    bytes.len - used);
    *ret_object = parser_data(&parser);
    return true;
}
