/*
 * region_check.h — names of objects that may be missing, or in another region, reported in the plan. Knows
 * which names this run has planned in which regions; must not know which resources refer to them.
 *
 * Where a resource that refers to an object is replaced, the object must exist or be planned: otherwise it is
 * an error. An ARN contains its region, so the runtime refuses a wrong one. A name does not: a missing
 * instance would be reported only in the middle of the apply. A plan cannot be sure, because another process
 * may create the object before the apply. So it warns, and only when the configuration has an object of this
 * name in another region and AWS reports none in this region.
 */
#ifndef RUNTIME_REGION_CHECK_H
#define RUNTIME_REGION_CHECK_H

#include "runtime/api.h"

/* The configuration has an object of this kind and name in the region of the call. Unknown names are
 * ignored. */
void region_note(struct call *c, enum ls_kind kind, struct tf_string name);

/* Whether the configuration has an object of this kind and name in the region of the call, as far as this
 * run has planned it. */
bool region_planned(struct call *c, enum ls_kind kind, struct str name);

/*
 * The plan refers to an object by name: `attribute` is `wanted` in the configuration and was `before` in the
 * state (null on create). Sends a read only when the name is known in another region and not here, or for a
 * replacement. If the read fails, the plan continues, with one warning.
 */
void region_check(struct call *c, const struct plan *plan, enum ls_kind kind, const char *attribute,
                  struct tf_string wanted, struct tf_string before);

/*
 * The same when the service refuses the creation without the object: an error, also without a replacement. An
 * object that this run has planned counts as existing. Costs a read of the kind.
 */
void refers_check(struct call *c, const struct plan *plan, enum ls_kind kind, const char *attribute,
                  struct tf_string wanted, struct tf_string before);

#endif
