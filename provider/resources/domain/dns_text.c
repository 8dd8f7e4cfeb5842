/*
 * dns_text.c — puts texts into quotes, and reads strings in quotes. Must not know zones.
 */
#include "resources/domain/dns_text.h"

#include "resources/domain/dns_form.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The bytes of one character in quotes at `at`: 1, 2 for \", 4 for \052. */
static size_t step(struct str text, size_t at)
{
    size_t digits = 0;
    if (text.data[at] != '\\' || at + 1 == text.len)
        return 1;
    while (digits < 3 && at + 1 + digits < text.len && text.data[at + 1 + digits] >= '0' &&
           text.data[at + 1 + digits] <= '7')
        digits++;
    return digits == 3 ? 4 : 2;
}

/* The next string, with its quotes; ret_bytes: the length of its content. */
static bool next_string(struct str text, size_t *at, struct str *ret, size_t *ret_bytes)
{
    size_t begin = *at;
    *ret_bytes = 0;
    if (begin >= text.len || text.data[begin] != '"')
        return false;
    for (*at = begin + 1; *at < text.len && text.data[*at] != '"'; ++*ret_bytes)
        *at += step(text, *at);
    if (*at >= text.len)
        return false;
    ++*at;
    *ret = str_slice(text, begin, *at);
    return true;
}

struct str dns_text_form(struct arena *mem, struct str target)
{
    struct buf text = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    struct str trimmed = str_trim(target), string;
    size_t bytes;
    if (!str_starts_with(trimmed, STR("\"")))
        return dns_txt(mem, target);
    for (size_t at = 0; at < trimmed.len;) {
        if (!next_string(trimmed, &at, &string, &bytes))
            return target;
        buf_printf(&text, "%s%.*s", text.len > 0 ? " " : "", STR_ARG(string));
        while (at < trimmed.len && is_space(trimmed.data[at]))
            at++;
    }
    return buf_str(&text);
}

bool dns_text_is_valid(struct str target, size_t *ret_bytes)
{
    struct str string;
    *ret_bytes = 0;
    for (size_t at = 0, bytes; at < target.len; at++) {
        if (!next_string(target, &at, &string, &bytes) || (at < target.len && target.data[at] != ' ')) {
            *ret_bytes = 0;
            return false;
        }
        *ret_bytes = bytes > *ret_bytes ? bytes : *ret_bytes;
    }
    return target.len > 0 && *ret_bytes <= DNS_MOST_STRING_BYTES;
}

/* At most `most` bytes from `at`; a character of UTF-8 stays in one string. */
static size_t part_end(struct str text, size_t at, size_t most)
{
    size_t end = text.len - at > most ? at + most : text.len;
    while (end < text.len && end > at + 1 && ((unsigned char)text.data[end] & 0xC0) == 0x80)
        end--;
    return end;
}

struct str dns_txt(struct arena *mem, struct str text)
{
    struct buf out = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    size_t at = 0;
    do {
        size_t end = part_end(text, at, DNS_MOST_STRING_BYTES);
        buf_add(&out, out.len > 0 ? STR(" \"") : STR("\""));
        for (; at < end; at++) {
            unsigned char c = (unsigned char)text.data[at];
            if (c == '"' || c == '\\')
                buf_printf(&out, "\\%c", c);
            else if (c < 0x20 || c >= 0x7F)
                buf_printf(&out, "\\%03o", c);
            else
                buf_addc(&out, (char)c);
        }
        buf_addc(&out, '"');
    } while (at < text.len);
    return buf_str(&out);
}
