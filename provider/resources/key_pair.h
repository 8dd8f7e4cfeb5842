/*
 * key_pair.h — a key pair as Lightsail tells it, for the resource and the list. Knows how an answer maps to the state; must not
 * change anything.
 */
#ifndef RESOURCES_KEY_PAIR_H
#define RESOURCES_KEY_PAIR_H

#include "gen/key_pair.h"
#include "runtime/api.h"

/* Fills `state` from a KeyPair of an answer. `prior` (which may be the state) tells which tags the user wrote. */
void key_pair_fill(struct call *c, const json_t *answer, const struct key_pair *prior,
                   struct key_pair *state);

#endif
