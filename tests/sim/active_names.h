/*
 * active_names.h — GetActiveNames: every name that is taken in a region.
 * It must not know what the names belong to.
 */
#ifndef SIM_ACTIVE_NAMES_H
#define SIM_ACTIVE_NAMES_H

#include "call.h"

bool get_active_names(struct call *call);

#endif
