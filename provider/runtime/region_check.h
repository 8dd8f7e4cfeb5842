/*
 * region_check.h — names of things that may be missing, or in another region, told in the plan. Knows which names of which regions this walk
 * has planned; must not know who refers to them.
 *
 * Where something is deleted for what refers to a thing, the thing has to be there or planned: that is an error.
 * An ARN says its region, so the engine refuses a wrong one by itself. A name does not: that there is no such instance here comes out in the
 * apply, in the middle of it. A plan cannot be sure (somebody may make one here until then), so it warns, and only when the
 * configuration has one of this name elsewhere and AWS says that there is none here.
 */
#ifndef RUNTIME_REGION_CHECK_H
#define RUNTIME_REGION_CHECK_H

#include "runtime/api.h"

/* The configuration has a thing of this kind and name in the region of the call. Unknown names are ignored. */
void region_note(struct call *c, enum ls_kind kind, struct tf_string name);

/*
 * The plan refers to a thing by name: `attribute` is `wanted` in the configuration and was `before` in the state (null on create). Costs
 * a read only when the name is known elsewhere and not here, or when something is replaced; an error of that is none of the plan's, but
 * told once.
 */
void region_check(struct call *c, const struct plan *plan, enum ls_kind kind, const char *attribute,
                  struct tf_string wanted, struct tf_string before);

/*
 * The same for what the service refuses to create when it is not there: an error, also where nothing is replaced. One that this walk has planned
 * counts as there. Costs a read of the kind.
 */
void refers_check(struct call *c, const struct plan *plan, enum ls_kind kind, const char *attribute,
                  struct tf_string wanted, struct tf_string before);

#endif
