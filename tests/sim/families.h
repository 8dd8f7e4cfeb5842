/*
 * families.h — an operation of the API as a row, and a family of them as a table.
 * It must not know any operation; the families of families.def have them.
 */
#ifndef SIM_FAMILIES_H
#define SIM_FAMILIES_H

#include "call.h"
#include "kind.h"
#include "shape.h"

/* Which lag a read has; the catalogues are never late. */
enum shows { SHOWS_NOW, OF_ONE, OF_MANY };

/* How the simulator runs an operation. */
struct api {
    const char *name;
    enum shows shows;
    const char *one_with; /* a list with this member in its input is a read of one object; may be NULL */
    bool (*handle)(struct call *call);
    const struct member *input;
    const struct kind *kind; /* what kind_get(), kind_list() and kind_delete() are about */
    bool fails_itself; /* a fault "failed" does not discard what it does: the handler begins what will fail */
    void (*prepare)(struct call *call); /* before the world is locked; may be slow */
    void (*discard)(struct call *call); /* the result of prepare */
};

enum { FAMILY_KINDS = 3 };

struct family {
    const struct api *api;                  /* ended by a row without a name */
    const struct kind *kinds[FAMILY_KINDS]; /* ended by NULL */
};

/* The rows of the operations that are the same for every kind; named: the members of the input. */
#define API_GET(operation, of, named)                                                                \
    {                                                                                                \
        .name = operation, .shows = OF_ONE, .handle = kind_get, .kind = &(of), .input = INPUT(named) \
    }
#define API_LIST(operation, of)                                                                        \
    {                                                                                                  \
        .name = operation, .shows = OF_MANY, .handle = kind_list, .kind = &(of), .input = page_members \
    }
#define API_DELETE(operation, of, ...)                                                       \
    {                                                                                        \
        .name = operation, .handle = kind_delete, .kind = &(of), .input = INPUT(__VA_ARGS__) \
    }

#define FAMILY(name) extern const struct family name##_family;
#include "families.def"
#undef FAMILY

/* The row of an operation; NULL when the simulator does not have it. */
const struct api *families_find(const char *operation);

/* The kind with this number, from 0; NULL after the last. */
const struct kind *families_kind(size_t number);

/* The kind with this name in the API; NULL when there is none. */
const struct kind *families_kind_named(const char *api);

#endif
