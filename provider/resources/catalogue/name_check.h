/*
 * name_check.h — the name that a planned thing will have: nobody else in the configuration has it, and nobody in the region when something
 * would be deleted for it. Names are unique over all kinds of a region. Knows names; must not know what has them.
 */
#ifndef RESOURCES_NAME_CHECK_H
#define RESOURCES_NAME_CHECK_H

#include "runtime/api.h"

/*
 * For modify_plan of everything that has a name of its own, at `name`. Also notes for others that it will be there (region_note). Errors
 * of a list that nobody answered (catalogue_list_for_check).
 */
bool name_check(struct call *c, const struct plan *plan, enum ls_kind kind, struct tf_string name) MUST_USE;

#endif
