/*
 * check_parts.c — what the files that check a record share: where a key stands, and which types contain which. Must not know rules.
 */
#include "schemac/check_parts.h"

const struct place *record_place(struct report *report, const struct record *record, const char *key)
{
    return place_member(report->mem, record->place, key);
}

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
