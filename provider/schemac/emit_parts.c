/*
 * emit_parts.c — literals and types as C text. Must not know records.
 */
#include "schemac/emit_parts.h"

const char *const type_words[] = {"TYPE_STRING", "TYPE_NUMBER", "TYPE_BOOL",   "TYPE_DYNAMIC", "TYPE_LIST",
                                  "TYPE_SET",    "TYPE_MAP",    "TYPE_OBJECT", "TYPE_TUPLE"};
static const char *const common_types[] = {"type_string",    "type_number",      "type_bool",
                                           "type_dynamic",   "type_list_string", "type_set_string",
                                           "type_map_string"};

void add_literal(struct buf *out, struct str text)
{
    buf_addc(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (c == '"' || c == '\\')
            buf_printf(out, "\\%c", c);
        else if (c == '\n')
            buf_add(out, STR("\\n"));
        else if ((unsigned char)c < 0x20 || c == 0x7f)
            buf_printf(out, "\\%03o", (unsigned)(unsigned char)c);
        else
            buf_addc(out, c);
    }
    buf_addc(out, '"');
}

struct str type_pointer(struct buf *out, struct str base, size_t *number, const struct type_expr *type)
{
    struct arena *mem = out->mem;
    if (type->word <= WORD_DYNAMIC)
        return str_printf(mem, "&%s", common_types[type->word]);
    if (type->element != NULL && type->element->word == WORD_STRING)
        return str_printf(mem, "&%s", common_types[type->word - WORD_LIST + WORD_DYNAMIC + 1]);
    struct str *items = arena_new_array(mem, struct str, type->count);
    struct str element = type->element != NULL ? type_pointer(out, base, number, type->element) : STR("");
    for (size_t i = 0; i < type->count; i++)
        items[i] = type_pointer(out, base, number, type->items[i]);
    size_t own = (*number)++;
    if (type->element != NULL) {
        buf_printf(out, "static const struct type %.*s__type_%zu = {.kind = %s, .element = %.*s};\n",
                   STR_ARG(base), own, type_words[type->word], STR_ARG(element));
        return str_printf(mem, "&%.*s__type_%zu", STR_ARG(base), own);
    }
    if (type->count > 0) {
        buf_printf(out, "static const struct type_member %.*s__members_%zu[] = {\n", STR_ARG(base), own);
        for (size_t i = 0; i < type->count; i++) {
            struct str name = type->names != NULL ? type->names[i] : STR("");
            buf_printf(out, "    {{\"%.*s\", %zu}, %.*s},\n", STR_ARG(name), name.len, STR_ARG(items[i]));
        }
        buf_add(out, STR("};\n"));
        buf_printf(out,
                   "static const struct type %.*s__type_%zu = {.kind = %s, .members = %.*s__members_%zu, "
                   ".count = %zu};\n",
                   STR_ARG(base), own, type_words[type->word], STR_ARG(base), own, type->count);
    } else {
        buf_printf(out, "static const struct type %.*s__type_%zu = {.kind = %s};\n", STR_ARG(base), own,
                   type_words[type->word]);
    }
    return str_printf(mem, "&%.*s__type_%zu", STR_ARG(base), own);
}
