/*
 * value.c — MessagePack with the library's own reader. Must not know whose value it is.
 */
#include "value.h"

#include <msgpack.h>
#include <stdio.h>

static void print_text(const char *text, size_t len)
{
    putchar('"');
    for (size_t i = 0; i < len; i++) {
        unsigned char ch = (unsigned char)text[i];
        if (ch == '"' || ch == '\\')
            printf("\\%c", ch);
        else if (ch < 0x20)
            printf("\\u%04x", ch);
        else
            putchar(ch);
    }
    putchar('"');
}

static void print(const msgpack_object *object);

static void print_items(const msgpack_object_array *array)
{
    putchar('[');
    for (uint32_t i = 0; i < array->size; i++) {
        if (i > 0)
            putchar(',');
        print(&array->ptr[i]);
    }
    putchar(']');
}

static void print_members(const msgpack_object_map *map)
{
    putchar('{');
    for (uint32_t i = 0; i < map->size; i++) {
        if (i > 0)
            putchar(',');
        print(&map->ptr[i].key);
        putchar(':');
        print(&map->ptr[i].val);
    }
    putchar('}');
}

static void print(const msgpack_object *object)
{
    switch (object->type) {
    case MSGPACK_OBJECT_STR:
        print_text(object->via.str.ptr, object->via.str.size);
        break;
    case MSGPACK_OBJECT_ARRAY:
        print_items(&object->via.array);
        break;
    case MSGPACK_OBJECT_MAP:
        print_members(&object->via.map);
        break;
    case MSGPACK_OBJECT_EXT:
        print_text("(unknown)", 9);
        break;
    case MSGPACK_OBJECT_NIL:
        fputs("null", stdout);
        break;
    default: /* numbers and booleans have the same form in both */
        msgpack_object_print(stdout, *object);
    }
}

void value_print(const uint8_t *bytes, size_t len)
{
    msgpack_unpacked value;
    msgpack_unpacked_init(&value);
    size_t at = 0;
    if (len > 0 && msgpack_unpack_next(&value, (const char *)bytes, len, &at) == MSGPACK_UNPACK_SUCCESS)
        print(&value.data);
    else
        fputs("null", stdout);
    msgpack_unpacked_destroy(&value);
}
