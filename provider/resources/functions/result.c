/*
 * result.c — results of functions. Must not know any function.
 */
#include "resources/functions/result.h"

struct value result_object(struct arena *mem, const struct type *type, const struct result_member *members,
                           size_t count)
{
    struct value *items = arena_new_array(mem, struct value, type->count);
    for (size_t i = 0; i < type->count; i++)
        items[i] = value_null(type->members[i].type);
    for (size_t i = 0; i < count; i++) {
        size_t at = type_member_index(type, str_c(members[i].name));
        if (at < type->count)
            items[at] = members[i].value;
    }
    return value_object(type, items);
}
