/*
 * catalogue_check.c — whether an ID in a plan is an active entry of a list. Must not know which resource has the ID.
 */
#include "resources/catalogue/catalogue.h"

bool catalogue_check(struct call *c, enum catalogue_kind kind, const char *attribute, const char *noun,
                     struct tf_string id, const struct catalogue **ret_list, const json_t **ret_entry)
{
    *ret_list = NULL;
    *ret_entry = NULL;
    if (!TF_IS_KNOWN(id))
        return true;
    TRY(catalogue_list_for_check(c, kind, ret_list));
    *ret_entry = catalogue_find(*ret_list, id.v);
    if (*ret_list == NULL || (*ret_entry != NULL && catalogue_is_active(*ret_entry)))
        return true;
    struct str near = catalogue_near(c->mem, *ret_list, id.v);
    if (*ret_entry == NULL)
        call_error(c, attribute, str_printf(c->mem, "Unknown %s", noun).data,
                   "There is no %s '%.*s' in %.*s. Similar ones: %.*s.", noun, STR_ARG(id.v),
                   STR_ARG(call_region(c)), STR_ARG(near));
    else
        call_error(c, attribute, str_printf(c->mem, "Retired %s", noun).data,
                   "The %s '%.*s' is not active any more: what has it keeps it, but Lightsail does "
                   "not use it for anything new. Similar active ones: %.*s.",
                   noun, STR_ARG(id.v), STR_ARG(near));
    return true;
}
