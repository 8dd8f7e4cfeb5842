/*
 * json_walk.c — finds where the parts of a JSON text begin and end. Must not check the content of a part.
 */
#include "base/json_walk.h"

#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static void blanks(struct json_walk *walk)
{
    while (walk->at < walk->end && is_blank(*walk->at))
        walk->at++;
}

static bool take(struct json_walk *walk, char c)
{
    blanks(walk);
    bool is_it = walk->at < walk->end && *walk->at == c;
    walk->at += is_it;
    return is_it;
}

/* After the opening quote, to after the closing one. */
static bool quoted(struct json_walk *walk, bool *ret_has_escape)
{
    const char *at = walk->at, *end = walk->end;
    bool has_escape = false;
    for (; at < end && *at != '"'; at++) {
        if (*at == '\\') {
            has_escape = true;
            if (++at == end)
                break;
        }
    }
    *ret_has_escape = has_escape;
    walk->at = at < end ? at + 1 : end;
    return at < end;
}

static bool name(struct json_walk *walk, struct str *ret)
{
    bool has_escape;
    if (!take(walk, '"'))
        return false;
    const char *from = walk->at;
    if (!quoted(walk, &has_escape) || has_escape)
        return false;
    *ret = str_n(from, (size_t)(walk->at - from - 1));
    return take(walk, ':');
}

/* From the opening bracket to the matching closing one. */
static bool nested(struct json_walk *walk)
{
    bool ignored;
    size_t depth = 0;
    do {
        char c = *walk->at++;
        if (c == '"' && !quoted(walk, &ignored))
            return false;
        if (c == '{' || c == '[')
            depth++;
        else if (c == '}' || c == ']')
            depth--;
    } while (depth > 0 && walk->at < walk->end);
    return depth == 0;
}

static bool ends_plain(char c)
{
    return is_blank(c) || c == ',' || c == ':' || c == '"' || c == '[' || c == ']' || c == '{' || c == '}';
}

/* A number, true, false or null. */
static bool plain(struct json_walk *walk)
{
    const char *from = walk->at;
    while (walk->at < walk->end && !ends_plain(*walk->at))
        walk->at++;
    struct str text = str_n(from, (size_t)(walk->at - from));
    bool is_number = text.len > 0 && (*from == '-' || (*from >= '0' && *from <= '9'));
    return is_number || str_eqc(text, "true") || str_eqc(text, "false") || str_eqc(text, "null");
}

static bool value(struct json_walk *walk, struct str *ret)
{
    bool ignored;
    blanks(walk);
    const char *from = walk->at;
    if (from == walk->end)
        return false;
    bool is_whole = *from == '{' || *from == '[' ? nested(walk)
                    : *from == '"'               ? (walk->at++, quoted(walk, &ignored))
                                                 : plain(walk);
    *ret = str_n(from, (size_t)(walk->at - from));
    return is_whole;
}

struct json_walk json_walk_begin(struct str text)
{
    struct json_walk walk = {.at = text.data, .end = text.data + text.len};
    walk.close = take(&walk, '{') ? '}' : take(&walk, '[') ? ']' : '\0';
    return walk;
}

static bool over(struct json_walk *walk)
{
    walk->close = '\0';
    return false;
}

bool json_walk_next(struct json_walk *walk, struct str *ret_name, struct str *ret_value)
{
    if (walk->close == '\0')
        return false;
    bool has_more = !walk->has_begun || take(walk, ',');
    if ((!walk->has_begun || !has_more) && take(walk, walk->close)) {
        blanks(walk);
        walk->is_good = walk->at == walk->end;
        return over(walk);
    }
    walk->has_begun = true;
    if (!has_more || (walk->close == '}' && !name(walk, ret_name)) || !value(walk, ret_value))
        return over(walk);
    return true;
}

bool json_walk_is_object(struct str text)
{
    struct json_walk walk = json_walk_begin(text);
    struct str name_of_it, part;
    bool is_object = walk.close == '}';
    while (json_walk_next(&walk, &name_of_it, &part))
        continue;
    return is_object && walk.is_good;
}
