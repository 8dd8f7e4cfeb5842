/*
 * message.h — protobuf by hand: writes and finds fields by their number, so that the numbers in a test are
 * the protocol's and not those that the generated code believes in. Knows tags and lengths; must not know any
 * message.
 */
#ifndef TESTS_UNIT_PLUGIN_MESSAGE_H
#define TESTS_UNIT_PLUGIN_MESSAGE_H

#include "base/str.h"

static inline void put_varint(struct buf *out, uint64_t number)
{
    while (number >= 0x80) {
        buf_addc(out, (char)(number | 0x80));
        number >>= 7;
    }
    buf_addc(out, (char)number);
}

static inline void put_number(struct buf *out, unsigned field, uint64_t number)
{
    put_varint(out, (uint64_t)field << 3);
    put_varint(out, number);
}

static inline void put_bytes(struct buf *out, unsigned field, struct str bytes)
{
    put_varint(out, (uint64_t)field << 3 | 2);
    put_varint(out, bytes.len);
    buf_add(out, bytes);
}

static inline bool get_varint(struct str *rest, uint64_t *ret)
{
    uint64_t number = 0;
    for (unsigned shift = 0; rest->len > 0 && shift < 64; shift += 7) {
        unsigned char byte = (unsigned char)rest->data[0];
        *rest = str_slice(*rest, 1, rest->len);
        number |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            *ret = number;
            return true;
        }
    }
    return false;
}

/*
 * The nth (from 0) occurrence of a field: its bytes, or its number in `ret_number`. False when there is none
 * or the message is broken.
 */
static inline bool get_field(struct str message, unsigned field, size_t nth, struct str *ret_bytes,
                             uint64_t *ret_number)
{
    while (message.len > 0) {
        uint64_t tag, number;
        if (!get_varint(&message, &tag) || !get_varint(&message, &number))
            return false;
        struct str bytes = {NULL, 0};
        if ((tag & 7) == 2) {
            if (number > message.len)
                return false;
            bytes = str_slice(message, 0, (size_t)number);
            message = str_slice(message, (size_t)number, message.len);
        }
        if (tag >> 3 == field && nth-- == 0) {
            *ret_bytes = bytes;
            *ret_number = number;
            return true;
        }
    }
    return false;
}

static inline bool has_field(struct str message, unsigned field)
{
    struct str bytes;
    uint64_t number;
    return get_field(message, field, 0, &bytes, &number);
}

/* Empty when the field is missing. */
static inline struct str bytes_of(struct str message, unsigned field, size_t nth)
{
    struct str bytes;
    uint64_t number;
    return get_field(message, field, nth, &bytes, &number) ? bytes : (struct str){NULL, 0};
}

/* 0 when the field is missing, as in proto3. */
static inline uint64_t number_of(struct str message, unsigned field)
{
    struct str bytes;
    uint64_t number;
    return get_field(message, field, 0, &bytes, &number) ? number : 0;
}

#endif
