/*
 * database_updates.h — changes of a database, at once or in its next maintenance window. It must not know how a
 * request arrives.
 */
#ifndef SIM_API_DATABASE_UPDATES_H
#define SIM_API_DATABASE_UPDATES_H

#include "call.h"

/* What waits for the maintenance window is planned for the next one: when its window changed or was missed. */
void database_plan_maintenance(struct call *call, struct resource *database);
void database_updates_plan(struct region *region, struct resource *database, int64_t now_ms,
                           int64_t duration_ms);

void database_updates_transition(struct resource *database, const char *word);

#endif
