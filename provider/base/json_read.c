/*
 * json_read.c — one pass over the bytes of a JSON text. Knows the grammar of RFC 8259; must not know what the
 * values mean.
 */
#include "base/json_read.h"

struct json_reader json_reader(struct arena *mem, struct str text, size_t max_depth)
{
    const char *start = text.data != NULL ? text.data : "";
    return (struct json_reader){
        .mem = mem, .start = start, .at = start, .end = start + text.len, .levels_left = max_depth};
}

bool json_read_refuse(struct json_reader *reader, const char *problem)
{
    if (reader->problem == NULL)
        reader->problem = problem;
    return false;
}

size_t json_read_line(const struct json_reader *reader)
{
    size_t line = 1;
    for (const char *at = reader->start; at < reader->at; at++)
        line += *at == '\n';
    return line;
}

/* The next byte that is not blank, or 0 at the end and for a NUL, which is never valid there. */
static char peek(struct json_reader *reader)
{
    while (reader->at < reader->end &&
           (*reader->at == ' ' || *reader->at == '\n' || *reader->at == '\r' || *reader->at == '\t'))
        reader->at++;
    return reader->at < reader->end ? *reader->at : '\0';
}

/* ---- strings ------------------------------------------------------------------------------------------- */

/* Four hexadecimal digits, or -1. */
static int32_t read_hex(const char *at, const char *end)
{
    int32_t code = 0;
    if (end - at < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        char c = at[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0)
            return -1;
        code = code * 16 + digit;
    }
    return code;
}

static char *add_utf8(char *out, int32_t code)
{
    if (code < 0x80) {
        *out++ = (char)code;
        return out;
    }
    int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3; /* bytes after the first */
    static const unsigned char marks[] = {0, 0xc0, 0xe0, 0xf0};
    *out++ = (char)(marks[more] | (code >> (6 * more)));
    while (more-- > 0)
        *out++ = (char)(0x80 | ((code >> (6 * more)) & 0x3f));
    return out;
}

/* The code point of an escape after "\u"; `ret_at` is set after it. -1 for an invalid one or half a pair. */
static int32_t read_code(const char *at, const char *end, const char **ret_at)
{
    int32_t code = read_hex(at, end);
    *ret_at = at + 4;
    if (code < 0xd800 || code > 0xdfff)
        return code;
    int32_t low = code < 0xdc00 && end - at >= 6 && at[4] == '\\' && at[5] == 'u' ? read_hex(at + 6, end)
                                                                                  : -1;
    *ret_at = at + 10;
    return low >= 0xdc00 && low <= 0xdfff ? 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00) : -1;
}

/* `raw` has an escape: the text is shorter than it. */
static bool unescape(struct json_reader *reader, struct str raw, struct str *ret)
{
    static const char names[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    char *text = reader->wipes ? arena_alloc_secret(reader->mem, raw.len) : arena_alloc(reader->mem, raw.len);
    char *out = text;
    const char *end = raw.data + raw.len;
    for (const char *at = raw.data; at < end;) {
        if (*at != '\\') {
            *out++ = *at++;
            continue;
        }
        char name = at[1]; /* the closing quote ends no escape, so there is a byte */
        const char *found = memchr(names, name, sizeof names - 1);
        int32_t code = found != NULL ? meanings[found - names] : -1;
        at += 2;
        if (name == 'u')
            code = read_code(at, end, &at);
        if (code < 0)
            return json_read_refuse(reader, "invalid escape");
        out = add_utf8(out, code);
    }
    *ret = str_n(text, (size_t)(out - text));
    return true;
}

/* From the opening quote to after the closing one. */
static bool read_string(struct json_reader *reader, struct str *ret)
{
    const char *from = ++reader->at, *at = from, *end = reader->end;
    unsigned char all = 0;
    bool has_escape = false;
    for (; at < end && *at != '"'; at++) {
        unsigned char c = (unsigned char)*at;
        all |= c;
        if (c < 0x20)
            break;
        if (c == '\\') {
            has_escape = true;
            if (++at == end)
                break;
        }
    }
    reader->at = at;
    if (at == end || *at != '"')
        return json_read_refuse(reader,
                                at == end ? "a string is not closed" : "control character in a string");
    *ret = str_n(from, (size_t)(at - from));
    if (all >= 0x80 && !str_is_utf8(*ret))
        return json_read_refuse(reader, "a string is not UTF-8");
    if (has_escape && !unescape(reader, *ret, ret))
        return false;
    reader->at++;
    return true;
}

/* ---- other values -------------------------------------------------------------------------------------- */

static const char *after_digits(const char *at, const char *end)
{
    while (at < end && *at >= '0' && *at <= '9')
        at++;
    return at;
}

/* The end of the number at `at`, or NULL if it is malformed. */
static const char *number_end(const char *at, const char *end)
{
    at += *at == '-';
    const char *digits = at;
    at = after_digits(at, end);
    if (at == digits || (*digits == '0' && at > digits + 1))
        return NULL;
    if (at < end && *at == '.') {
        digits = at + 1;
        at = after_digits(digits, end);
        if (at == digits)
            return NULL;
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        at++;
        at += at < end && (*at == '+' || *at == '-');
        digits = at;
        at = after_digits(at, end);
        if (at == digits)
            return NULL;
    }
    return at;
}

static enum json_token read_number(struct json_reader *reader, struct str *ret_text)
{
    const char *end = number_end(reader->at, reader->end);
    if (end == NULL) {
        json_read_refuse(reader, "malformed number");
        return READ_FAILED;
    }
    *ret_text = str_n(reader->at, (size_t)(end - reader->at));
    reader->at = end;
    return READ_NUMBER;
}

static enum json_token read_word(struct json_reader *reader, struct str word, enum json_token token)
{
    if ((size_t)(reader->end - reader->at) >= word.len && memcmp(reader->at, word.data, word.len) == 0) {
        reader->at += word.len;
        return token;
    }
    json_read_refuse(reader, "a value is expected");
    return READ_FAILED;
}

static enum json_token open_bracket(struct json_reader *reader, enum json_token token)
{
    if (reader->levels_left == 0) {
        reader->is_too_deep = true;
        json_read_refuse(reader, "it is nested too deeply");
        return READ_FAILED;
    }
    reader->levels_left--;
    reader->at++;
    return token;
}

enum json_token json_read(struct json_reader *reader, struct str *ret_text)
{
    char c = peek(reader);
    switch (c) {
    case '"':
        return read_string(reader, ret_text) ? READ_STRING : READ_FAILED;
    case '{':
        return open_bracket(reader, READ_OBJECT);
    case '[':
        return open_bracket(reader, READ_ARRAY);
    case 'n':
        return read_word(reader, STR("null"), READ_NULL);
    case 't':
        return read_word(reader, STR("true"), READ_TRUE);
    case 'f':
        return read_word(reader, STR("false"), READ_FALSE);
    default:
        if (c == '-' || (c >= '0' && c <= '9'))
            return read_number(reader, ret_text);
        json_read_refuse(reader, "a value is expected");
        return READ_FAILED;
    }
}

/* ---- arrays and objects -------------------------------------------------------------------------------- */

/* Takes the comma before an item that is not the first, or the closing bracket. */
static bool has_item(struct json_reader *reader, bool is_first, char close, const char *problem)
{
    char c = peek(reader);
    if (c == close) {
        reader->at++;
        reader->levels_left++;
        return false;
    }
    if (is_first)
        return true;
    if (c != ',')
        return json_read_refuse(reader, problem);
    reader->at++;
    return true;
}

bool json_read_item(struct json_reader *reader, bool is_first)
{
    return reader->problem == NULL && has_item(reader, is_first, ']', "',' or ']' is expected");
}

bool json_read_key(struct json_reader *reader, bool is_first, struct str *ret_key)
{
    if (reader->problem != NULL || !has_item(reader, is_first, '}', "',' or '}' is expected"))
        return false;
    if (peek(reader) != '"')
        return json_read_refuse(reader, "a key is expected");
    if (!read_string(reader, ret_key))
        return false;
    if (memchr(ret_key->data, '\0', ret_key->len) != NULL)
        return json_read_refuse(reader, "a key has a NUL");
    if (peek(reader) != ':')
        return json_read_refuse(reader, "':' is expected");
    reader->at++;
    return true;
}

bool json_read_end(struct json_reader *reader)
{
    peek(reader);
    return reader->problem == NULL &&
           (reader->at == reader->end || json_read_refuse(reader, "the end of the text is expected"));
}
