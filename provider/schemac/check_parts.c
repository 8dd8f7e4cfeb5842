/*
 * check_parts.c — what the files that check a record share: places, names, types. Must not know JSON or what
 * is emitted.
 */
#include "schemac/check_parts.h"

#include "schemac/check.h"
#include "schemac/words.h"

const struct place *record_place(struct report *report, const struct record *record, const char *key)
{
    return place_member(report->mem, record->place, key);
}

void check_object_name(struct report *report, const struct place *at, struct str name)
{
    if (name.data == NULL || kind_find(name) != NULL)
        return;
    struct str hint = words_suggest(report->mem, kind_words(report->mem), name,
                                    "add a row to provider/lightsail/kind.def");
    complain(report, at, "there is no kind of object '%.*s'; %.*s", STR_ARG(name), STR_ARG(hint));
}

bool is_member_path(struct str path)
{
    bool at_start = true;
    for (size_t i = 0; i < path.len; i++) {
        char c = path.data[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'), is_digit = c >= '0' && c <= '9';
        if (!is_letter && (at_start || !(is_digit || c == '.')))
            return false;
        at_start = c == '.';
    }
    return !at_start;
}

/* ---- types ---- */

bool type_contains(const struct type_expr *type, enum type_word word)
{
    if (type->word == word || (type->element != NULL && type_contains(type->element, word)))
        return true;
    for (size_t i = 0; i < type->count; i++) {
        if (type_contains(type->items[i], word))
            return true;
    }
    return false;
}

bool has_collection_of_dynamic(const struct type_expr *type)
{
    if (type->element != NULL)
        return type_contains(type->element, WORD_DYNAMIC);
    for (size_t i = 0; i < type->count; i++) {
        if (has_collection_of_dynamic(type->items[i]))
            return true;
    }
    return false;
}

/* ---- names in C ---- */

struct str constant_name(struct arena *mem, const struct object *object, const struct attribute *a,
                         struct str value)
{
    struct buf name = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    const struct str parts[] = {object->c_name, a->c_name, value};
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (i > 0)
            buf_addc(&name, '_');
        for (size_t k = 0; k < parts[i].len; k++) {
            char c = parts[i].data[k];
            bool is_lower = c >= 'a' && c <= 'z';
            bool is_other = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            buf_addc(&name, is_lower ? (char)(c - 'a' + 'A') : is_other ? c : '_');
        }
    }
    return buf_str(&name);
}

struct str position_name(struct arena *mem, const struct record *record, const struct parameter *parameter)
{
    const struct attribute a = {.c_name = record->name};
    return constant_name(mem, &(struct object){.c_name = STR("function")}, &a, parameter->name);
}
