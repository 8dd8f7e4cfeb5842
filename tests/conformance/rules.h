/*
 * rules.h — the requirements of Terraform's core on a provider's responses, written only from protocol
 * sections 4.5 to 4.8. Knows schemas and values; must not know how the provider implements these rules (it
 * has its own implementation).
 */
#ifndef CONFORMANCE_RULES_H
#define CONFORMANCE_RULES_H

#include "schema.h"

/* Each returns NULL when the rule holds, otherwise a text in the arena: the path and the violation. */

/* AssertPlanValid: may this be planned for that configuration? `prior` is null on create. */
const char *rules_plan(struct arena *mem, const struct block *block, const struct value *prior,
                       const struct value *config, const struct value *planned);

/* AssertObjectCompatible: does this match the plan? Also between the first and the second plan. */
const char *rules_result(struct arena *mem, const struct block *block, const struct value *planned,
                         const struct value *actual);

/* Stored values: nothing unknown, write-only attributes null, blocks never null. */
const char *rules_stored(struct arena *mem, const struct block *block, const struct value *state);

/* The first path at which two values differ, for a message; NULL when they are equal. */
const char *rules_difference(struct arena *mem, const struct value *a, const struct value *b);

/* The identity before a change, with what a change in place may change (`identity_changes` of the input) as found after
 * it. */
struct value rules_identity_beside(struct arena *mem, const json_t *input, const struct value *identity,
                                   const struct value *found);

#endif
