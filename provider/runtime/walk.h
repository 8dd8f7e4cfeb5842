/*
 * walk.h — what was done since the provider was configured, which is one walk of Terraform: whether it applies, and what it made.
 * Knows groups and items as texts; must not know what they stand for.
 *
 * An apply walk plans again what the plan walk has planned, and Terraform refuses another action than the first. And it may make a thing
 * anew before it removes the old state of the very same thing (create_before_destroy, or an address renamed without a moved block): whoever
 * removes has to know.
 */
#ifndef RUNTIME_WALK_H
#define RUNTIME_WALK_H

#include "base/str.h"

struct walk;

/* The caller frees it with walk_free when no call uses it any more. All others are for any thread. */
struct walk *walk_new(void);
void walk_free(struct walk *walk);

/* Something is applied, and no longer; whether something was, and how many things are at the moment. */
void walk_applies(struct walk *walk);
void walk_applied(struct walk *walk);
bool walk_is_apply(const struct walk *walk);
size_t walk_applying(const struct walk *walk);

/* Notes that this was made, one thing of a group, and whether it was. */
void walk_made(struct walk *walk, struct str group, struct str item);
bool walk_has_made(struct walk *walk, struct str group, struct str item);
/* Takes a note back, where there is one. */
void walk_unmade(struct walk *walk, struct str group, struct str item);
/* Counts for a group, from 0, and says what it has counted so far. */
int64_t walk_tally(struct walk *walk, struct str group, int64_t more);
/* All that was made of a group, each once, the latest first, in memory of `mem`; how many. */
size_t walk_made_of(struct walk *walk, struct arena *mem, struct str group, const struct str **ret_items);

#endif
