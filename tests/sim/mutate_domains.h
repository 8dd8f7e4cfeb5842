/*
 * mutate_domains.h — what no operation of the API says about domain names.
 */
#ifndef SIM_MUTATE_DOMAINS_H
#define SIM_MUTATE_DOMAINS_H

#include "world.h"

/* False when it is not such an action. The world is locked. *ret_reason: why it failed, a literal. */
bool mutate_domains(const char *action, const char *name, const json_t *wish, const char **ret_reason);

#endif
