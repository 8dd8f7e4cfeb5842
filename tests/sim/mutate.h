/*
 * mutate.h — changes to the world that no signed call asked for: what someone else did in the console.
 * It must not change anything by itself when an operation of the API can do it.
 */
#ifndef SIM_MUTATE_H
#define SIM_MUTATE_H

#include <jansson.h>
#include <stdbool.h>

#include "options.h"

/* Does one {"action":...}; the README lists them. False with the reason, which the caller frees. */
bool mutate(const struct options *options, const json_t *wish, char **ret_reason);

#endif
