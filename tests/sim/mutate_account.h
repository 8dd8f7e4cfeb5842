/*
 * mutate_account.h — changes that no operation of the API can make: of the account, and of what watches or names its
 * resources.
 */
#ifndef SIM_MUTATE_ACCOUNT_H
#define SIM_MUTATE_ACCOUNT_H

#include "world.h"

/* False when it is not such an action. The world is locked. *ret_reason: why it failed, a literal. */
bool mutate_account(struct region *region, const char *action, const char *name, const json_t *wish,
                    const char **ret_reason);

#endif
