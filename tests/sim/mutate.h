/*
 * mutate.h — changes to the world without a signed call: what another user does in the console. It must not
 * change anything by itself when an operation of the API can do it.
 */
#ifndef SIM_MUTATE_H
#define SIM_MUTATE_H

#include <jansson.h>
#include <stdbool.h>

#include "options.h"

/* Runs one {"action":...}; the README lists them. False with the reason, which the caller frees. */
bool mutate(const struct options *options, const json_t *wish, char **ret_reason);

#endif
