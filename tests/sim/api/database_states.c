/*
 * database_states.c — the states of a database and the steps between them. It must not know which request
 * begins them.
 */
#include "api/database_states.h"

#include <stdlib.h>
#include <string.h>

#include "api/database_events.h"
#include "api/database_logs.h"
#include "api/database_times.h"
#include "memory.h"
#include "regions.h"

#define WEEK_MS ((int64_t)7 * 24 * 3600 * 1000)

bool database_is(const struct resource *database, const char *state)
{
    return !strcmp(resource_string(database, "state"), state);
}

void database_set_state(struct resource *database, const char *state)
{
    resource_set(database, "state", json_string(state));
}

bool database_fail_state(struct call *call, const struct resource *database)
{
    const char *state = resource_string(database, "state");
    bool is_lasting = !strcmp(state, "stopped") || !strcmp(state, "failed") ||
                      !strncmp(state, "in", 2); /* incompatible-…, inaccessible-… */
    return call_fail(call, FAILURE_OPERATION, "OperationFailure",
                     "The database %s is in the state %s, which does not allow this operation.%s",
                     resource_name(database), state, is_lasting ? "" : " Please try again in a few minutes.");
}

int64_t database_change_ms(const struct call *call)
{
    return call->options->operation_ms * 3 / 2;
}

void database_plan_state(struct call *call, struct resource *database, const char *state, int64_t at_ms)
{
    char *word = memory_format("=%s", state);
    resource_plan(call->region, database, word, at_ms);
    free(word);
}

void database_plan_creation(struct call *call, struct resource *database)
{
    int64_t now_ms = call->now_ms, quarter_ms = call->options->pending_ms / 4;
    database_set_state(database, "creating");
    resource_plan(call->region, database, "created", now_ms + 2 * quarter_ms);
    database_plan_state(call, database, "backing-up", now_ms + 2 * quarter_ms);
    resource_plan(call->region, database, "backed-up", now_ms + 3 * quarter_ms);
    database_plan_state(call, database, "configuring-log-exports", now_ms + 3 * quarter_ms);
    database_plan_state(call, database, "available", now_ms + call->options->pending_ms);
}

void database_plan_stop(struct call *call, struct resource *database, int64_t stopped_ms)
{
    json_object_set_new(database->hidden, "startMs", json_integer(call->options->pending_ms));
    database_set_state(database, "stopping");
    database_plan_state(call, database, "stopped", stopped_ms);
}

/* In a copy of the region this is the original, which is then only asked too early what is due. */
struct region *database_region(const struct resource *database)
{
    const json_t *location = json_object_get(database->document, "location");
    return world_region(regions_find(json_string_value(json_object_get(location, "regionName")))->name);
}

static void end_stop(struct resource *database)
{
    database_times_stop(database);
    database_event(database, "notification", "Relational Database stopped");
    int64_t start_ms = database->since_ms + WEEK_MS;
    resource_plan(database_region(database), database, "auto-start", start_ms);
    resource_plan(database_region(database), database, "auto-start-end",
                  start_ms + json_integer_value(json_object_get(database->hidden, "startMs")));
}

/* The address is known when the machine of the database runs. */
static void show_endpoint(struct resource *database)
{
    bool is_mysql = !strcmp(resource_string(database, "engine"), "mysql");
    const char *region = json_string_value(
        json_object_get(json_object_get(database->document, "location"), "regionName"));
    const char *code = strchr(resource_string(database, "supportCode"), '/') + 1;
    char *address = memory_format("%s.c0example0.%s.rds.amazonaws.com", code, region);
    resource_set(database, "masterEndpoint",
                 json_pack("{s:i, s:s}", "port", is_mysql ? 3306 : 5432, "address", address));
    free(address);
}

static void enter(struct resource *database, const char *state)
{
    char *before = memory_copy(resource_string(database, "state"));
    database_set_state(database, state);
    if (!strcmp(state, "backing-up"))
        database_event(database, "backup", "Backing up Relational Database");
    if (!strcmp(state, "stopped"))
        end_stop(database);
    if (!strcmp(state, "available") && (!strcmp(before, "starting") || !strcmp(before, "rebooting") ||
                                        !strcmp(before, "configuring-log-exports"))) {
        database_times_start(database);
        database_log_ready(database);
    }
    free(before);
}

void database_states_transition(struct resource *database, const char *word)
{
    if (word[0] == '=')
        enter(database, word + 1);
    if (!strcmp(word, "created")) {
        show_endpoint(database);
        database_event(database, "creation", "Relational Database created");
    }
    if (!strcmp(word, "backed-up")) {
        database_event(database, "backup", "Finished Relational Database backup");
        database_times_backed_up(database);
    }
    if (!strcmp(word, "auto-start") && database_is(database, "stopped")) {
        database_event(database, "notification", "Relational Database is started after seven days");
        database_set_state(database, "starting");
    }
    if (!strcmp(word, "auto-start-end") && database_is(database, "starting"))
        enter(database, "available");
}
