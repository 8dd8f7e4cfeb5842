/*
 * auto_snapshots.h — automatic snapshots: the seven newest of an instance or a disk, which are deleted with it.
 * The simulator has no nights: /_sim/mutate takes them. It must not know what is created from them.
 */
#ifndef SIM_AUTO_SNAPSHOTS_H
#define SIM_AUTO_SNAPSHOTS_H

#include "kind.h"

/*
 * Takes the automatic snapshot of this date (YYYY-MM-DD), in place of an earlier one of the same date. It is in
 * progress until ready_ms. False for a kind without automatic snapshots, and for an invalid date.
 */
bool auto_snapshots_take(struct region *region, struct resource *source, const char *date, int64_t now_ms,
                         int64_t ready_ms);

/* The planned word "auto-snapshot": the one in progress is complete. */
void auto_snapshots_finish(struct resource *source);

/* False after call_fail while one is in progress: a manual snapshot has to wait. */
bool auto_snapshots_check_idle(struct call *call, const struct resource *source);

/* The one of this date, or the newest complete one for NULL, as stored; NULL after call_fail. */
const json_t *auto_snapshots_find(struct call *call, const struct resource *source, const char *date);

#endif
