/*
 * history.h — the world as it was: for reads that are late, and for names that come free late.
 * It must not know which operation is late; dispatch.c does. The world is locked in every call.
 */
#ifndef SIM_HISTORY_H
#define SIM_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "options.h"
#include "world.h"

/* From now on so late. What is there at now_ms counts as old, and what is gone is forgotten. */
void history_set_lag(const struct lag *lag, int64_t now_ms);
const struct lag *history_lag(void);

/*
 * Keeps a resource as it is when it changed since the last call; of a region all of them, and what is gone for longer
 * than every lag is forgotten. Without lag nothing happens.
 */
void history_note(struct resource *resource, int64_t now_ms);
void history_note_region(struct region *region, int64_t now_ms);

/* A resource that left the region: kept for as long as someone may see it or its name; otherwise freed. */
void history_bury(struct region *region, struct resource *resource, int64_t at_ms);

/* True while the name of something that is gone is still taken. */
bool history_holds_name(const struct region *region, const char *name, int64_t now_ms);

/* The region as it was at seen_ms, for reading alone. history_close() it before the world is unlocked. */
struct region *history_open(const struct region *region, int64_t seen_ms);
void history_close(struct region *past);

/* Frees what is kept of a resource, and of all that is gone from a region. */
void history_forget(struct resource *resource);
void history_forget_gone(struct region *region);

#endif
