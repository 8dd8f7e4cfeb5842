/*
 * snapshot_copy_source.h — the source of a copied snapshot: in which region, of which kind, and the request. Knows the
 * source region; must not know what happens to a copy.
 */
#ifndef RESOURCES_SNAPSHOT_COPY_SOURCE_H
#define RESOURCES_SNAPSHOT_COPY_SOURCE_H

#include "gen/snapshot_copy.h"
#include "lightsail/snapshots.h"
#include "runtime/api.h"

/* What is known of the source. */
struct copy_source {
    bool is_found;              /* it exists; the other members are known */
    enum ls_kind kind;          /* of the snapshot and of its copy */
    struct ls_copy_source from; /* the names that it was taken from */
};

/* Reports anything other than exactly one of `date` and `latest`. */
void copy_source_validate(struct call *c, const struct snapshot_copy *config);

/* The region of the source; data == NULL when it is not known yet. */
struct str copy_source_region(const struct call *c, const struct snapshot_copy *model);

/* For the plan of a creation: reports a source that does not exist or is not complete. False only with c->err. */
bool copy_source_plan(struct call *c, const struct snapshot_copy *planned, struct copy_source *ret) MUST_USE;

/* Before the request: the source as the source region reports it. Errors: ERR_USER when there is none. */
bool copy_source_find(struct call *c, const struct snapshot_copy *plan, struct copy_source *ret) MUST_USE;

/* The request of the copy: a new reference. */
json_t *copy_source_request(const struct call *c, const struct snapshot_copy *plan);

#endif
