/*
 * name_parts.c — finds the number at the end of a name. Pure text; must not know instances.
 */
#include "resources/functions/name_parts.h"

bool name_is_number(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    }
    return text.len > 0 && (text.len == 1 || text.data[0] != '0');
}

bool name_cut_number(struct str text, struct str *ret_stem, struct str *ret_number)
{
    size_t end = text.len;
    while (end > 0 && text.data[end - 1] != '-')
        end--;
    if (end < 2)
        return false;
    *ret_stem = str_slice(text, 0, end - 1);
    *ret_number = str_slice(text, end, text.len);
    return name_is_number(*ret_number);
}
