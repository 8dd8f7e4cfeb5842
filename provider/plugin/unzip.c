/*
 * unzip.c — the directory at the end of an archive, and one member of it. Must not trust a length in the
 * archive.
 */
#include "plugin/unzip.h"

#include <zlib.h>

enum {
    MAX_MEMBER_BYTES = 64 * 1024 * 1024,
    END_BYTES = 22,
    ENTRY_BYTES = 46,
    LOCAL_BYTES = 30,
    STORED = 0,
    DEFLATED = 8,
};

static const struct str end_mark = STR("PK\5\6"), entry_mark = STR("PK\1\2"), local_mark = STR("PK\3\4");

/* A number of `bytes` bytes, little-endian; 0 beyond the end. */
static size_t number_at(struct str s, size_t at, size_t bytes)
{
    size_t number = 0;
    for (size_t i = bytes; i > 0; i--)
        number = number << 8 | (at + i <= s.len ? (unsigned char)s.data[at + i - 1] : 0);
    return number;
}

static bool has_mark(struct str archive, size_t at, struct str mark)
{
    return str_eq(str_slice(archive, at, at + mark.len), mark);
}

static bool inflate_member(struct arena *mem, struct str packed, size_t bytes, struct str *ret)
{
    if (bytes > MAX_MEMBER_BYTES)
        return false;
    char *out = arena_alloc(mem, bytes + 1);
    z_stream stream = {.next_in = (unsigned char *)(uintptr_t)packed.data,
                       .avail_in = (unsigned)packed.len,
                       .next_out = (unsigned char *)out,
                       .avail_out = (unsigned)bytes};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
        return false;
    bool good = inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.total_out == bytes;
    inflateEnd(&stream);
    *ret = str_n(out, bytes);
    return good;
}

static bool read_member(struct arena *mem, struct str archive, size_t entry, struct str *ret)
{
    size_t method = number_at(archive, entry + 10, 2), packed_bytes = number_at(archive, entry + 20, 4),
           bytes = number_at(archive, entry + 24, 4), local = number_at(archive, entry + 42, 4);
    size_t data = local + LOCAL_BYTES + number_at(archive, local + 26, 2) + number_at(archive, local + 28, 2);
    struct str packed = str_slice(archive, data, data + packed_bytes);
    if (!has_mark(archive, local, local_mark) || packed.len != packed_bytes)
        return false;
    *ret = packed;
    return method == STORED || (method == DEFLATED && inflate_member(mem, packed, bytes, ret));
}

bool unzip_member(struct arena *mem, struct str archive, struct str name, struct str *ret)
{
    size_t end = archive.len >= END_BYTES ? archive.len - END_BYTES : 0;
    while (end > 0 && !has_mark(archive, end, end_mark))
        end--;
    size_t entry = number_at(archive, end + 16, 4);
    while (has_mark(archive, entry, entry_mark)) {
        size_t name_at = entry + ENTRY_BYTES, name_bytes = number_at(archive, entry + 28, 2);
        if (str_eq(str_slice(archive, name_at, name_at + name_bytes), name))
            return read_member(mem, archive, entry, ret);
        entry = name_at + name_bytes + number_at(archive, entry + 30, 2) + number_at(archive, entry + 32, 2);
    }
    return false;
}
