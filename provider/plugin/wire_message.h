/*
 * wire_message.h — what wire*.c share: packing into an arena, text that may be sent, views of received
 * fields. Knows protobuf-c; must not know any message. Included by wire*.c only.
 */
#ifndef PLUGIN_WIRE_MESSAGE_H
#define PLUGIN_WIRE_MESSAGE_H

#include <protobuf-c/protobuf-c.h>

#include "base/str.h"

/* Longest text of a diagnostic or a name that is sent; documentation is not cut. */
enum { WIRE_MAX_TEXT_BYTES = 16 * 1024 };

/* The message in the arena, or NULL when the bytes are not such a message. */
ProtobufCMessage *wire_unpack(struct arena *mem, const ProtobufCMessageDescriptor *descriptor,
                              struct str bytes);
struct str wire_pack(struct arena *mem, const ProtobufCMessage *message);

/*
 * Makes a text fit to be sent: valid UTF-8, no control characters, limited length. The generated structs need
 * `char *`, but no code writes to it.
 */
char *wire_text(struct arena *mem, struct str text);
/* For static texts of the tables (NULL: empty): checked, but not cut. */
char *wire_static_text(struct arena *mem, const char *text);
ProtobufCBinaryData wire_bytes(struct str bytes);

/* Decodes into `name`, a pointer to the message's struct, or makes the function return false. */
#define UNPACK(type, name, descriptor)                                       \
    const type *name = (const type *)wire_unpack(mem, &(descriptor), bytes); \
    if (name == NULL)                                                        \
    return false

static inline struct str wire_view(ProtobufCBinaryData bytes)
{
    return str_n((const char *)bytes.data, bytes.len);
}

#endif
