/*
 * json_scan.c — one walk over the bytes, which builds values or skips them. Knows JSON; must not know any schema.
 *
 * jansson takes a text byte by byte, at 20 to 30 MB/s; this is for the texts that services and programs write: names without escapes,
 * short numbers. A string with an escape and a number that is not a short integer go to jansson one by one.
 */
#include "base/json_scan.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {
    MOST_DEPTH = 512,
    INTEGER_DIGITS = 18, /* fit into a json_int_t whatever they are */
    PLAIN_DIGITS = 200,  /* without an exponent: a double is larger than that */
};

struct scan {
    const char *at, *end;
    unsigned depth;
};

static bool value(struct scan *s, json_t **ret);

static void blanks(struct scan *s)
{
    while (s->at < s->end && (*s->at == ' ' || *s->at == '\n' || *s->at == '\r' || *s->at == '\t'))
        s->at++;
}

static bool take(struct scan *s, char c)
{
    blanks(s);
    bool is_it = s->at < s->end && *s->at == c;
    s->at += is_it;
    return is_it;
}

/* What needs more than a look: jansson judges it. */
static bool ask_jansson(struct str text, json_t **ret)
{
    json_t *built = json_loadb(text.data, text.len, JSON_DECODE_ANY, NULL);
    if (ret != NULL)
        *ret = built;
    else
        json_decref(built);
    return built != NULL;
}

/* Whether eight bytes are ASCII without quotes, backslashes and control characters. */
static bool are_plain(const char *at)
{
    const uint64_t ones = UINT64_MAX / 255, highs = ones * 0x80;
    uint64_t bytes;
    memcpy(&bytes, at, sizeof bytes);
    uint64_t quotes = bytes ^ (ones * '"'), slashes = bytes ^ (ones * '\\');
    /* A high bit where a byte is zero, or less than a blank; after such a one there may be more. */
    return ((bytes | (bytes - ones * ' ') | (quotes - ones) | (slashes - ones)) & highs) == 0;
}

/* After its first quote. `ret` is what is between the quotes. */
static bool quoted(struct scan *s, struct str *ret, bool *ret_is_plain)
{
    const char *from = s->at;
    unsigned char all = 0;
    *ret_is_plain = true;
    while (s->end - s->at >= (ptrdiff_t)sizeof(uint64_t) && are_plain(s->at))
        s->at += sizeof(uint64_t);
    for (; s->at < s->end && *s->at != '"'; s->at++) {
        unsigned char c = (unsigned char)*s->at;
        if (c < 0x20)
            return false;
        all |= c;
        if (c == '\\') {
            *ret_is_plain = false;
            if (++s->at == s->end)
                return false;
        }
    }
    if (s->at == s->end)
        return false;
    *ret = str_n(from, (size_t)(s->at++ - from));
    return all < 0x80 || str_is_utf8(*ret);
}

static bool string(struct scan *s, json_t **ret)
{
    struct str text;
    bool is_plain;
    if (!quoted(s, &text, &is_plain))
        return false;
    if (!is_plain)
        return ask_jansson(str_n(text.data - 1, text.len + 2), ret);
    if (ret != NULL)
        *ret = json_stringn_nocheck(text.data, text.len);
    return true;
}

static size_t digits(struct scan *s)
{
    const char *from = s->at;
    while (s->at < s->end && *s->at >= '0' && *s->at <= '9')
        s->at++;
    return (size_t)(s->at - from);
}

static json_t *integer(struct str text)
{
    json_int_t number = 0;
    bool is_negative = text.data[0] == '-';
    for (size_t i = is_negative; i < text.len; i++)
        number = number * 10 + (text.data[i] - '0');
    return json_integer(is_negative ? -number : number);
}

static bool number(struct scan *s, json_t **ret)
{
    const char *from = s->at;
    s->at += *s->at == '-';
    const char *first = s->at;
    size_t whole = digits(s);
    if (whole == 0 || (whole > 1 && *first == '0'))
        return false;
    bool is_integer = true, is_short = whole <= INTEGER_DIGITS;
    if (s->at < s->end && *s->at == '.') {
        is_integer = false;
        s->at++;
        size_t part = digits(s);
        if (part == 0)
            return false;
        is_short = whole + part <= PLAIN_DIGITS;
    }
    while (s->at < s->end && strchr("eE+-.0123456789", *s->at) != NULL && *s->at != '\0') {
        is_integer = is_short = false;
        s->at++;
    }
    struct str text = str_n(from, (size_t)(s->at - from));
    if (ret != NULL && is_integer && is_short)
        *ret = integer(text);
    else if (ret != NULL || !is_short)
        return ask_jansson(text, ret);
    return true;
}

static bool word(struct scan *s, const char *word, json_t *meaning, json_t **ret)
{
    size_t len = strlen(word);
    if ((size_t)(s->end - s->at) < len || memcmp(s->at, word, len) != 0)
        return false;
    s->at += len;
    if (ret != NULL)
        *ret = meaning;
    return true;
}

static bool member_name(struct scan *s, struct str *ret)
{
    bool is_plain;
    return take(s, '"') && quoted(s, ret, &is_plain) && is_plain && take(s, ':');
}

/* Takes the reference; false: the name was there before, or memory is out. */
static bool put(json_t *object, struct str name, json_t *member)
{
    size_t before = json_object_size(object);
    return json_object_setn_new_nocheck(object, name.data, name.len, member) == 0 &&
           json_object_size(object) > before;
}

static bool object(struct scan *s, json_t *built)
{
    struct str name;
    if (take(s, '}'))
        return true;
    do {
        json_t *member = NULL;
        if (!member_name(s, &name) || !value(s, built != NULL ? &member : NULL) ||
            (built != NULL && !put(built, name, member)))
            return false;
    } while (take(s, ','));
    return take(s, '}');
}

static bool array(struct scan *s, json_t *built)
{
    if (take(s, ']'))
        return true;
    do {
        json_t *element = NULL;
        if (!value(s, built != NULL ? &element : NULL) ||
            (built != NULL && json_array_append_new(built, element) != 0))
            return false;
    } while (take(s, ','));
    return take(s, ']');
}

static bool nested(struct scan *s, json_t *built, bool (*walk)(struct scan *s, json_t *built), json_t **ret)
{
    bool ok = ++s->depth <= MOST_DEPTH && walk(s, built);
    s->depth--;
    if (ret != NULL && ok)
        *ret = built;
    else
        json_decref(built);
    return ok;
}

/* ret NULL: nothing is built. */
static bool value(struct scan *s, json_t **ret)
{
    blanks(s);
    if (s->at == s->end)
        return false;
    switch (*s->at) {
    case '"':
        s->at++;
        return string(s, ret);
    case '{':
        s->at++;
        return nested(s, ret != NULL ? json_object() : NULL, object, ret);
    case '[':
        s->at++;
        return nested(s, ret != NULL ? json_array() : NULL, array, ret);
    case 't':
        return word(s, "true", json_true(), ret);
    case 'f':
        return word(s, "false", json_false(), ret);
    case 'n':
        return word(s, "null", json_null(), ret);
    default:
        return number(s, ret);
    }
}

json_t *json_scan_build(struct str text)
{
    struct scan s = {.at = text.data, .end = text.data + text.len};
    json_t *built = NULL;
    if (text.len == 0 || !value(&s, &built))
        return NULL;
    blanks(&s);
    if (s.at == s.end)
        return built;
    json_decref(built);
    return NULL;
}

/* ---- a way through a text ------------------------------------------------------------------------------------ */

struct json_walk json_walk_begin(struct str text)
{
    struct scan s = {.at = text.data, .end = text.data + text.len};
    blanks(&s);
    char first = s.at < s.end ? *s.at : '\0';
    return (struct json_walk){.at = s.at + (first != '\0'),
                              .end = s.end,
                              .close = first == '{'   ? '}'
                                       : first == '[' ? ']'
                                                      : '\0'};
}

static bool end_of_walk(struct json_walk *walk, struct scan *s)
{
    walk->close = '\0';
    blanks(s);
    walk->is_good = s->at == s->end;
    return false;
}

bool json_walk_next(struct json_walk *walk, struct str *ret_name, struct str *ret_value)
{
    struct scan s = {.at = walk->at, .end = walk->end, .depth = 1};
    if (walk->close == '\0')
        return false;
    bool has_more = walk->has_begun ? take(&s, ',') : true;
    if ((!walk->has_begun || !has_more) && take(&s, walk->close))
        return end_of_walk(walk, &s);
    bool is_object = walk->close == '}';
    if (!has_more || (is_object && !member_name(&s, ret_name))) {
        walk->close = '\0';
        return false;
    }
    blanks(&s);
    const char *from = s.at;
    if (!value(&s, NULL)) {
        walk->close = '\0';
        return false;
    }
    *ret_value = str_n(from, (size_t)(s.at - from));
    walk->at = s.at;
    walk->has_begun = true;
    return true;
}

bool json_scan_is_object(struct str text)
{
    struct json_walk walk = json_walk_begin(text);
    struct str name, part;
    bool is_object = walk.close == '}';
    while (json_walk_next(&walk, &name, &part))
        continue;
    return is_object && walk.is_good;
}
