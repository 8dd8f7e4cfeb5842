/*
 * databases.c — managed databases: created, read, deleted. It must not know how one is changed.
 */
#include "api/databases.h"

#include <stdio.h>
#include <string.h>

#include "api/database_check.h"
#include "api/database_parameters.h"
#include "api/database_passwords.h"
#include "api/database_snapshots.h"
#include "api/database_states.h"
#include "api/database_times.h"
#include "api/database_updates.h"
#include "api/database_windows.h"
#include "families.h"
#include "operations.h"
#include "tags.h"

/* Source: the table of quotas, databases in a region. */
enum { MOST_DATABASES = 40 };

struct resource *database_find(struct call *call)
{
    return call_find(call, &database_kind, "relationalDatabaseName");
}

struct resource *database_find_available(struct call *call)
{
    struct resource *database = database_find(call);
    if (!database || database_is(database, "available"))
        return database;
    database_fail_state(call, database);
    return NULL;
}

/* ---- creation ---------------------------------------------------------------------------------------------------- */

static bool check_quota(struct call *call)
{
    int count = 0;
    for (size_t at = 0; region_next(call->region, &database_kind, &at);)
        count++;
    return count < MOST_DATABASES ||
           call_fail_input(call, "You have reached the maximum number of databases: %d", MOST_DATABASES);
}

/* The plan of the input, or that of the source. */
static const struct database_bundle *find_bundle(struct call *call, const struct database_bundle *smallest)
{
    const char *id = call_string(call, "relationalDatabaseBundleId");
    const struct database_bundle *bundle = id ? database_bundle(id) : smallest;
    if (!bundle || (!bundle->active && bundle != smallest)) {
        call_fail_input(call, "The bundle does not exist or is no longer available: %s", id);
        return NULL;
    }
    if (smallest && (bundle->disk_gb < smallest->disk_gb || bundle->ram_gb < smallest->ram_gb)) {
        call_fail_input(call, "The bundle %s is smaller than %s, the bundle of the source", bundle->id,
                        smallest->id);
        return NULL;
    }
    return bundle;
}

static json_t *members_of(struct call *call, const struct database_source *source,
                          const struct database_bundle *bundle, const struct database_windows *windows,
                          const char *second_zone)
{
    json_t *members = json_pack(
        "{s:s, s:s, s:s, s:{s:i, s:i, s:f}, s:s, s:b, s:{}, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:[], s:s}",
        "relationalDatabaseBlueprintId", source->blueprint->id, "relationalDatabaseBundleId", bundle->id,
        "masterDatabaseName", source->master_database, "hardware", "cpuCount", bundle->cpus, "diskSizeInGb",
        bundle->disk_gb, "ramSizeInGb", bundle->ram_gb, "state", "creating", "backupRetentionEnabled", 1,
        "pendingModifiedValues", "engine", source->blueprint->engine, "engineVersion", source->engine_version,
        "masterUsername", source->master_user, "parameterApplyStatus", "in-sync", "preferredBackupWindow",
        windows->backup, "preferredMaintenanceWindow", windows->maintenance, "publiclyAccessible",
        (int)call_true(call, "publiclyAccessible"), "pendingMaintenanceActions", "caCertificateIdentifier",
        "rds-ca-rsa2048-g1");
    if (*second_zone)
        json_object_set_new(members, "secondaryAvailabilityZone", json_string(second_zone));
    return members;
}

bool database_create(struct call *call, const struct database_source *source)
{
    const char *name = call_string(call, "relationalDatabaseName");
    const struct database_bundle *bundle;
    char zone[32], second_zone[32];
    struct database_windows windows = {0};
    if (!database_check_name(call, name) || !check_quota(call) ||
        !(bundle = find_bundle(call, source->bundle)) ||
        !database_check_zone(call, bundle, zone, second_zone) ||
        !database_windows_read(call, name, &windows) || !tags_check(call, 0))
        return false;
    struct resource *database = kind_create(call, &database_kind, name, zone, name,
                                            members_of(call, source, bundle, &windows, second_zone));
    database_password_set(call, database, call_string(call, "masterUserPassword"));
    database_times_write(database, source->mark);
    database_plan_creation(call, database);
    operation_add_for(call, source->operation, database, source->details);
    return operations_answer(call);
}

static bool create_database(struct call *call)
{
    const char *id = call_string(call, "relationalDatabaseBlueprintId");
    const struct database_blueprint *blueprint = database_blueprint(id);
    if (!blueprint)
        return call_fail_input(call, "The blueprint does not exist: %s", id);
    if (!database_check_master(call, blueprint->engine) ||
        !database_check_password(call, blueprint->engine, call_string(call, "masterUserPassword")))
        return false;
    return database_create(call, &(struct database_source){
                                     .operation = "CreateRelationalDatabase",
                                     .blueprint = blueprint,
                                     .engine_version = blueprint->version,
                                     .master_database = call_string(call, "masterDatabaseName"),
                                     .master_user = call_string(call, "masterUsername"),
                                     .mark = "",
                                 });
}

/* ---- deletion ---------------------------------------------------------------------------------------------------- */

/* A last snapshot must be named or refused; both is refused. */
static bool check_decision(struct call *call)
{
    const char *name = call_string(call, "finalRelationalDatabaseSnapshotName");
    bool skip = call_true(call, "skipFinalSnapshot");
    if (skip && name)
        return call_fail_input(call, "finalRelationalDatabaseSnapshotName cannot be defined together with "
                                     "skipFinalSnapshot");
    if (!skip && !name)
        return call_fail_input(call,
                               "finalRelationalDatabaseSnapshotName is required unless skipFinalSnapshot "
                               "is true");
    return skip || database_check_name(call, name);
}

/* One that was created or does not work any more can be deleted; a last snapshot needs one that works. */
static bool may_be_deleted(const struct resource *database, bool skip)
{
    if (database_is(database, "available") || database_is(database, "stopped"))
        return true;
    static const char *const busy[] = {"creating",    "backing-up", "configuring-log-exports",
                                       "modifying",   "upgrading",  "resetting-master-credentials",
                                       "maintenance", "rebooting",  "starting",
                                       "stopping",    "deleting"};
    for (size_t i = 0; i < sizeof busy / sizeof busy[0]; i++)
        if (database_is(database, busy[i]))
            return false;
    return skip;
}

static bool delete_database(struct call *call)
{
    struct resource *database = database_find(call);
    bool skip = call_true(call, "skipFinalSnapshot");
    if (!database || !check_decision(call))
        return false;
    if (!may_be_deleted(database, skip))
        return database_fail_state(call, database);
    resource_unplan_all(database);
    operation_add_for(call, "DeleteRelationalDatabase", database, NULL);
    if (skip) {
        database_set_state(database, "deleting");
    } else {
        database_snapshot_begin(call, database, call_string(call, "finalRelationalDatabaseSnapshotName"));
        database_set_state(database, "backing-up");
        database_plan_state(call, database, "deleting", call->now_ms + call->options->operation_ms);
    }
    resource_plan(call->region, database, WORD_GONE, call->now_ms + database_change_ms(call));
    return operations_answer(call);
}

/* ---- the kind ---------------------------------------------------------------------------------------------------- */

static void print_more(const struct call *call, const struct resource *database, struct text *out)
{
    int64_t earliest_ms, latest_ms;
    if (database_times_restorable(database, call->seen_ms, &earliest_ms, &latest_ms))
        text_format(out, ",\"latestRestorableTime\":%.3f", (double)latest_ms / 1000);
}

static void transition(struct resource *database, const char *word)
{
    database_states_transition(database, word);
    database_updates_transition(database, word);
    database_parameters_transition(database, word);
}

const struct kind database_kind = {
    .api = "RelationalDatabase",
    .plural = "databases",
    .name_member = "relationalDatabaseName",
    .member = "relationalDatabase",
    .list_member = "relationalDatabases",
    .id_prefix = "ls",
    .taggable = true,
    .print_more = print_more,
    .transition = transition,
};

static const struct api databases_api[] = {
    {.name = "CreateRelationalDatabase",
     .handle = create_database,
     .input = INPUT(DATABASE, OPTIONAL("availabilityZone", STRING),
                    REQUIRED("relationalDatabaseBlueprintId", STRING),
                    REQUIRED("relationalDatabaseBundleId", STRING), REQUIRED("masterDatabaseName", STRING),
                    REQUIRED("masterUsername", STRING), OPTIONAL("masterUserPassword", STRING),
                    OPTIONAL("preferredBackupWindow", STRING), OPTIONAL("preferredMaintenanceWindow", STRING),
                    OPTIONAL("publiclyAccessible", BOOLEAN), TAGS)},
    {.name = "DeleteRelationalDatabase",
     .handle = delete_database,
     .input = INPUT(DATABASE, OPTIONAL("skipFinalSnapshot", BOOLEAN),
                    OPTIONAL("finalRelationalDatabaseSnapshotName", NAME))},
    API_GET("GetRelationalDatabase", database_kind, DATABASE),
    API_LIST("GetRelationalDatabases", database_kind),
    {0},
};
const struct family databases_family = {.kinds = {&database_kind}, .api = databases_api};
