/*
 * walk.h — what was done since the provider was configured, which is one run of Terraform: whether it
 * applies, and what it created. Knows groups and items as texts; must not know what they stand for.
 *
 * An apply run plans again what the plan run has planned, and Terraform refuses another action than the
 * first. The run may also create an object anew before it removes the old state of the same object
 * (create_before_destroy, or an address renamed without a moved block): the removal has to know this.
 */
#ifndef RUNTIME_WALK_H
#define RUNTIME_WALK_H

#include "base/str.h"

struct walk;

/* The caller frees it with walk_free when no call uses it any more. All other functions may be called from
 * any thread. */
struct walk *walk_new(void);
void walk_free(struct walk *walk);

/* Distinguishes this run from every other one. */
struct str walk_id(const struct walk *walk);

/* An apply step begins and ends; whether there was one, and how many objects are being applied now. */
void walk_applies(struct walk *walk);
void walk_applied(struct walk *walk);
bool walk_is_apply(const struct walk *walk);
size_t walk_applying(const struct walk *walk);

/* Records that an item of a group was created; returns whether it was recorded. */
void walk_made(struct walk *walk, struct str group, struct str item);
bool walk_has_made(struct walk *walk, struct str group, struct str item);
/* Removes a record, if there is one. */
void walk_unmade(struct walk *walk, struct str group, struct str item);
/* Adds `more` to the counter of a group, which starts at 0; returns the sum. */
int64_t walk_tally(struct walk *walk, struct str group, int64_t more);
/* All items recorded for a group, without duplicates, the latest first, in memory of `mem`; returns their
 * number. */
size_t walk_made_of(struct walk *walk, struct arena *mem, struct str group, const struct str **ret_items);

#endif
