/*
 * database_snapshots.c — snapshots of databases: created, read, deleted. It must not know what is created from
 * them.
 */
#include "api/database_snapshots.h"

#include <string.h>

#include "api/contents.h"
#include "api/database_check.h"
#include "api/database_states.h"
#include "api/databases.h"
#include "families.h"
#include "operations.h"
#include "tags.h"

/* The members of a snapshot of a database that are also members of the database. */
static const char *const copied[][2] = {
    {"engine", "engine"},
    {"engineVersion", "engineVersion"},
    {"fromRelationalDatabaseName", "name"},
    {"fromRelationalDatabaseArn", "arn"},
    {"fromRelationalDatabaseBundleId", "relationalDatabaseBundleId"},
    {"fromRelationalDatabaseBlueprintId", "relationalDatabaseBlueprintId"},
};

struct resource *database_snapshot_begin(struct call *call, struct resource *database, const char *name)
{
    json_t *size = json_object_get(json_object_get(database->document, "hardware"), "diskSizeInGb");
    json_t *members = json_pack("{s:s, s:O}", "state", "creating", "sizeInGb", size);
    for (size_t i = 0; i < sizeof copied / sizeof copied[0]; i++)
        json_object_set(members, copied[i][0], json_object_get(database->document, copied[i][1]));
    struct resource *snapshot = kind_create(call, &database_snapshot_kind, name, NULL, name, members);
    if (strcmp(call->operation, "CreateRelationalDatabaseSnapshot") != 0)
        resource_set(snapshot, "tags", json_array());
    contents_store(snapshot,
                   json_pack("{s:s, s:O, s:s, s:s}", "mark", contents_mark(database), "sizeInGb", size,
                             "masterDatabaseName", resource_string(database, "masterDatabaseName"),
                             "masterUsername", resource_string(database, "masterUsername")));
    resource_plan(call->region, snapshot, "ready", call->now_ms + call->options->operation_ms);
    operation_add_for(call, "CreateRelationalDatabaseSnapshot", snapshot, resource_name(database));
    operation_add_for(call, "CreateRelationalDatabaseSnapshot", database, name);
    return snapshot;
}

/* The database is backing-up meanwhile; a stopped one stays stopped. */
static bool create_snapshot(struct call *call)
{
    struct resource *database = database_find(call);
    const char *name = call_string(call, "relationalDatabaseSnapshotName");
    if (!database)
        return false;
    bool is_stopped = database_is(database, "stopped");
    if (!is_stopped && !database_is(database, "available"))
        return database_fail_state(call, database);
    if (!database_check_name(call, name) || !tags_check(call, 0))
        return false;
    database_snapshot_begin(call, database, name);
    if (!is_stopped) {
        int64_t end_ms = call->now_ms + database_change_ms(call);
        database_states_transition(database, "=backing-up");
        resource_plan(call->region, database, "backed-up", end_ms);
        database_plan_state(call, database, "available", end_ms);
    }
    return operations_answer(call);
}

static void transition(struct resource *snapshot, const char *word)
{
    if (!strcmp(word, "ready"))
        resource_set(snapshot, "state", json_string("available"));
}

static bool before_delete(struct call *call, struct resource *snapshot)
{
    return !strcmp(resource_string(snapshot, "state"), "available") ||
           call_fail(call, FAILURE_OPERATION, "OperationFailure",
                     "The snapshot %s is in the state %s. Please try again in a few minutes.",
                     resource_name(snapshot), resource_string(snapshot, "state"));
}

const struct kind database_snapshot_kind = {
    .api = "RelationalDatabaseSnapshot",
    .plural = "database_snapshots",
    .name_member = "relationalDatabaseSnapshotName",
    .member = "relationalDatabaseSnapshot",
    .list_member = "relationalDatabaseSnapshots",
    .id_prefix = "ls",
    .taggable = true,
    .before_delete = before_delete,
    .delete_is_done = true,
    .transition = transition,
};

#define SNAPSHOT REQUIRED("relationalDatabaseSnapshotName", NAME)

static const struct api database_snapshots_api[] = {
    {.name = "CreateRelationalDatabaseSnapshot",
     .handle = create_snapshot,
     .input = INPUT(DATABASE, SNAPSHOT, TAGS)},
    API_DELETE("DeleteRelationalDatabaseSnapshot", database_snapshot_kind, SNAPSHOT),
    API_GET("GetRelationalDatabaseSnapshot", database_snapshot_kind, SNAPSHOT),
    API_LIST("GetRelationalDatabaseSnapshots", database_snapshot_kind),
    {0},
};
const struct family database_snapshots_family = {
    .kinds = {&database_snapshot_kind},
    .api = database_snapshots_api,
};
