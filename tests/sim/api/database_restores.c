/*
 * database_restores.c — databases that are created from a snapshot, or from a point in time of another one. It
 * must not know how a database is created; databases.c does.
 */
#include <string.h>

#include "api/contents.h"
#include "api/database_snapshots.h"
#include "api/database_times.h"
#include "api/databases.h"
#include "families.h"
#include "tags.h"

static bool from_snapshot(struct call *call)
{
    const struct resource *snapshot = call_find(call, &database_snapshot_kind,
                                                "relationalDatabaseSnapshotName");
    if (!snapshot)
        return false;
    if (json_object_get(call->input, "restoreTime") || call_true(call, "useLatestRestorableTime"))
        return call_fail_input(call,
                               "restoreTime and useLatestRestorableTime cannot be defined together with "
                               "relationalDatabaseSnapshotName");
    if (strcmp(resource_string(snapshot, "state"), "available") != 0)
        return call_fail(call, FAILURE_OPERATION, "OperationFailure",
                         "The snapshot %s is not ready. Please try again in a few minutes.",
                         resource_name(snapshot));
    const json_t *contents = contents_of(snapshot);
    return database_create(
        call,
        &(struct database_source){
            .operation = "CreateRelationalDatabaseFromSnapshot",
            .details = resource_name(snapshot),
            .blueprint = database_blueprint(resource_string(snapshot, "fromRelationalDatabaseBlueprintId")),
            .bundle = database_bundle(resource_string(snapshot, "fromRelationalDatabaseBundleId")),
            .engine_version = resource_string(snapshot, "engineVersion"),
            .master_database = json_string_value(json_object_get(contents, "masterDatabaseName")),
            .master_user = json_string_value(json_object_get(contents, "masterUsername")),
            .mark = json_string_value(json_object_get(contents, "mark")),
        });
}

/* The time of the input, or the latest one: within the times to which the database can be restored. */
static bool find_time(struct call *call, const struct resource *source, int64_t *ret_ms)
{
    const json_t *wanted = json_object_get(call->input, "restoreTime");
    int64_t earliest_ms, latest_ms;
    if (call_true(call, "useLatestRestorableTime") == (wanted != NULL))
        return call_fail_input(call, "Exactly one of restoreTime and useLatestRestorableTime is required");
    if (!database_times_restorable(source, call->now_ms, &earliest_ms, &latest_ms))
        return call_fail_input(call, "The database %s has no automated backups", resource_name(source));
    *ret_ms = wanted ? (int64_t)(json_number_value(wanted) * 1000) : latest_ms;
    if (*ret_ms >= earliest_ms && *ret_ms <= latest_ms)
        return true;
    return call_fail_input(call, "The restore time must be from %lld to %lld: %lld",
                           (long long)(earliest_ms / 1000), (long long)(latest_ms / 1000),
                           (long long)(*ret_ms / 1000));
}

static bool from_time(struct call *call)
{
    const struct resource *source = call_find(call, &database_kind, "sourceRelationalDatabaseName");
    int64_t at_ms = 0;
    if (!source || !find_time(call, source, &at_ms))
        return false;
    return database_create(
        call, &(struct database_source){
                  .operation = "CreateRelationalDatabaseFromSnapshot",
                  .details = resource_name(source),
                  .blueprint = database_blueprint(resource_string(source, "relationalDatabaseBlueprintId")),
                  .bundle = database_bundle(resource_string(source, "relationalDatabaseBundleId")),
                  .engine_version = resource_string(source, "engineVersion"),
                  .master_database = resource_string(source, "masterDatabaseName"),
                  .master_user = resource_string(source, "masterUsername"),
                  .mark = database_times_mark(source, at_ms),
              });
}

static bool create_from_snapshot(struct call *call)
{
    bool named = call_string(call, "relationalDatabaseSnapshotName") != NULL;
    if (named == (call_string(call, "sourceRelationalDatabaseName") != NULL))
        return call_fail_input(call, "Exactly one of relationalDatabaseSnapshotName and "
                                     "sourceRelationalDatabaseName is required");
    return named ? from_snapshot(call) : from_time(call);
}

static const struct api database_restores_api[] = {
    {.name = "CreateRelationalDatabaseFromSnapshot",
     .handle = create_from_snapshot,
     .input = INPUT(DATABASE, OPTIONAL("availabilityZone", STRING), OPTIONAL("publiclyAccessible", BOOLEAN),
                    OPTIONAL("relationalDatabaseSnapshotName", NAME),
                    OPTIONAL("relationalDatabaseBundleId", STRING),
                    OPTIONAL("sourceRelationalDatabaseName", NAME), OPTIONAL("restoreTime", TIME),
                    OPTIONAL("useLatestRestorableTime", BOOLEAN), TAGS)},
    {0},
};
const struct family database_restores_family = {.api = database_restores_api};
