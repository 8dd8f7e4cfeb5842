/*
 * contents.h — what disks contain: a mark, a text that a test writes and that snapshots carry on. The API never
 * returns it. It must not know which request copies what.
 */
#ifndef SIM_CONTENTS_H
#define SIM_CONTENTS_H

#include "kind.h"

/* The mark of a disk, or of the system disk of an instance; "" for a new one. */
const char *contents_mark(const struct resource *source);
void contents_write(struct resource *source, const char *mark);

/*
 * What a snapshot of an instance or a disk contains: {"mark", "sizeInGb", "disks": [{"name", "path",
 * "sizeInGb", "mark"}]}, of an instance also "blueprintId" and "bundleId". The caller owns it.
 */
json_t *contents_take(const struct region *region, const struct resource *source);

/* Its attached disks as the API shows them: of an automatic snapshot, of a manual one. The caller owns them. */
json_t *contents_attached(const json_t *contents);
json_t *contents_from_disks(const json_t *contents);

/* What is stored in a manual snapshot; NULL in one that was stored by an earlier version. */
const json_t *contents_of(const struct resource *snapshot);
void contents_store(struct resource *snapshot, json_t *contents);

/* Adds the marks of a resource to its object in /_sim/state: ,"mark":... */
void contents_print(const struct resource *resource, struct text *out);

#endif
