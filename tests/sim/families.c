/*
 * families.c — the tables of all families in one.
 * It must not know what is in them.
 */
#include <string.h>

#include "families.h"

static const struct family *const families[] = {
#define FAMILY(name) &name##_family,
#include "families.def"
#undef FAMILY
};
enum { FAMILIES = sizeof families / sizeof families[0] };

const struct api *families_find(const char *operation)
{
    for (int i = 0; i < FAMILIES; i++)
        for (const struct api *api = families[i]->api; api->name; api++)
            if (!strcmp(api->name, operation))
                return api;
    return NULL;
}

const struct kind *families_kind(size_t number)
{
    for (int i = 0; i < FAMILIES; i++)
        for (const struct kind *const *kind = families[i]->kinds; *kind; kind++)
            if (number-- == 0)
                return *kind;
    return NULL;
}

const struct kind *families_kind_named(const char *api)
{
    const struct kind *kind;
    for (size_t i = 0; (kind = families_kind(i)); i++)
        if (!strcmp(kind->api, api))
            break;
    return kind;
}
