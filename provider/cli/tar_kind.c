/*
 * tar_kind.c — goes from header to header of a tar file. Must not read the contents of its members. Source: POSIX
 * pax, ustar interchange format, with GNU's binary sizes.
 */
#include "cli/tar_kind.h"

#include <string.h>

enum {
    NAME_BYTES = 100,
    SIZE_AT = 124,
    SIZE_BYTES = 12,
    CHECKSUM_AT = 148,
    CHECKSUM_BYTES = 8,
    MOST_MEMBERS = 1000 * 1000,
};

/* An octal number that ends with a blank or NUL. False for anything else. */
static bool take_octal(const unsigned char *field, size_t bytes, uint64_t *ret_number)
{
    size_t i = 0, digits = 0;
    *ret_number = 0;
    while (i < bytes && field[i] == ' ')
        i++;
    for (; i < bytes && field[i] >= '0' && field[i] <= '7'; i++, digits++)
        *ret_number = *ret_number * 8 + (uint64_t)(field[i] - '0');
    return digits > 0 && (i == bytes || field[i] == ' ' || field[i] == '\0');
}

/* GNU: the first bit is set, and the rest is a number in base 256, of which the last eight bytes are enough. */
static bool take_size(const unsigned char *header, uint64_t *ret_size)
{
    const unsigned char *field = header + SIZE_AT;
    if ((field[0] & 0x80) == 0)
        return take_octal(field, SIZE_BYTES, ret_size);
    *ret_size = 0;
    for (size_t i = 4; i < SIZE_BYTES; i++)
        *ret_size = *ret_size << 8 | field[i];
    return field[0] == 0x80 && field[1] == 0 && field[2] == 0 && field[3] == 0;
}

static bool is_header(const unsigned char *header)
{
    uint64_t wanted, sum = 0;
    for (size_t i = 0; i < TAR_BLOCK_BYTES; i++) {
        bool is_checksum = i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_BYTES;
        sum += is_checksum ? ' ' : header[i];
    }
    return take_octal(header + CHECKSUM_AT, CHECKSUM_BYTES, &wanted) && wanted == sum;
}

static bool is_named(const unsigned char *header, const char *name)
{
    const char *text = (const char *)header;
    if (text[0] == '.' && text[1] == '/')
        text += 2;
    return strncmp(text, name, NAME_BYTES - 2) == 0;
}

static bool is_compressed(const unsigned char *block, size_t bytes)
{
    static const struct {
        const char *magic;
        size_t bytes;
    } forms[] = {{"\x1f\x8b", 2}, {"\x28\xb5\x2f\xfd", 4}, {"\xfd\x37zXZ", 5}, {"BZh", 3}};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (bytes >= forms[i].bytes && memcmp(block, forms[i].magic, forms[i].bytes) == 0)
            return true;
    }
    return false;
}

enum tar_kind tar_kind(tar_read_function *read_block, void *context)
{
    unsigned char block[TAR_BLOCK_BYTES];
    enum tar_kind kind = TAR_NONE;
    uint64_t offset = 0, size;
    size_t bytes = read_block(context, 0, block);
    if (is_compressed(block, bytes))
        return TAR_COMPRESSED;
    for (size_t i = 0; i < MOST_MEMBERS && bytes == TAR_BLOCK_BYTES && is_header(block); i++) {
        if (is_named(block, "manifest.json"))
            return TAR_DOCKER;
        kind = kind == TAR_OCI || is_named(block, "oci-layout") ? TAR_OCI : TAR_OTHER;
        if (!take_size(block, &size) || size > INT64_MAX - offset - 2 * (uint64_t)TAR_BLOCK_BYTES)
            return kind;
        offset += TAR_BLOCK_BYTES + (size + TAR_BLOCK_BYTES - 1) / TAR_BLOCK_BYTES * TAR_BLOCK_BYTES;
        bytes = read_block(context, offset, block);
    }
    return kind;
}
