/*
 * str.c — text as pointer and length, and the builder with a size limit. Knows bytes and UTF-8; must not know
 * what the text means.
 */
#include "base/str.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

int str_cmp(struct str a, struct str b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common > 0 ? memcmp(a.data, b.data, common) : 0;
    if (order != 0)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

int str_compare_items(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool str_eq_nocase(struct str a, struct str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        if (lower(a.data[i]) != lower(b.data[i]))
            return false;
    }
    return true;
}

bool str_starts_with(struct str s, struct str prefix)
{
    return s.len >= prefix.len && str_eq(str_n(s.data, prefix.len), prefix);
}

bool str_ends_with(struct str s, struct str suffix)
{
    return s.len >= suffix.len && str_eq(str_slice(s, s.len - suffix.len, s.len), suffix);
}

size_t str_find(struct str s, char c, size_t from)
{
    for (size_t i = from; i < s.len; i++) {
        if (s.data[i] == c)
            return i;
    }
    return s.len;
}

bool str_contains(struct str s, struct str part)
{
    return part.len == 0 || (s.len >= part.len && memmem(s.data, s.len, part.data, part.len) != NULL);
}

/* Position of the first `part` at or after `from`, or s.len. */
static size_t find(struct str s, struct str part, size_t from)
{
    const char *at = from < s.len ? memmem(s.data + from, s.len - from, part.data, part.len) : NULL;
    return at != NULL ? (size_t)(at - s.data) : s.len;
}

struct str str_without_private_keys(struct arena *mem, struct str s)
{
    static const struct str words = STR("PRIVATE KEY"), begin = STR("-----BEGIN"), end = STR("-----END"),
                            dashes = STR("-----");
    if (!str_contains(s, words))
        return s;
    struct buf out = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    size_t from = 0, word = find(s, words, 0);
    while (word < s.len) {
        size_t first = find(s, begin, from), last = find(s, end, word);
        buf_add(&out, str_slice(s, from, first < word ? first : word));
        buf_add(&out, STR("(private key)"));
        from = find(s, dashes, last + end.len) + dashes.len;
        word = find(s, words, from);
    }
    buf_add(&out, str_slice(s, from, s.len));
    return buf_str(&out);
}

struct str str_slice(struct str s, size_t from, size_t to)
{
    if (to > s.len)
        to = s.len;
    if (from >= to)
        return (struct str){NULL, 0};
    return str_n(s.data + from, to - from);
}

struct str str_trim(struct str s)
{
    while (s.len > 0 && isspace((unsigned char)s.data[0])) {
        s.data++;
        s.len--;
    }
    while (s.len > 0 && isspace((unsigned char)s.data[s.len - 1]))
        s.len--;
    return s;
}

bool str_cut(struct str s, char separator, struct str *ret_head, struct str *ret_tail)
{
    size_t at = str_find(s, separator, 0);
    if (at == s.len)
        return false;
    *ret_head = str_slice(s, 0, at);
    *ret_tail = str_slice(s, at + 1, s.len);
    return true;
}

struct str str_after_bom(struct str s)
{
    return str_starts_with(s, STR("\xef\xbb\xbf")) ? str_slice(s, 3, s.len) : s;
}

const char *str_z(struct arena *mem, struct str s)
{
    char *copy = arena_alloc(mem, s.len + 1);
    if (s.len > 0)
        memcpy(copy, s.data, s.len);
    return copy;
}

struct str str_copy(struct arena *mem, struct str s)
{
    return (struct str){str_z(mem, s), s.len};
}

struct str str_copy_secret(struct arena *mem, struct str s)
{
    char *copy = arena_alloc_secret(mem, s.len + 1);
    if (s.len > 0)
        memcpy(copy, s.data, s.len);
    return str_n(copy, s.len);
}

struct str str_vprintf(struct arena *mem, const char *format, va_list args)
{
    char first[256]; /* most texts fit, and are printed once */
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(first, sizeof first, format, args);
    if (len < 0)
        abort(); /* only an invalid format can cause this */
    char *text = arena_alloc(mem, (size_t)len + 1);
    if ((size_t)len < sizeof first)
        memcpy(text, first, (size_t)len + 1);
    else
        vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    return str_n(text, (size_t)len);
}

struct str str_printf(struct arena *mem, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct str result = str_vprintf(mem, format, args);
    va_end(args);
    return result;
}

struct str str_lower(struct arena *mem, struct str s)
{
    char *copy = arena_alloc(mem, s.len + 1);
    for (size_t i = 0; i < s.len; i++)
        copy[i] = lower(s.data[i]);
    return str_n(copy, s.len);
}

bool str_to_int64(struct str s, int64_t *ret_number)
{
    bool negative = s.len > 0 && s.data[0] == '-';
    size_t i = s.len > 0 && (s.data[0] == '-' || s.data[0] == '+') ? 1 : 0;
    if (i == s.len)
        return false;
    int64_t number = 0;
    for (; i < s.len; i++) {
        if (s.data[i] < '0' || s.data[i] > '9')
            return false;
        int64_t digit = s.data[i] - '0';
        if (__builtin_mul_overflow(number, 10, &number) || __builtin_sub_overflow(number, digit, &number))
            return false; /* built from negative values, because INT64_MIN has no positive counterpart */
    }
    if (!negative && __builtin_mul_overflow(number, -1, &number))
        return false;
    *ret_number = number;
    return true;
}

/* Length of the well-formed UTF-8 character at `s`, or 0. */
static size_t utf8_length(const unsigned char *s, size_t available)
{
    if (s[0] < 0x80)
        return 1;
    size_t len = s[0] >= 0xc2 && s[0] <= 0xdf   ? 2
                 : (s[0] & 0xf0) == 0xe0        ? 3
                 : s[0] >= 0xf0 && s[0] <= 0xf4 ? 4
                                                : 0;
    if (len == 0 || len > available)
        return 0;
    for (size_t i = 1; i < len; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    }
    if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) || (s[0] == 0xf0 && s[1] < 0x90) ||
        (s[0] == 0xf4 && s[1] > 0x8f))
        return 0; /* overlong, surrogate, or above U+10FFFF */
    return len;
}

bool str_is_utf8(struct str s)
{
    const unsigned char *bytes = (const unsigned char *)s.data;
    for (size_t i = 0; i < s.len;) {
        size_t len = bytes[i] < 0x80 ? 1 : utf8_length(bytes + i, s.len - i);
        if (len == 0)
            return false;
        i += len;
    }
    return true;
}

struct str str_printable(struct arena *mem, struct str s, size_t max_bytes)
{
    struct buf out = buf_new(mem, s.len * 3 + 8);
    for (size_t i = 0; i < s.len;) {
        if (out.len >= max_bytes) {
            buf_add(&out, STR("\xe2\x80\xa6"));
            break;
        }
        unsigned char c = (unsigned char)s.data[i];
        size_t len = utf8_length((const unsigned char *)s.data + i, s.len - i);
        if (len == 0) {
            buf_add(&out, STR("\xef\xbf\xbd"));
            i++;
        } else if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f) {
            buf_addc(&out, ' ');
            i++;
        } else {
            buf_add(&out, str_n(s.data + i, len));
            i += len;
        }
    }
    return buf_str(&out);
}

size_t str_distance(struct str a, struct str b, size_t limit)
{
    enum { MAX = 128 };
    if (a.len > MAX || b.len > MAX || (a.len > b.len ? a.len - b.len : b.len - a.len) > limit)
        return limit + 1;
    size_t row[MAX + 1];
    for (size_t j = 0; j <= b.len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t best = diagonal + (a.data[i - 1] != b.data[j - 1]);
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            diagonal = row[j];
            row[j] = best;
        }
    }
    return row[b.len] > limit ? limit + 1 : row[b.len];
}

/* Makes room for `extra` more bytes and a NUL; false (and overflowed) when the maximum is exceeded. */
static bool buf_reserve(struct buf *buf, size_t extra)
{
    if (buf->overflowed || extra > buf->max_bytes || buf->len > buf->max_bytes - extra) {
        buf->overflowed = true;
        return false;
    }
    if (buf->data != NULL && buf->len + extra < buf->capacity)
        return true;
    size_t capacity = buf->capacity < 64 ? 128 : buf->capacity * 2;
    while (capacity <= buf->len + extra)
        capacity *= 2;
    char *data = arena_alloc(buf->mem, capacity);
    if (buf->data != NULL && buf->len > 0)
        memcpy(data, buf->data, buf->len);
    buf->data = data;
    buf->capacity = capacity;
    return true;
}

struct buf buf_new_secret(struct arena *mem, size_t max_bytes)
{
    return (struct buf){.mem = mem,
                        .data = arena_alloc_secret(mem, max_bytes + 1),
                        .capacity = max_bytes + 1,
                        .max_bytes = max_bytes};
}

void buf_add(struct buf *buf, struct str s)
{
    if (s.len == 0 || !buf_reserve(buf, s.len))
        return;
    memcpy(buf->data + buf->len, s.data, s.len);
    buf->len += s.len;
    buf->data[buf->len] = '\0';
}

void buf_addc(struct buf *buf, char c)
{
    buf_add(buf, str_n(&c, 1));
}

void buf_add_encoded(struct buf *buf, struct str s)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.data[i];
        bool plain = c < 0x80 && (isalnum(c) || c == '-' || c == '.' || c == '_' || c == '~');
        buf_add(buf, plain ? str_n(s.data + i, 1) : str_n((char[]){'%', digits[c >> 4], digits[c & 15]}, 3));
    }
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    buf_add(buf, str_vprintf(buf->mem, format, args));
    va_end(args);
}

struct str buf_str(struct buf *buf)
{
    return buf->data != NULL ? str_n(buf->data, buf->len) : STR("");
}
