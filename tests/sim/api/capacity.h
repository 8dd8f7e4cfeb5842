/*
 * capacity.h — zones that have no room for another instance, or for one with a certain bundle, as a
 * test sets them. It must not know what an
 * instance is.
 */
#ifndef SIM_CAPACITY_H
#define SIM_CAPACITY_H

#include "call.h"

/* From now on the zone has room, or not: for every bundle, or for this one. The world is locked. */
void capacity_set(const char *zone, const char *bundle_id, bool has_room);

/*
 * True when the zone has no room for this bundle: the operation of this type on the instance starts and ends as Failed, and the
 * caller changes nothing.
 */
bool capacity_refuses(struct call *call, const char *type, const char *instance_name, const char *zone,
                      const char *bundle_id);

#endif
