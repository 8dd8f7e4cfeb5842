/*
 * path.c — attribute paths and their text form. Knows steps;
 * must not know schemas or values.
 */
#include "tf/path.h"

#include <inttypes.h>

static struct path append(struct arena *mem, struct path base, struct path_step step)
{
    struct path_step *steps = arena_new_array(mem, struct path_step, base.count + 1);
    for (size_t i = 0; i < base.count; i++)
        steps[i] = base.steps[i];
    steps[base.count] = step;
    return (struct path){steps, base.count + 1};
}

struct path path_attribute(struct arena *mem, struct path base, struct str name)
{
    return append(mem, base, (struct path_step){.kind = STEP_ATTRIBUTE, .name = name});
}

struct path path_key(struct arena *mem, struct path base, struct str key)
{
    return append(mem, base, (struct path_step){.kind = STEP_KEY, .name = key});
}

struct path path_index(struct arena *mem, struct path base, int64_t index)
{
    return append(mem, base, (struct path_step){.kind = STEP_INDEX, .index = index});
}

struct path path_from_links(struct arena *mem, const struct path_link *last)
{
    size_t count = 0;
    for (const struct path_link *link = last; link != NULL; link = link->up)
        count++;
    if (count == 0)
        return (struct path){0};
    struct path_step *steps = arena_new_array(mem, struct path_step, count);
    size_t i = count;
    for (const struct path_link *link = last; link != NULL; link = link->up)
        steps[--i] = link->step;
    return (struct path){steps, count};
}

const char *path_links_text(struct arena *mem, const struct path_link *last)
{
    return str_z(mem, path_print(mem, path_from_links(mem, last)));
}

struct str path_print(struct arena *mem, struct path path)
{
    struct buf out = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    for (size_t i = 0; i < path.count; i++) {
        const struct path_step *step = &path.steps[i];
        switch (step->kind) {
        case STEP_ATTRIBUTE:
            if (i > 0)
                buf_addc(&out, '.');
            buf_add(&out, step->name);
            break;
        case STEP_KEY:
            buf_add(&out, STR("[\""));
            for (size_t j = 0; j < step->name.len; j++) {
                char c = step->name.data[j];
                if (c == '"' || c == '\\')
                    buf_addc(&out, '\\');
                buf_addc(&out, c);
            }
            buf_add(&out, STR("\"]"));
            break;
        case STEP_INDEX:
            buf_printf(&out, "[%" PRId64 "]", step->index);
            break;
        }
    }
    return buf_str(&out);
}

static bool is_name_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || (unsigned char)c >= 0x80;
}

/* A name at s[*at]. */
static bool parse_name(struct arena *mem, struct str s, size_t *at, struct path *path)
{
    size_t start = *at;
    while (*at < s.len && is_name_character(s.data[*at]))
        (*at)++;
    if (*at == start)
        return false;
    *path = path_attribute(mem, *path, str_copy(mem, str_slice(s, start, *at)));
    return true;
}

/* The text between `["` and `"]`; `*at` is after the first quote and ends after the bracket. */
static bool parse_key(struct arena *mem, struct str s, size_t *at, struct path *path)
{
    struct buf key = buf_new(mem, s.len + 1);
    for (; *at < s.len; (*at)++) {
        char c = s.data[*at];
        if (c == '"') {
            if (*at + 1 >= s.len || s.data[*at + 1] != ']')
                return false;
            *at += 2;
            *path = path_key(mem, *path, buf_str(&key));
            return true;
        }
        if (c == '\\' && ++(*at) == s.len)
            return false;
        buf_addc(&key, s.data[*at]);
    }
    return false;
}

/* A step in brackets; `*at` is after the opening one. */
static bool parse_bracket(struct arena *mem, struct str s, size_t *at, struct path *path)
{
    if (*at < s.len && s.data[*at] == '"') {
        (*at)++;
        return parse_key(mem, s, at, path);
    }
    size_t end = str_find(s, ']', *at);
    int64_t index;
    if (end == s.len || !str_to_int64(str_slice(s, *at, end), &index))
        return false;
    *at = end + 1;
    *path = path_index(mem, *path, index);
    return true;
}

struct path path_parse(struct arena *mem, struct str text)
{
    struct path path = {0};
    bool valid = true;
    for (size_t at = 0; at < text.len && valid;) {
        if (text.data[at] == '[') {
            at++;
            valid = parse_bracket(mem, text, &at, &path);
        } else {
            if (path.count > 0)
                valid = text.data[at++] == '.';
            valid = valid && parse_name(mem, text, &at, &path);
        }
    }
    return valid ? path : (struct path){0};
}

bool path_equal(struct path a, struct path b)
{
    if (a.count != b.count)
        return false;
    for (size_t i = 0; i < a.count; i++) {
        const struct path_step *x = &a.steps[i];
        const struct path_step *y = &b.steps[i];
        if (x->kind != y->kind || x->index != y->index || !str_eq(x->name, y->name))
            return false;
    }
    return true;
}
