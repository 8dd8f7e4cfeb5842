/*
 * generations.h — the bundle of an existing instance, and its change to another generation when the instance
 * starts. It must not know states; power.c decides when an instance may change.
 */
#ifndef SIM_GENERATIONS_H
#define SIM_GENERATIONS_H

#include "api/catalogue.h"
#include "kind.h"

/*
 * The bundle that the instance gets when its start asks for this ID, which may be "auto". NULL after call_fail
 * when a start cannot give it this one.
 */
const struct bundle *generations_choose(struct call *call, const struct resource *instance,
                                        const char *wanted);

/* The instance has this bundle from now on. Its system disk keeps its size. */
void generations_change(struct resource *instance, const struct bundle *bundle);

/* For tests: as if the instance had been created with this bundle. False when it is of another platform. */
bool generations_set(struct resource *instance, const struct bundle *bundle);

#endif
