/*
 * hcl.c — writes Terraform configuration in the layout of `terraform fmt`. Knows HCL's quoting and columns;
 * must not know any resource.
 */
#include "cli/hcl.h"

#include <stdlib.h>

enum { MOST_ATTRIBUTES = 64, MOST_BYTES = 16 * 1024 * 1024 };

struct hcl_attribute {
    struct str name, expression;
};

struct hcl hcl_new(struct arena *mem)
{
    return (struct hcl){
        .mem = mem,
        .text = buf_new(mem, MOST_BYTES),
        .pending = arena_new_array(mem, struct hcl_attribute, MOST_ATTRIBUTES),
    };
}

static void indent(struct hcl *hcl)
{
    for (int i = 0; i < hcl->depth; i++)
        buf_add(&hcl->text, STR("  "));
}

/* Equal signs are aligned in consecutive lines; a value of several lines ends such a group. */
static void flush(struct hcl *hcl)
{
    for (size_t first = 0; first < hcl->pending_count;) {
        size_t end = first;
        int width = 0;
        do {
            int len = (int)hcl->pending[end].name.len;
            width = len > width ? len : width;
        } while (++end < hcl->pending_count &&
                 str_find(hcl->pending[end].expression, '\n', 0) == hcl->pending[end].expression.len &&
                 str_find(hcl->pending[end - 1].expression, '\n', 0) == hcl->pending[end - 1].expression.len);
        for (size_t i = first; i < end; i++) {
            indent(hcl);
            buf_printf(&hcl->text, "%-*.*s = %.*s\n", width, STR_ARG(hcl->pending[i].name),
                       STR_ARG(hcl->pending[i].expression));
        }
        first = end;
    }
    hcl->pending_count = 0;
}

void hcl_open(struct hcl *hcl, const char *head)
{
    flush(hcl);
    indent(hcl);
    buf_printf(&hcl->text, "%s {\n", head);
    hcl->depth++;
}

void hcl_close(struct hcl *hcl)
{
    flush(hcl);
    hcl->depth--;
    indent(hcl);
    buf_add(&hcl->text, STR("}\n"));
}

void hcl_gap(struct hcl *hcl)
{
    flush(hcl);
    buf_addc(&hcl->text, '\n');
}

void hcl_raw(struct hcl *hcl, const char *name, struct str expression)
{
    if (hcl->pending_count == MOST_ATTRIBUTES)
        flush(hcl);
    hcl->pending[hcl->pending_count++] = (struct hcl_attribute){str_copy(hcl->mem, str_c(name)), expression};
}

void hcl_string(struct hcl *hcl, const char *name, struct str text)
{
    hcl_raw(hcl, name, hcl_quote(hcl->mem, text));
}

struct str hcl_quote(struct arena *mem, struct str text)
{
    struct buf quoted = buf_new(mem, MOST_BYTES);
    buf_addc(&quoted, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c == '"' || c == '\\')
            buf_printf(&quoted, "\\%c", c);
        else if ((c == '$' || c == '%') && i + 1 < text.len && text.data[i + 1] == '{')
            buf_printf(&quoted, "%c%c", c, c);
        else if (c < 0x20 || c == 0x7F)
            buf_printf(&quoted, "\\u%04x", c);
        else
            buf_addc(&quoted, (char)c);
    }
    buf_addc(&quoted, '"');
    return buf_str(&quoted);
}

struct str hcl_list(struct arena *mem, const json_t *texts)
{
    struct buf list = buf_new(mem, MOST_BYTES);
    buf_addc(&list, '[');
    for (size_t i = 0; i < json_array_size(texts); i++)
        buf_printf(&list, "%s%.*s", i > 0 ? ", " : "",
                   STR_ARG(hcl_quote(mem, json_text(json_array_get(texts, i)))));
    buf_addc(&list, ']');
    return buf_str(&list);
}

static bool is_identifier(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(i > 0 && ((c >= '0' && c <= '9') || c == '_' || c == '-')))
            return false;
    }
    return text.len > 0;
}

static int compare_tags(const void *a, const void *b)
{
    const json_t *const *left = a, *const *right = b;
    return str_cmp(json_member_text(*left, "key"), json_member_text(*right, "key"));
}

void hcl_tags(struct hcl *hcl, const char *name, const json_t *tags)
{
    size_t count = json_array_size(tags);
    const json_t **sorted = arena_new_array(hcl->mem, const json_t *, count);
    struct str *keys = arena_new_array(hcl->mem, struct str, count);
    struct buf map = buf_new(hcl->mem, MOST_BYTES);
    int width = 0;
    for (size_t i = 0; i < count; i++)
        sorted[i] = json_array_get(tags, i);
    qsort(sorted, count, sizeof sorted[0], compare_tags);
    for (size_t i = 0; i < count; i++) {
        struct str key = json_member_text(sorted[i], "key");
        keys[i] = is_identifier(key) ? key : hcl_quote(hcl->mem, key);
        width = (int)keys[i].len > width ? (int)keys[i].len : width;
    }
    buf_add(&map, STR("{\n"));
    for (size_t i = 0; i < count; i++)
        buf_printf(&map, "%*s%-*.*s = %.*s\n", 2 * (hcl->depth + 1), "", width, STR_ARG(keys[i]),
                   STR_ARG(hcl_quote(hcl->mem, json_member_text(sorted[i], "value"))));
    buf_printf(&map, "%*s}", 2 * hcl->depth, "");
    hcl_raw(hcl, name, buf_str(&map));
}

struct str hcl_text(struct hcl *hcl)
{
    flush(hcl);
    return buf_str(&hcl->text);
}
