/*
 * base64.c — base64 text and back. Must not know what the bytes are.
 */
#include "base/base64.h"

struct str base64_encode(struct arena *mem, struct str bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *text = arena_alloc(mem, (bytes.len + 2) / 3 * 4 + 1);
    size_t len = 0;
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t count = bytes.len - i < 3 ? bytes.len - i : 3;
        unsigned bits = 0;
        for (size_t k = 0; k < 3; k++)
            bits = bits << 8 | (k < count ? (unsigned char)bytes.data[i + k] : 0);
        for (size_t k = 0; k < 4; k++)
            text[len++] = k <= count ? digits[bits >> (18 - 6 * k) & 63] : '=';
    }
    return str_n(text, len);
}

static int base64_digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool base64_decode(struct arena *mem, struct str text, struct str *ret_bytes)
{
    while (text.len > 0 && text.data[text.len - 1] == '=')
        text.len--;
    char *bytes = arena_alloc(mem, text.len + 1);
    size_t len = 0;
    unsigned bits = 0, bit_count = 0;
    for (size_t i = 0; i < text.len; i++) {
        int digit = base64_digit(text.data[i]);
        if (digit < 0)
            return false;
        bits = (bits << 6 | (unsigned)digit) & 0xffffff;
        bit_count += 6;
        if (bit_count >= 8) {
            bit_count -= 8;
            bytes[len++] = (char)(bits >> bit_count);
        }
    }
    *ret_bytes = str_n(bytes, len);
    return bit_count < 6; /* a single remaining digit is not a byte */
}

bool base64_is_text(struct str text)
{
    while (text.len > 0 && text.data[text.len - 1] == '=')
        text.len--;
    for (size_t i = 0; i < text.len; i++) {
        if (base64_digit(text.data[i]) < 0)
            return false;
    }
    return true;
}
