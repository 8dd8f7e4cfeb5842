/*
 * database_powers.c — databases are stopped, started and rebooted. It must not know what else changes one.
 */
#include "api/database_check.h"
#include "api/database_snapshots.h"
#include "api/database_states.h"
#include "api/databases.h"
#include "families.h"
#include "operations.h"

/* Before the stop, a snapshot may be taken. */
static bool stop_database(struct call *call)
{
    struct resource *database = database_find_available(call);
    const char *snapshot = call_string(call, "relationalDatabaseSnapshotName");
    if (!database || (snapshot && !database_check_name(call, snapshot)))
        return false;
    operation_add_for(call, "StopRelationalDatabase", database, NULL);
    if (snapshot)
        database_snapshot_begin(call, database, snapshot);
    database_plan_stop(call, database, call->now_ms + call->options->pending_ms);
    return operations_answer(call);
}

static bool start_database(struct call *call)
{
    struct resource *database = database_find(call);
    if (!database)
        return false;
    if (!database_is(database, "stopped"))
        return database_fail_state(call, database);
    resource_unplan(call->region, database, "auto-start");
    resource_unplan(call->region, database, "auto-start-end");
    database_set_state(database, "starting");
    database_plan_state(call, database, "available", call->now_ms + call->options->pending_ms);
    operation_add_for(call, "StartRelationalDatabase", database, NULL);
    return operations_answer(call);
}

static bool reboot_database(struct call *call)
{
    struct resource *database = database_find_available(call);
    if (!database)
        return false;
    int64_t end_ms = call->now_ms + call->options->pending_ms;
    database_set_state(database, "rebooting");
    resource_plan(call->region, database, "rebooted", end_ms);
    database_plan_state(call, database, "available", end_ms);
    operation_add_for(call, "RebootRelationalDatabase", database, "");
    return operations_answer(call);
}

static const struct api database_powers_api[] = {
    {.name = "StopRelationalDatabase",
     .handle = stop_database,
     .input = INPUT(DATABASE, OPTIONAL("relationalDatabaseSnapshotName", NAME))},
    {.name = "StartRelationalDatabase", .handle = start_database, .input = INPUT(DATABASE)},
    {.name = "RebootRelationalDatabase", .handle = reboot_database, .input = INPUT(DATABASE)},
    {0},
};
const struct family database_powers_family = {.api = database_powers_api};
