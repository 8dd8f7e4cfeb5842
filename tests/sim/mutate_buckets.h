/*
 * mutate_buckets.h — changes of buckets that no operation of the API can make.
 */
#ifndef SIM_MUTATE_BUCKETS_H
#define SIM_MUTATE_BUCKETS_H

#include "world.h"

/* False when it is not such an action. The world is locked. *ret_reason: why it failed, a literal. */
bool mutate_buckets(struct region *region, const char *action, const char *name, const json_t *wish,
                    const char **ret_reason);

#endif
