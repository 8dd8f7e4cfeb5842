/*
 * name_check.h — checks the future name of a planned object: no other resource of the configuration has it,
 * and no object of the region when a replacement would delete one for it. Names are unique among all kinds in
 * a region. Knows names; must not know which objects have them.
 */
#ifndef RESOURCES_NAME_CHECK_H
#define RESOURCES_NAME_CHECK_H

#include "runtime/api.h"

/*
 * For modify_plan of every type with a name of its own; reports at `name`. Also records for other resources
 * that the object will exist (region_note). Errors: those of catalogue_list_for_check.
 */
bool name_check(struct call *c, const struct plan *plan, enum ls_kind kind, struct tf_string name) MUST_USE;

/*
 * For an object that is created together with the planned one (`owner`) and has a name of its own, given by
 * `attribute`: no other resource of the configuration and no object of the region has the name. Reports there.
 * Only for the plan of a creation. Errors: as above.
 */
bool name_check_more(struct call *c, const struct plan *plan, enum ls_kind kind, const char *attribute,
                     struct tf_string owner, struct tf_string name) MUST_USE;

#endif
