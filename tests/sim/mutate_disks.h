/*
 * mutate_disks.h — changes of tests that no operation of the API can make: what disks contain, automatic
 * snapshots, health, retired bundles, zones without room. It must not know how a request arrives.
 */
#ifndef SIM_MUTATE_DISKS_H
#define SIM_MUTATE_DISKS_H

#include "world.h"

/*
 * Runs the action on a region with all due changes applied; the world is locked. False when there is no such
 * action; otherwise *ret_reason is NULL, or why it cannot be done (a literal).
 */
bool mutate_disks(struct region *region, const char *action, const char *name, const json_t *wish,
                  const char **ret_reason);

#endif
