/*
 * tag.c — finds a tag of an object. Must not know what it means.
 */
#include "lightsail/tag.h"

struct str ls_tag(const json_t *object, struct str key)
{
    const json_t *tags = json_object_get(object, "tags");
    for (size_t i = 0; i < json_array_size(tags); i++) {
        const json_t *tag = json_array_get(tags, i);
        struct str value = json_member_text(tag, "value");
        if (str_eq(json_member_text(tag, "key"), key))
            return value.data != NULL ? value : STR("");
    }
    return (struct str){NULL, 0};
}
