/*
 * wire_message.c — protobuf-c on arenas. Must not know any message.
 */
#include "plugin/wire_message.h"

static void *allocate(void *mem, size_t size)
{
    return arena_alloc(mem, size);
}

/* Arena memory is freed with the arena, not here. */
static void release(void *mem, void *object)
{
    (void)mem;
    (void)object;
}

ProtobufCMessage *wire_unpack(struct arena *mem, const ProtobufCMessageDescriptor *descriptor,
                              struct str bytes)
{
    ProtobufCAllocator allocator = {.alloc = allocate, .free = release, .allocator_data = mem};
    return protobuf_c_message_unpack(descriptor, &allocator, bytes.len,
                                     (const uint8_t *)(bytes.len > 0 ? bytes.data : ""));
}

struct str wire_pack(struct arena *mem, const ProtobufCMessage *message)
{
    size_t size = protobuf_c_message_get_packed_size(message);
    uint8_t *bytes = arena_alloc(mem, size);
    size_t len = protobuf_c_message_pack(message, bytes);
    return str_n((const char *)bytes, len);
}

static char *without_const(const char *text)
{
    return (char *)(uintptr_t)text;
}

char *wire_text(struct arena *mem, struct str text)
{
    return without_const(str_z(mem, str_printable(mem, text, WIRE_MAX_TEXT_BYTES)));
}

char *wire_static_text(struct arena *mem, const char *text)
{
    struct str view = str_c(text);
    if (str_is_utf8(view))
        return without_const(view.len > 0 ? text : "");
    return wire_text(mem, view);
}

ProtobufCBinaryData wire_bytes(struct str bytes)
{
    return (ProtobufCBinaryData){.len = bytes.len, .data = (uint8_t *)(uintptr_t)bytes.data};
}
