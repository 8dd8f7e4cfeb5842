/*
 * history.h — earlier versions of the world: for reads that are late, and for names that become free late. It
 * must not know which operation is late; dispatch.c does. The world is locked in every call.
 */
#ifndef SIM_HISTORY_H
#define SIM_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "options.h"
#include "world.h"

/* Sets the lag. What exists at now_ms counts as old, and deleted resources are forgotten. */
void history_set_lag(const struct lag *lag, int64_t now_ms);
const struct lag *history_lag(void);

/*
 * Stores the version of a resource when it changed since the last call; for a region all of them, and
 * resources that were deleted longer ago than every lag are forgotten. Without lag nothing happens.
 */
void history_note(struct resource *resource, int64_t now_ms);
void history_note_region(struct region *region, int64_t now_ms);

/* A resource that was deleted: kept while a read may show it or its name is still taken; otherwise freed. */
void history_bury(struct region *region, struct resource *resource, int64_t at_ms);

/* True while the name of a deleted resource is still taken. */
bool history_holds_name(const struct region *region, const char *name, int64_t now_ms);

/* The region as it was at seen_ms, for reading only. Call history_close() before the world is unlocked. */
struct region *history_open(const struct region *region, int64_t seen_ms);
void history_close(struct region *past);

/* Frees the versions of a resource, and of everything that was deleted from a region. */
void history_forget(struct resource *resource);
void history_forget_gone(struct region *region);

#endif
