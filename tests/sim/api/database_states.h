/*
 * database_states.h — the states of a database and the steps between them. It must not know which request
 * begins them.
 */
#ifndef SIM_API_DATABASE_STATES_H
#define SIM_API_DATABASE_STATES_H

#include "call.h"

bool database_is(const struct resource *database, const char *state);
void database_set_state(struct resource *database, const char *state);

/* False after call_fail: the state does not allow the operation; it may in a few minutes, or after a start. */
bool database_fail_state(struct call *call, const struct resource *database);

/* A change of a database is visible some time after its operation has ended. */
int64_t database_change_ms(const struct call *call);

/* At at_ms the database gets the state; the word of the plan is "=" and the state. */
void database_plan_state(struct call *call, struct resource *database, const char *state, int64_t at_ms);

/* A new database: creating, backing-up, configuring-log-exports, available. */
void database_plan_creation(struct call *call, struct resource *database);

/* Stopped at stopped_ms; after seven days it is started. */
void database_plan_stop(struct call *call, struct resource *database, int64_t stopped_ms);

/* The region of a database, for what a transition plans. */
struct region *database_region(const struct resource *database);

void database_states_transition(struct resource *database, const char *word);

#endif
