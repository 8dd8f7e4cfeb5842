/*
 * origins.h — the snapshot that a request names: a manual one by its name, or an automatic one by its source and
 * its date. It must not know what the request makes from it.
 */
#ifndef SIM_ORIGINS_H
#define SIM_ORIGINS_H

#include "kind.h"

/* The members of a request that name it, and the kinds that are accepted; a NULL kind: of instances and disks. */
struct origin_members {
    const char *snapshot, *source;
    const struct kind *snapshot_kind, *source_kind;
};

struct origin {
    const struct resource *snapshot; /* NULL for an automatic one */
    const struct resource *source;   /* of an automatic one; NULL otherwise */
    const json_t *contents;          /* contents.h; owned by the snapshot */
};

/*
 * Finds it in this region, which may be another one than that of the call. False after call_fail when it does
 * not exist or is not complete.
 */
bool origin_find(struct call *call, struct region *region, const struct origin_members *members,
                 struct origin *ret);

/* The name of the snapshot, or of the source of an automatic one. */
const char *origin_name(const struct origin *origin);

#endif
