/*
 * domain_turns.h — changes of one zone that arrive at the same time: one takes place, the others are refused as
 * those of a busy zone. It must not know what is changed.
 */
#ifndef SIM_API_DOMAIN_TURNS_H
#define SIM_API_DOMAIN_TURNS_H

#include "call.h"

/* The members prepare and discard of a row of operations; the turn lasts from the one to the other. */
void domain_turn_begin(struct call *call);
void domain_turn_end(struct call *call);

/* False after call_fail when another change of the zone came first and is not over. */
bool domain_turn_check(struct call *call);

#endif
